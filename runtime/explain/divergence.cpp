#include "runtime/explain/divergence.h"

#include <algorithm>

#include "lang/base/overloaded.h"
#include "runtime/explain/told_text.h"
#include "runtime/shelf/contacts.h"

namespace camp {
namespace {

constexpr std::uint32_t kNoStep = 0xFFFFFFFF;

// The step at which it stands: where it went, else where it came from.
std::string place_of(StoreView& view, const JournalEntry& entry) {
  return std::visit(
      Overloaded{[&](const TransitionEntry& it) {
                   const auto step = it.to_step != kNoStep ? it.to_step : it.from_step;
                   return view.step_place(it.program, step);
                 },
                 [&](const MessageEntry& it) { return view.step_place(it.program, it.step); },
                 [&](const EventEntry& it) { return view.step_place(it.program, it.step); },
                 [&](const TalkEntry& it) { return view.step_place(it.program, it.step); },
                 [&](const RequestedEntry& it) { return view.step_place(it.program, it.step); },
                 [&](const IncidentEntry& it) { return view.code_place(it.program, it.code); },
                 [](const auto&) { return std::string(); }},
      entry.what);
}

// Until when it waits or is held; 0: it does neither.
std::int64_t end_of(const Told& told) {
  return std::visit(Overloaded{[](const ToldTransition& it) { return it.due_ms; },
                               [](const ToldMessage& it) { return it.until_ms; },
                               [](const ToldShift& it) { return it.due_ms; },
                               [](const auto&) { return std::int64_t{}; }},
                    told.what);
}

// What is left when times, attempts and numbers are not looked at.
std::string gist_of(Told told) {
  std::visit(Overloaded{[](ToldTransition& it) { it.due_ms = 0; },
                        [](ToldMessage& it) {
                          it.until_ms = 0;
                          it.hold.reset();
                        },
                        [](ToldShift& it) { it.from_ms = it.to_ms = it.due_ms = 0; },
                        [](ToldIncident& it) { it.place.clear(); },
                        [](ToldAnswer& it) { it.attempts = 0; }, [](auto&) {}},
             told.what);
  auto gist = text_of(told);
  if (const auto* message = told.message()) gist += "\n" + message->step;
  return gist;
}

// Decided is that it is sent. What became of it on its way hangs on when it left.
bool is_queued(const Told& told) {
  const auto* message = told.message();
  return message != nullptr && message->verdict.decision == Decision::kQueued;
}
bool is_same_message(const Told& was, const Told& is) {
  const auto *a = was.message(), *b = is.message();
  return a->message == b->message && a->step == b->step && a->channel == b->channel;
}

bool is_deed(const JournalEntry& entry) { return entry.subject.flow != 0; }

}  // namespace

Result<std::vector<Deed>> deeds_of(StoreView& view, std::string_view contact_id) {
  ContactRow row;
  CAMP_ASSIGN(const bool found, read_contact(view.store(), contact_id, &row));
  std::vector<Deed> deeds;
  if (!found) return deeds;
  CAMP_ASSIGN(const auto history, ContactHistory::read(view.store(), contact_id, row));
  for (const auto& line : history.entries())
    if (is_deed(line.entry)) deeds.push_back({tell(view, line), place_of(view, line.entry)});
  CAMP_TRY(view.status());
  std::stable_sort(deeds.begin(), deeds.end(), [](const Deed& a, const Deed& b) {
    return std::pair(a.told.at_ms, a.told.subject.instance) <
           std::pair(b.told.at_ms, b.told.subject.instance);
  });
  return deeds;
}

bool is_same(const Deed& was, const Deed& is) {
  const auto &a = was.told, &b = is.told;
  const auto arms = [](const Told& told) { return arms_text(told.subject.arms); };
  if (a.kind != b.kind || a.subject.flow != b.subject.flow ||
      a.subject.run_key != b.subject.run_key || a.subject.instance != b.subject.instance ||
      arms(a) != arms(b))
    return false;
  if (is_queued(a) && is_queued(b)) return is_same_message(a, b);
  const auto a_end = end_of(a), b_end = end_of(b);
  if (a_end != b_end && a_end - a.at_ms != b_end - b.at_ms) return false;
  return gist_of(a) == gist_of(b);
}

std::optional<Divergence> first_divergence(std::string contact, const std::vector<Deed>& was,
                                           const std::vector<Deed>& is) {
  const auto [a, b] = std::mismatch(was.begin(), was.end(), is.begin(), is.end(), is_same);
  if (a == was.end() && b == is.end()) return std::nullopt;
  Divergence parted{std::move(contact), {}, {}, {}};
  if (a != was.end()) parted.was = *a;
  if (b != is.end()) parted.is = *b;
  if (b != is.begin()) parted.before = *std::prev(b);
  return parted;
}

}  // namespace camp
