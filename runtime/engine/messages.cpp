// The second half of the effect gate: once per contact and tick, when its transitions are done,
// over the messages that they decided and the held ones whose time has come.
#include <utility>

#include "runtime/engine/shard.h"

namespace camp {
namespace {

const FlowDecl* flow_of(const LinkedProgram& program, std::uint32_t number) {
  const auto flow = program.flow_by_number(number);
  return flow == kNone ? nullptr : &program.program().flows[flow];
}

}  // namespace

Result<void> Shard::press_messages(std::int64_t now_ms) {
  for (auto* slot : tick_.slots())
    if (slot->ask_held || !slot->decided.empty()) CAMP_TRY(press_contact(*slot, now_ms));
  return {};
}

Result<void> Shard::press_contact(ContactSlot& slot, std::int64_t now_ms) {
  auto& held = slot.row.held;
  const bool nothing_presses = !world_.quiet_until && held.empty();
  if (nothing_presses) return {};  // the common case costs nothing
  const auto is_asked = [&](const HeldMessage& it) {
    return slot.ask_held && (it.exited || it.release_ms <= now_ms);
  };
  std::vector<PressedMessage> asked;
  for (const auto& it : held) {
    if (is_asked(it)) asked.push_back({slot.id(), it.channel, it.transactional, it.exited});
  }
  const auto held_count = asked.size();
  for (auto place : slot.decided) {
    const auto& message = std::get<MessageEntry>(slot.entries[place].what);
    asked.push_back({slot.id(), message.channel, message.transactional, false});
  }
  const auto pressed = press(asked, world_.quiet_until, now_ms);

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
      changes_.hold_on(slot, it, answer.verdict, answer.release_ms);
      stay.push_back(std::move(it));
      continue;
    }
    CAMP_ASSIGN(auto program, world_.programs.get(it.program));
    CAMP_ASSIGN(auto verdict, ask_permission(slot, *program, it));
    if (answer.verdict.decision != Decision::kQueued) verdict = answer.verdict;
    const auto flow = program->flow_by_number(it.flow);
    changes_.release(slot, it, subject_of(slot, *program, flow, it.run, it.instance), verdict,
                     now_ms);
  }
  held = std::move(stay);
  for (std::size_t i = 0; i < slot.decided.size(); ++i) {
    const auto& answer = pressed[held_count + i];
    if (answer.verdict.decision == Decision::kHeld)
      changes_.hold(slot, slot.decided[i], answer.verdict, answer.release_ms);
  }
  slot.decided.clear();
  return {};
}

// Much may have changed while it was held: consent, lists, the contact itself.
Result<Verdict> Shard::ask_permission(ContactSlot& slot, const LinkedProgram& program,
                                      const HeldMessage& held) {
  const auto* flow = flow_of(program, held.flow);
  if (!flow) {
    return Error{ErrorKind::kCorrupt, "a held message does not fit its program",
                 std::string(slot.id()), "stop, keep a copy of the store and restore a backup"};
  }
  ContactFacts facts;
  facts.id = slot.id();
  facts.lists = &slot.row.lists;
  facts.subscriptions = &slot.row.subscriptions;
  facts.flags = slot.row.flags;
  auto permission = permission_of(program, *flow, held.channel, facts);
  permission.address = !held.address.empty();
  return permit(permission);
}

}  // namespace camp
