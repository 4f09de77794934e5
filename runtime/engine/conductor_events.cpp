// What one event does to a contact, in the one order: goals (conductor_goals.cpp), exits, waits,
// new entries.
#include <algorithm>

#include "runtime/engine/conductor.h"

namespace camp {
namespace {

// Those that stand at a wait now, by number: acting on one may move or add others.
std::vector<std::uint32_t> waiting_instances(const ContactRow& row) {
  std::vector<std::uint32_t> numbers;
  for (const auto& instance : row.instances)
    if (instance.state == InstanceState::kWaiting) numbers.push_back(instance.number);
  return numbers;
}

}  // namespace

Result<void> Conductor::apply_exits(ContactSlot& slot, const EventAtHand& event,
                                    std::int64_t now_ms) {
  for (auto number : waiting_instances(slot.row)) {
    const auto* instance = slot.row.find_instance(number);
    if (instance == nullptr || instance->state != InstanceState::kWaiting) continue;
    CAMP_ASSIGN(auto work, work_on(slot, *instance, now_ms));
    exit_by(work, event);
  }
  return {};
}

// What happened before the instance's start is no reason to leave.
void Conductor::exit_by(const Work& work, const EventAtHand& event) {
  if (event.time_ms < work.instance().start_event_ms) return;
  for (const auto& exit : work.decl().exits) {
    if (work.program.number(exit.on.event) != event.name) continue;
    Incident incident;
    const auto match = machine_.matches(work.program, exit.on, situation(work, &event), &incident);
    if (match == Machine::Match::kNo) continue;
    stop_by_match(work, {WakeKind::kExitEvent, 0, &event}, match, std::move(incident));
    return;
  }
}

Result<void> Conductor::apply_waits(ContactSlot& slot, const EventAtHand& event,
                                    std::int64_t now_ms) {
  for (auto number : waiting_instances(slot.row)) {
    const auto* instance = slot.row.find_instance(number);
    if (instance == nullptr || instance->state != InstanceState::kWaiting ||
        instance->wait == kNone)
      continue;
    CAMP_ASSIGN(auto work, work_on(slot, *instance, now_ms));
    wake_by(work, event);
  }
  return {};
}

void Conductor::wake_by(const Work& work, const EventAtHand& event) {
  const auto& instance = work.instance();
  const auto& wait = work.decl().waits[instance.wait];
  for (const auto& arm : wait.arms) {
    if (work.program.number(arm.event) != event.name) continue;
    // A late event lies before the wait began: it undoes nothing that was decided since. What a
    // handle's message is answered counts from the sending on, as when the wait looks back.
    const bool counts_before = wait.since_start || arm.handle != kNone;
    if (event.time_ms < (counts_before ? instance.start_event_ms : instance.since_ms)) continue;
    Incident incident;
    const auto match = machine_.matches(work.program, arm, situation(work, &event), &incident);
    if (match == Machine::Match::kNo) continue;
    const Waking waking{WakeKind::kEvent, arm.target, &event};
    if (match == Machine::Match::kYes) {
      run_instance(work, waking);
    } else {
      stop_by_match(work, waking, match, std::move(incident));
    }
    return;
  }
}

Result<std::vector<Hash128>> Conductor::awaited(ContactSlot& slot, std::uint32_t event,
                                                std::int64_t now_ms) {
  std::vector<Hash128> messages;
  for (const auto& instance : slot.row.instances) {
    if (instance.state != InstanceState::kWaiting || instance.wait == kNone) continue;
    CAMP_ASSIGN(const auto work, work_on(slot, instance, now_ms));
    for (const auto& arm : work.decl().waits[instance.wait].arms) {
      if (arm.handle == kNone || work.program.number(arm.event) != event) continue;
      const auto message = machine_.find_handle(work.program, arm.handle, situation(work, nullptr));
      if (message) messages.push_back(*message);
    }
  }
  return messages;
}

void Conductor::queue_starts(ContactSlot& slot, const ProgramPtr& current, const EventAtHand& event,
                             const Arrival& arrival, std::int64_t now_ms) {
  std::vector<std::uint32_t> asked;  // several `start on` of one journey enter it once
  for (auto reaction : current->starts_on(event.name)) {
    if (std::find(asked.begin(), asked.end(), reaction.flow) != asked.end()) continue;
    asked.push_back(reaction.flow);
    enter_later(slot, current, reaction.flow, event, arrival, now_ms);
  }
}

}  // namespace camp
