// What takes back the worth of a conversion.
//
// A conversion of a goal that says `refunded by` is kept beside its contact's row until an event
// refunds it, with all that this takes: whose it was, and what the condition reads. So it needs
// neither its instance nor its event any more, and is found by the kind of the event alone.
#include <algorithm>

#include "runtime/engine/conductor.h"

namespace camp {
namespace {

// The locals of a refund's condition: the flow's own, then what it asks of the event that converts.
std::string locals_for(const LinkedProgram& program, const RefundDecl& refund,
                       std::string_view locals, const EventAtHand& event, Arena& arena) {
  std::string kept;
  put_varint(kept, refund.first_slot + refund.kept.size());
  Reader in(locals);
  const auto saved = locals.empty() ? 0 : in.count();
  for (std::size_t i = 0; i < refund.first_slot; ++i)
    encode_value(kept, i < saved ? decode_value(in, arena) : Value::absent());
  for (const auto field : refund.kept)
    encode_value(kept, field == kNone ? Value::datetime(event.time_ms)
                                      : find_attribute(event.data, program.number(field), arena));
  return kept;
}

}  // namespace

// `work` is the giver's.
std::optional<OpenConversion> Conductor::open_conversion(const Work& work,
                                                         const Reached::Giver& giver,
                                                         const GoalDecl& goal,
                                                         const EventAtHand& event) {
  OpenConversion open;
  open.refund = work.program.number(goal.refund->by.event);
  open.sender = {giver.instance,
                 giver.flow,
                 giver.run,
                 giver.program,
                 locals_for(work.program, *goal.refund, giver.locals, event, tick_.arena()),
                 giver.outlet};
  open.goal = work.program.number(goal.name);
  open.event = event.name;
  open.event_id = event.id;
  return open;
}

Result<void> Conductor::apply_refunds(ContactSlot& slot, const EventAtHand& event,
                                      std::int64_t now_ms) {
  CAMP_TRY(tick_.look_up_conversions(slot, event.name));
  for (auto& conversion : slot.conversions) {
    const auto& what = conversion.what;
    if (conversion.refunded || what.refund != event.name) continue;
    CAMP_ASSIGN(const bool refunded, is_refunded(slot, what, event, now_ms));
    if (!refunded) continue;
    RefundedEntry entry{what.ledger_id, what.goal,
                        what.message,   {event.name, event.id},
                        event.time_ms,  {what.event, what.event_id},
                        what.worth,     what.shares};
    const auto& sender = what.sender;
    changes_.refund(slot, conversion,
                    {now_ms, {sender.flow, sender.run, sender.instance, what.arms}, entry});
  }
  return {};
}

// By the program that said it is a conversion.
Result<bool> Conductor::is_refunded(ContactSlot& slot, const OpenConversion& conversion,
                                    const EventAtHand& event, std::int64_t now_ms) {
  const auto& sender = conversion.sender;
  CAMP_ASSIGN(const auto work, work_of(slot, Reached::giver_of(sender), now_ms));
  const auto& goals = work.decl().goals;
  const auto goal = std::find_if(goals.begin(), goals.end(), [&](const GoalDecl& it) {
    return work.program.number(it.name) == conversion.goal && it.refund &&
           work.program.number(it.refund->by.event) == event.name;
  });
  if (goal == goals.end()) return false;
  auto now = situation({slot, work.program, work.flow, work.run, 0, now_ms, work.outlet}, &event);
  now.locals = sender.locals;
  Incident incident;
  const auto match = machine_.matches(work.program, goal->refund->by, now, &incident);
  if (match == Machine::Match::kIncident) report_incident(work, incident);
  return match == Machine::Match::kYes;
}

}  // namespace camp
