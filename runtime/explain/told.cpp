#include "runtime/explain/told.h"

#include "lang/base/overloaded.h"
#include "lang/value/json_text.h"
#include "runtime/policy/best_time.h"

namespace camp {
namespace {

ToldArm tell_arm(StoreView& view, const Assignment& assignment) {
  ToldArm told;
  told.full_name = view.name_of(assignment.experiment);
  auto slash = told.full_name.find('/');
  told.experiment = slash == std::string::npos ? told.full_name : told.full_name.substr(slash + 1);
  told.arm = view.name_of(assignment.arm);
  return told;
}

ToldSubject tell_subject(StoreView& view, const Subject& subject) {
  ToldSubject told;
  if (subject.flow != 0) told.flow = view.name_of(subject.flow);
  told.run = subject.run;
  told.run_key = view.run_key(subject.run);
  told.instance = subject.instance;
  told.arms = tell_arms(view, subject.arms);
  return told;
}

ToldCause tell_cause(StoreView& view, const EventCause& cause) {
  if (cause.event == 0) return {};
  return {view.name_of(cause.event), std::string(cause.event_id)};
}

ToldTransition tell_transition(StoreView& view, const TransitionEntry& entry) {
  ToldTransition told;
  told.wake = entry.wake;
  told.first = entry.from_step == kNone;
  told.cause = tell_cause(view, entry.cause);
  told.stop = entry.stop;
  if (entry.stop == StopKind::kParked) {
    told.step = view.step_label(entry.program, entry.to_step);
    told.awaits = view.awaited_experiment(entry.program, entry.to_step);
    told.due_ms = entry.due_ms;
  }
  told.reason = entry.text;
  return told;
}

// As scripts have it; empty when none decided.
std::string rule_of(StoreView& view, const MessageEntry& entry) {
  if (entry.verdict.decision == Decision::kQueued || !has_rules(entry.verdict.gate)) return {};
  if (entry.verdict.gate == Gate::kBestTime)
    return std::string(text_of(static_cast<BestTimeBy>(entry.rule)));
  const auto linked = view.programs().get(entry.policy);
  if (!linked.ok()) return {};
  const auto& program = (*linked)->program();
  return entry.verdict.gate == Gate::kQuiet ? quiet_text(program, entry.rule)
                                            : cap_text(program, entry.rule);
}

ToldMessage tell_message(StoreView& view, const MessageEntry& entry, Fate fate,
                         std::string_view reason) {
  ToldMessage told;
  told.ledger_id = entry.ledger_id;
  told.message = view.name_of(entry.message);
  told.step = view.step_label(entry.program, entry.step);
  told.channel = entry.channel;
  told.address = entry.address;
  told.verdict = entry.verdict;
  told.rule = rule_of(view, entry);
  told.until_ms = entry.until_ms;
  told.fate = fate;
  told.reason = reason;
  for (const auto& channel : channels()) {
    if (entry.tried & (1u << static_cast<unsigned>(channel.channel)))
      told.tried.emplace_back(channel.word);
  }
  return told;
}

ToldShares tell_shares(StoreView& view, const CreditShares& shares, const Value& worth) {
  ToldShares told{shares.of, {}};
  for (const auto& it : shares.own) {
    auto part = worth;
    part.num = share_of(worth.num, it.place, shares.of);
    told.own.push_back({it.ledger_id, view.name_of(it.message),
                        worth.tag == Tag::kMoney ? text_of_value(part) : std::string()});
  }
  return told;
}

ToldConversion tell_conversion(StoreView& view, const ConvertedEntry& entry) {
  ToldConversion told{entry.ledger_id,
                      entry.message == 0 ? std::string() : view.name_of(entry.message),
                      view.name_of(entry.goal),
                      {},
                      tell_cause(view, entry.cause),
                      tell_shares(view, entry.shares, entry.worth)};
  if (!entry.worth.is_absent()) told.worth = text_of_value(entry.worth);
  return told;
}

ToldRefund tell_refund(StoreView& view, const RefundedEntry& entry) {
  return {entry.ledger_id,
          entry.message == 0 ? std::string() : view.name_of(entry.message),
          view.name_of(entry.goal),
          text_of_value(entry.worth),
          tell_cause(view, entry.cause),
          tell_cause(view, entry.converted),
          tell_shares(view, entry.shares, entry.worth)};
}

ToldAttributes tell_attributes(StoreView& view, std::string_view attributes) {
  Arena arena;
  std::vector<NamedValue> values;
  decode_attributes(attributes, arena, &values);  // the journal's reader has checked them
  ToldAttributes told;
  for (const auto& [name, value] : values) {
    const bool removed = value.is_absent();
    told.changed.push_back(
        {view.name_of(name), removed ? std::string() : text_of_value(value), removed});
  }
  return told;
}

ToldRequest tell_request(StoreView& view, const RequestedEntry& it) {
  ToldRequest told{it.id, view.name_of(it.call), {}, view.step_label(it.program, it.step)};
  Arena arena(1024);
  Reader in(it.arguments);
  for (auto left = it.arguments.empty() ? 0 : in.count(1); left > 0 && in.ok(); --left)
    told.arguments.push_back(text_of_value(decode_value(in, arena)));
  return told;
}

Told tell_entry(StoreView& view, const JournalEntry& entry, Fate fate, std::string_view reason) {
  Told told;
  told.at_ms = entry.at_ms;
  told.kind = entry.kind();
  told.subject = tell_subject(view, entry.subject);
  std::visit(
      Overloaded{
          [&](const TransitionEntry& it) { told.what = tell_transition(view, it); },
          [&](const AssignedEntry& it) {
            told.what = ToldAssignment{tell_arm(view, it.assigned), it.share_ppm};
          },
          [&](const MessageEntry& it) { told.what = tell_message(view, it, fate, reason); },
          [&](const RefusedEntry& it) { told.what = ToldRefusal{it.why}; },
          [&](const ConvertedEntry& it) { told.what = tell_conversion(view, it); },
          [&](const ReceiptEntry& it) {
            told.what = ToldReceipt{it.ledger_id, view.name_of(it.message), it.receipt, it.first,
                                    std::string(it.text)};
          },
          [&](const IncidentEntry& it) {
            told.what = ToldIncident{std::string(it.text), view.code_place(it.program, it.code)};
          },
          [&](const ConsentEntry& it) {
            told.what =
                ToldConsent{it.said.subscribed, conversation_name(view, it.said.conversation),
                            it.said.channel, it.said.requested_ms};
          },
          [&](const OptInEntry& it) {
            told.what = ToldOptIn{conversation_name(view, it.asked.conversation), *it.asked.channel,
                                  it.asked.since_ms, it.asked.imported};
          },
          [&](const AttributesEntry& it) { told.what = tell_attributes(view, it.attributes); },
          [&](const ListEntry& it) {
            told.what = ToldList{it.member, view.name_of(it.list)};
          },
          [&](const TalkEntry& it) {
            told.what = ToldTalk{it.point, view.talk_name(it.program, it.step),
                                 view.step_label(it.program, it.step)};
          },
          [&](const RefundedEntry& it) { told.what = tell_refund(view, it); },
          [&](const EventEntry& it) {
            told.what = ToldEvent{tell_cause(view, it.event), view.step_label(it.program, it.step)};
          },
          [&](const RequestedEntry& it) { told.what = tell_request(view, it); },
          [&](const ShiftedEntry& it) {
            told.what =
                ToldShift{view.step_label(it.program, it.step), it.from_ms, it.to_ms, it.due_ms};
          },
          [&](const AnsweredEntry& it) {
            told.what = ToldAnswer{it.id,     view.name_of(it.call), it.fate, it.attempts,
                                   it.status, std::string(it.reason)};
          }},
      entry.what);
  return told;
}

}  // namespace

std::string conversation_name(StoreView& view, std::uint32_t conversation) {
  return conversation == kEveryConversation ? std::string() : view.name_of(conversation);
}

std::vector<ToldArm> tell_arms(StoreView& view, const std::vector<Assignment>& arms) {
  std::vector<ToldArm> told;
  for (const auto& assignment : arms) told.push_back(tell_arm(view, assignment));
  return told;
}

Told tell(StoreView& view, const HistoryEntry& entry) {
  return tell_entry(view, entry.entry, entry.fate, entry.reason);
}

Told tell(StoreView& view, const LedgerLine& line) {
  return tell_entry(view, line.entry, line.fate, line.reason);
}

}  // namespace camp
