#include "runtime/explain/told.h"

#include "lang/value/json_text.h"

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
  told.run_key = view.runs().key_of(subject.run);
  told.instance = subject.instance;
  told.arms = tell_arms(view, subject.arms);
  return told;
}

ToldCause tell_cause(StoreView& view, const JournalEntry& entry) {
  if (entry.event == 0) return {};
  return {view.name_of(entry.event), std::string(entry.event_id)};
}

ToldTransition tell_transition(StoreView& view, const JournalEntry& entry) {
  ToldTransition told;
  told.wake = entry.wake;
  told.cause = tell_cause(view, entry);
  told.stop = entry.stop;
  if (entry.stop == StopKind::kParked) {
    told.step = view.step_label(entry.program, entry.to_step);
    told.due_ms = entry.due_ms;
  }
  told.reason = entry.text;
  return told;
}

ToldMessage tell_message(StoreView& view, const JournalEntry& entry, Fate fate,
                         std::string_view reason) {
  ToldMessage told;
  told.ledger_id = entry.ledger_id;
  told.message = view.name_of(entry.message);
  told.step = view.step_label(entry.program, entry.step);
  told.channel = entry.channel;
  told.address = entry.address;
  told.verdict = entry.verdict;
  told.fate = fate;
  told.reason = reason;
  for (const auto& channel : channels()) {
    if (entry.tried & (1u << static_cast<unsigned>(channel.channel)))
      told.tried.emplace_back(channel.word);
  }
  return told;
}

ToldConversion tell_conversion(StoreView& view, const JournalEntry& entry) {
  ToldConversion told{entry.ledger_id,
                      view.name_of(entry.message),
                      view.name_of(entry.goal),
                      {},
                      tell_cause(view, entry)};
  if (!entry.worth.is_absent()) told.worth = text_of_value(entry.worth);
  return told;
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

Told tell_entry(StoreView& view, const JournalEntry& entry, Fate fate, std::string_view reason) {
  Told told;
  told.at_ms = entry.at_ms;
  told.kind = entry.kind;
  told.subject = tell_subject(view, entry.subject);
  switch (entry.kind) {
    case EntryKind::kTransition:
      told.what = tell_transition(view, entry);
      break;
    case EntryKind::kAssigned:
      told.what = tell_arm(view, entry.assigned);
      break;
    case EntryKind::kMessage:
      told.what = tell_message(view, entry, fate, reason);
      break;
    case EntryKind::kRefused:
      told.what = ToldRefusal{entry.refusal};
      break;
    case EntryKind::kConverted:
      told.what = tell_conversion(view, entry);
      break;
    case EntryKind::kReceipt:
      told.what = ToldReceipt{entry.ledger_id, view.name_of(entry.message), entry.receipt,
                              entry.first, std::string(entry.text)};
      break;
    case EntryKind::kIncident:
      told.what = ToldIncident{std::string(entry.text), view.code_place(entry.program, entry.code)};
      break;
    case EntryKind::kConsent:
      told.what = ToldConsent{entry.subscribed, view.name_of(entry.conversation), entry.channel};
      break;
    case EntryKind::kAttributes:
      told.what = tell_attributes(view, entry.attributes);
      break;
    case EntryKind::kList:
      told.what = ToldList{entry.member, view.name_of(entry.list)};
      break;
  }
  return told;
}

}  // namespace

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
