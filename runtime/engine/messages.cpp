// The second half of the effect gate: once per contact and tick, when its transitions are done,
// over the messages that they decided and the held ones whose time has come.
#include <utility>

#include "runtime/engine/shard.h"
#include "runtime/policy/pressure.h"
#include "runtime/vm/zone_clock.h"

namespace camp {
Result<void> Shard::press_messages(std::int64_t now_ms) {
  const auto current = world_.programs.current();
  if (!current) return {};  // nobody ever sent anything
  for (auto* slot : tick_.slots())
    if (slot->ask_held || !slot->decided.empty()) CAMP_TRY(press_contact(*slot, *current, now_ms));
  return {};
}

Result<void> Shard::press_contact(ContactSlot& slot, const LinkedProgram& current,
                                  std::int64_t now_ms) {
  auto& held = slot.row.held;
  const auto& policy = current.program().policy;
  if (policy.is_empty() && held.empty()) return {};  // the common case costs nothing
  const auto is_asked = [&](const HeldMessage& it) {
    return slot.ask_held && (it.exited || it.release_ms <= now_ms);
  };
  std::vector<PressedMessage> asked;
  for (const auto& it : held) {
    if (is_asked(it)) asked.push_back({it.channel, it.transactional, it.exited});
  }
  const auto held_count = asked.size();
  for (auto place : slot.decided) {
    const auto& message = std::get<MessageEntry>(slot.entries[place].what);
    asked.push_back({message.channel, message.transactional, false});
  }
  const ZoneClock clock(current.zone_of(slot.row.attributes, tick_.arena()));
  const auto pressed = press(asked, policy, clock, now_ms);

  std::vector<HeldMessage> stay;
  std::size_t next = 0;
  auto before = std::exchange(held, {});
  for (auto& it : before) {
    if (!is_asked(it)) {
      stay.push_back(std::move(it));
      continue;
    }
    const auto& answer = pressed[next++];
    if (answer.verdict.decision == Decision::kHeld) {
      changes_.hold_on(slot, it, answer);
      stay.push_back(std::move(it));
      continue;
    }
    CAMP_TRY(release(slot, it, answer.verdict, now_ms));
  }
  held = std::move(stay);
  for (std::size_t i = 0; i < slot.decided.size(); ++i) {
    const auto& answer = pressed[held_count + i];
    if (answer.verdict.decision == Decision::kHeld)
      changes_.hold(slot, slot.decided[i], answer, current.store_number());
  }
  slot.decided.clear();
  return {};
}

// Pressure lets it go or skips it. In the first case permission is asked again: much may have
// changed while it was held, consent, lists, the contact itself.
Result<void> Shard::release(ContactSlot& slot, const HeldMessage& held, Verdict verdict,
                            std::int64_t now_ms) {
  CAMP_ASSIGN(const auto program, world_.programs.get(held.program));
  const auto flow = program->flow_by_number(held.flow);
  if (flow == kNone) {
    return Error{ErrorKind::kCorrupt, "a held message does not fit its program",
                 std::string(slot.id()), "stop, keep a copy of the store and restore a backup"};
  }
  if (verdict.decision == Decision::kQueued) {
    auto permission = permission_of(*program, program->program().flows[flow], held.channel,
                                    facts_of(slot.id(), slot.row));
    permission.address = !held.address.empty();
    verdict = permit(permission);
  }
  changes_.release(slot, held, subject_of(slot, *program, flow, held.run, held.instance), verdict,
                   now_ms);
  return {};
}

}  // namespace camp
