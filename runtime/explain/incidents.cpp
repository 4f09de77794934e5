#include "runtime/explain/incidents.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "lang/catalog/events.h"
#include "runtime/explain/contact_walk.h"
#include "runtime/explain/unknown.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

class IncidentReader {
 public:
  IncidentReader(StoreView& view, const IncidentsAsked& asked) : view_(view), asked_(asked) {}

  Result<void> look_at(std::string_view contact, const ContactRow& row) {
    for (const auto& instance : row.instances) {
      if (instance.state != InstanceState::kIncident ||
          (asked_.flow != 0 && instance.flow != asked_.flow) ||
          (asked_.instance != 0 && instance.number != asked_.instance))
        continue;
      CAMP_ASSIGN(auto line, line_of(contact, row, instance));
      ++found_.count;
      count(line);
      if (found_.lines.size() < asked_.lines_max) found_.lines.push_back(std::move(line));
    }
    return {};
  }

  Incidents take() {
    std::stable_sort(found_.groups.begin(), found_.groups.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    return std::move(found_);
  }

 private:
  Result<IncidentLine> line_of(std::string_view contact, const ContactRow& row,
                               const Instance& instance) {
    const auto& failure = instance.failure;
    IncidentLine line;
    line.contact = contact;
    line.flow = view_.name_of(instance.flow);
    line.run = instance.run;
    line.instance = instance.number;
    line.step = view_.stand_of(instance);
    line.at_ms = failure.at_ms;
    line.wake = failure.wake;
    if (failure.event != 0) line.event = view_.name_of(failure.event);
    if (line.event == kContactChanged) line.event = "a change";
    CAMP_ASSIGN(const auto ticks, contact_refs(view_.store(), contact, row));
    for (auto tick = ticks.rbegin(); tick != ticks.rend(); ++tick) {
      CAMP_ASSIGN(const bool told, tell_problem(contact, *tick, instance.number, &line));
      if (told) break;
    }
    return line;
  }

  // The last that the chunk has of the instance.
  Result<bool> tell_problem(std::string_view contact, std::uint64_t tick, std::uint32_t instance,
                            IncidentLine* line) {
    CAMP_ASSIGN(const auto entries, ContactHistory::read_tick(view_.store(), contact, tick));
    const auto& all = entries.entries();
    const auto found = std::find_if(all.rbegin(), all.rend(), [&](const HistoryEntry& it) {
      return it.entry.subject.instance == instance &&
             std::holds_alternative<IncidentEntry>(it.entry.what);
    });
    if (found == all.rend()) return false;
    const auto& entry = std::get<IncidentEntry>(found->entry.what);
    line->problem = entry.text;
    line->place = view_.code_place(entry.program, entry.code);
    if (line->wake == WakeKind{}) line->at_ms = found->entry.at_ms;
    return true;
  }

  void count(const IncidentLine& line) {
    auto& groups = found_.groups;
    const auto alike = std::find_if(groups.begin(), groups.end(), [&](const IncidentGroup& it) {
      return it.flow == line.flow && it.step == line.step && it.problem == line.problem &&
             it.place == line.place;
    });
    if (alike != groups.end()) {
      ++alike->count;
    } else if (groups.size() < kIncidentGroups) {
      groups.push_back({line.flow, line.step, line.problem, line.place, 1, line.contact});
    } else {
      ++found_.in_other_groups;
    }
  }

  StoreView& view_;
  const IncidentsAsked& asked_;
  Incidents found_;
};

}  // namespace

Result<Incidents> read_incidents(StoreView& view, const IncidentsAsked& asked,
                                 const ScanProgress& progress) {
  IncidentReader reader(view, asked);
  bool stopped = false;
  if (!asked.contact.empty()) {
    CAMP_ASSIGN(const auto row, find_contact(view.store(), asked.contact));
    CAMP_TRY(reader.look_at(asked.contact, row));
  } else {
    CAMP_ASSIGN(stopped, walk_contacts(view, progress, [&](auto key, auto, const auto& row) {
                  return reader.look_at(keys::id_of_contact_key(key), row);
                }));
  }
  CAMP_TRY(view.status());
  auto found = reader.take();
  found.stopped = stopped;
  return found;
}

}  // namespace camp
