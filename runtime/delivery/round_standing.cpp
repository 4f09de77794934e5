// What speaks against a message at the moment it would leave.
#include <algorithm>

#include "runtime/delivery/retry.h"
#include "runtime/delivery/round_state.h"
#include "runtime/policy/quiet.h"
#include "runtime/shelf/contacts.h"
#include "runtime/vm/machine.h"
#include "runtime/vm/zone_clock.h"

namespace camp {

// The message, unless something speaks against it.
Result<Rounds::Standing> Rounds::standing(const JournalEntry& entry, const MessageEntry& queued,
                                          std::string_view contact_id, std::int64_t now_ms,
                                          bool ask, bool was_put_off, Outgoing* out) {
  if (queued.address.empty())  // blanked while it waited: nobody is queued without one
    return Standing{std::string(info_of(Gate::kErased)->word)};
  CAMP_ASSIGN(const auto* program, known(queued.program));
  auto message = program->messages.find(queued.message);
  auto flow = program->flows.find(entry.subject.flow);
  if (message == program->messages.end() || flow == program->flows.end())
    return Standing{std::string(kNoSuchMessage)};
  const auto* content = message->second->content_at(queued.content);
  if (!content || content->channel != queued.channel) return Standing{std::string(kNoSuchMessage)};
  Standing found;
  if (ask) {
    const auto instance = was_put_off ? entry.subject.instance : 0;
    CAMP_ASSIGN(found, ask_gate(*program->linked, *flow->second, queued.channel, contact_id,
                                instance, now_ms));
    if (!found.refusal.empty()) return found;
  }
  CAMP_ASSIGN(const auto run_key, runs_.key_of(entry.subject.run));
  *out = {&program->linked->program(),
          flow->second,
          program->linked->outlet_among(program->linked->flow_by_number(entry.subject.flow),
                                        entry.subject.arms),
          message->second,
          queued.content,
          queued.channel,
          queued.ledger_id,
          entry.at_ms,
          run_key,
          contact_id,
          queued.address,
          queued.slots};
  return found;
}

// The gate's word for what stops the message now, or the end of the contact's quiet time.
// `instance`: of a message that was put off, which an `exit on` of its instance stops; else 0.
Result<Rounds::Standing> Rounds::ask_gate(const LinkedProgram& program, const FlowDecl& flow,
                                          Channel channel, std::string_view contact_id,
                                          std::uint32_t instance, std::int64_t now_ms) {
  ContactRow row;
  CAMP_ASSIGN(bool there, read_contact(store_, contact_id, &row));
  auto facts = facts_of(contact_id, row);
  if (!there) facts.flags |= kContactErased;
  const auto* sender = there ? row.find_instance(instance) : nullptr;
  if (sender != nullptr && sender->taken_out)
    return Standing{std::string(info_of(Gate::kExited)->word)};
  auto permission = permission_of(program, flow, channel, facts, now_ms);
  // What its `send` found; of what was put off, whether she has one still.
  permission.address =
      instance == 0 || !program.address_in(row.attributes, channel, arena_).empty();
  const auto verdict = permit(permission);
  if (verdict.decision != Decision::kQueued)
    return Standing{std::string(info_of(verdict.gate)->word)};
  const auto current = programs_.current();
  if (!current) return Standing{};
  const auto* zone = current->zone_of(row.attributes, arena_);
  const auto& flows = program.program().flows;
  const auto expires_ms =
      program.expires_ms(static_cast<std::uint32_t>(&flow - flows.data()), zone);
  if (expires_ms <= now_ms) return Standing{std::string(info_of(Gate::kExpired)->word)};
  if (pauses_.holder(program.number(flow.name), channel) != kEverything)
    return Standing{{}, kUntilResumed, Gate::kStopped};
  const auto quiet = quiet_time(current->program().policy, channel, permission.transactional,
                                ZoneClock(zone), now_ms);
  if (!quiet) return Standing{};
  return Standing{{}, std::min(quiet->until_ms, expires_ms), Gate::kQuiet};
}

Result<const Rounds::KnownProgram*> Rounds::known(std::uint32_t number) {
  auto& slot = known_[number];
  if (slot) return slot.get();
  CAMP_ASSIGN(auto linked, programs_.get(number));
  slot = std::make_unique<KnownProgram>();
  slot->linked = linked;
  const auto& program = linked->program();
  for (const auto& message : program.messages)
    slot->messages.emplace(linked->number(message.name), &message);
  for (const auto& flow : program.flows) slot->flows.emplace(linked->number(flow.name), &flow);
  return slot.get();
}

}  // namespace camp
