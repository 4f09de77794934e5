// Into a flow: who may enter, with which number, and which ended instances are forgotten.
#include <algorithm>

#include "lang/base/hash.h"
#include "runtime/engine/conductor.h"
#include "runtime/vm/calendar.h"

namespace camp {

void Conductor::enter_later(ContactSlot& slot, const ProgramPtr& program, std::uint32_t flow,
                            const EventAtHand& event, std::int64_t now_ms) {
  queue_.push_back({&slot, program, flow, event, now_ms});
}

// The first start on this event that agrees, or cannot be evaluated, decides.
void Conductor::try_to_enter(const Entry& entry) {
  const Work work{*entry.slot, *entry.program, entry.flow, 0, 0, entry.now_ms};
  for (const auto& start : work.decl().starts) {
    if (work.program.number(start.event) != entry.event.name) continue;
    Incident incident;
    const auto match =
        machine_.matches(work.program, start, situation(work, &entry.event), &incident);
    if (match == Machine::Match::kNo) continue;
    if (match == Machine::Match::kYes) {
      enter(work, entry.event);
    } else {
      report_incident(work, incident);
    }
    return;
  }
}

void Conductor::enter(const Work& outside, const EventAtHand& event) {
  std::uint64_t key = 0;
  if (outside.decl().key != kNone) {
    Value value;
    Incident incident;
    if (!machine_.evaluate(outside.program, outside.decl().key, situation(outside, &event), &value,
                           &incident)) {
      report_incident(outside, incident);
      return;
    }
    std::string bytes;
    encode_value(bytes, value);
    key = std::max<std::uint64_t>(xxh3_64(bytes), 1);  // 0 means "without a key"
  }
  Refusal why{};
  if (refuse(outside, key, &why)) {
    auto entry = entry_of(EntryKind::kRefused, outside);
    entry.refusal = why;
    entry.event = event.name;
    entry.event_id = event.id;
    tick_.journal(outside.slot, std::move(entry));
    return;
  }
  Work work = outside;
  work.number = new_instance(outside, key);
  run_instance(work, {WakeKind::kStart, 0, &event});
}

bool Conductor::refuse(const Work& work, std::uint64_t key, Refusal* why) {
  const auto& decl = work.decl();
  const auto& row = work.slot.row;
  const auto flow_number = work.program.number(decl.name);
  std::size_t live = 0;
  for (const auto& instance : row.instances) {
    if (instance.state != InstanceState::kEnded) ++live;
    if (instance.flow != flow_number || instance.key != key) continue;
    if (decl.reentry == Reentry::kOnce) {
      *why = Refusal::kOnce;
      return true;
    }
    if (instance.state != InstanceState::kEnded) {
      *why = Refusal::kStillIn;
      return true;
    }
    if (calendar::add(instance.ended_ms, decl.again_after,
                      work.program.zone_of(row.attributes, tick_.arena())) > work.now_ms) {
      *why = Refusal::kTooSoon;
      return true;
    }
  }
  *why = Refusal::kTooMany;
  return live >= limits::kInstancesPerContact;
}

std::uint32_t Conductor::new_instance(const Work& work, std::uint64_t key) {
  forget_ended(work.slot, work.now_ms);
  return changes_.enter(work, key);
}

// An ended instance is kept for as long as something can still ask for it: receipts and goals (by
// its touches), and re-entry.
void Conductor::forget_ended(ContactSlot& slot, std::int64_t now_ms) {
  const auto& row = slot.row;
  auto forgettable = [&](const Instance& instance) {
    if (instance.state != InstanceState::kEnded) return false;
    auto touched = std::any_of(row.touches.begin(), row.touches.end(), [&](const Touch& touch) {
      return touch.instance == instance.number;
    });
    if (touched) return false;
    if (instance.run != 0) return true;
    auto program = programs_.get(instance.program);
    if (!program.ok()) return false;
    auto flow = (*program)->flow_by_number(instance.flow);
    if (flow == kNone) return false;
    const auto& decl = (*program)->program().flows[flow];
    return decl.reentry == Reentry::kAgain &&
           calendar::add(instance.ended_ms, decl.again_after,
                         (*program)->zone_of(row.attributes, tick_.arena())) <= now_ms;
  };
  changes_.forget_instances(slot, forgettable);
}

}  // namespace camp
