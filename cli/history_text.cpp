#include "cli/history_text.h"

#include <fmt/format.h>

#include "lang/value/civil.h"
#include "runtime/audience/field_text.h"

namespace camp::cli {
namespace {

std::string step_text(Engine& engine, const JournalEntry& entry, std::uint32_t step) {
  auto label = step_label(engine, entry.program, step);
  return label.empty() ? std::string("its start") : fmt::format("\"{}\"", label);
}

std::string cause_text(Engine& engine, const JournalEntry& entry) {
  if (entry.event == 0) return {};
  return fmt::format(" {} (event {})", name_of(engine, entry.event), entry.event_id);
}

std::string transition_text(Engine& engine, const JournalEntry& entry) {
  std::string text;
  switch (entry.wake) {
    case WakeKind::kStart:
      text = entry.event == 0 ? "entered" : "entered by" + cause_text(engine, entry);
      break;
    case WakeKind::kTimer:
      text = "woken by its timer";
      break;
    case WakeKind::kEvent:
      text = "woken by" + cause_text(engine, entry);
      break;
    case WakeKind::kExitEvent:
      text = "taken out by" + cause_text(engine, entry);
      break;
  }
  switch (entry.stop) {
    case StopKind::kParked:
      return text + fmt::format("; waits at {} until {}", step_text(engine, entry, entry.to_step),
                                instant_text(entry.due_ms));
    case StopKind::kFinished:
      return text + "; came to its end";
    case StopKind::kExited:
      return text + (entry.text.empty() ? "; exited" : fmt::format("; exited: \"{}\"", entry.text));
    case StopKind::kIncident:
      return text + "; failed, see the incident";
  }
  return text;
}

Json transition_json(Engine& engine, const JournalEntry& entry) {
  Json json;
  json["wake"] = wake_text(entry.wake);
  if (entry.event != 0) json["event"] = name_of(engine, entry.event);
  if (!entry.event_id.empty()) json["event_id"] = entry.event_id;
  switch (entry.stop) {
    case StopKind::kParked:
      json["stop"] = "parked";
      json["step"] = step_label(engine, entry.program, entry.to_step);
      json["due"] = instant_text(entry.due_ms);
      break;
    case StopKind::kFinished:
      json["stop"] = "finished";
      break;
    case StopKind::kExited:
      json["stop"] = "exited";
      if (!entry.text.empty()) json["reason"] = entry.text;
      break;
    case StopKind::kIncident:
      json["stop"] = "incident";
      break;
  }
  return json;
}

std::string_view kind_word(EntryKind kind) {
  switch (kind) {
    case EntryKind::kTransition:
      return "transition";
    case EntryKind::kAssigned:
      return "assigned";
    case EntryKind::kMessage:
      return "message";
    case EntryKind::kRefused:
      return "refused";
    case EntryKind::kConverted:
      return "converted";
    case EntryKind::kReceipt:
      return "receipt";
    case EntryKind::kIncident:
      return "incident";
    case EntryKind::kConsent:
      return "consent";
  }
  return "";
}

}  // namespace

std::string_view wake_text(WakeKind wake) {
  switch (wake) {
    case WakeKind::kStart:
      return "start";
    case WakeKind::kTimer:
      return "timer";
    case WakeKind::kEvent:
      return "event";
    case WakeKind::kExitEvent:
      return "exit event";
  }
  return "";
}

std::string_view refusal_text(Refusal refusal) {
  switch (refusal) {
    case Refusal::kOnce:
      return "was in it before, and it may be entered once only";
    case Refusal::kStillIn:
      return "was still in it";
    case Refusal::kTooSoon:
      return "too soon after the last time";
    case Refusal::kTooMany:
      return "has too many instances under way";
  }
  return "";
}

std::string_view receipt_word(ReceiptKind receipt) {
  switch (receipt) {
    case ReceiptKind::kDelivered:
      return "delivered";
    case ReceiptKind::kOpened:
      return "opened";
    case ReceiptKind::kClicked:
      return "clicked";
    case ReceiptKind::kReplied:
      return "replied";
    case ReceiptKind::kBounced:
      return "bounced";
    case ReceiptKind::kUnsubscribed:
      return "unsubscribed";
    case ReceiptKind::kComplained:
      return "complained";
    case ReceiptKind::kFailed:
      return "failed";
  }
  return "";
}

std::string fate_text(const JournalEntry& message, Fate fate, std::string_view reason) {
  std::string text(fate_word(fate));
  const auto* gate = info_of(message.verdict.gate);
  if ((fate == Fate::kSkipped || fate == Fate::kWithheld) && gate)
    return text + fmt::format(" ({})", gate->word);
  if (!reason.empty()) text += fmt::format(" ({})", reason);
  return text;
}

Style style_of(Fate fate) {
  switch (fate) {
    case Fate::kSent:
      return Style::kGood;
    case Fate::kPending:
    case Fate::kWithheld:
      return Style::kDim;
    case Fate::kSkipped:
      return Style::kWarn;
    case Fate::kFailed:
    case Fate::kCancelled:
    case Fate::kUnknown:
      return Style::kBad;
  }
  return Style::kPlain;
}

std::string channels_text(std::uint32_t bits) {
  std::string text;
  for (const auto& channel : channels()) {
    if ((bits & (1u << static_cast<unsigned>(channel.channel))) == 0) continue;
    text.append(text.empty() ? "" : ", ").append(channel.word);
  }
  return text;
}

std::string entry_text(Engine& engine, const HistoryEntry& kept) {
  const auto& entry = kept.entry;
  switch (entry.kind) {
    case EntryKind::kTransition:
      return transition_text(engine, entry);
    case EntryKind::kAssigned:
      return "assigned to " + arms_text(engine, {entry.assigned});
    case EntryKind::kMessage:
      return fmt::format("{} via {}: {}", name_of(engine, entry.message),
                         info_of(entry.channel).word, fate_text(entry, kept.fate, kept.reason));
    case EntryKind::kRefused:
      return fmt::format("not let in: {}", refusal_text(entry.refusal));
    case EntryKind::kConverted:
      return fmt::format("reached {}{} by{}, thanks to {}", name_of(engine, entry.goal),
                         entry.worth.is_absent() ? "" : ", worth " + text_of_value(entry.worth),
                         cause_text(engine, entry), name_of(engine, entry.message));
    case EntryKind::kReceipt:
      return fmt::format("{} {}{}", receipt_word(entry.receipt), name_of(engine, entry.message),
                         entry.text.empty() ? "" : fmt::format(" ({})", entry.text));
    case EntryKind::kIncident: {
      auto place = code_place(engine, entry.program, entry.code);
      return fmt::format("incident: {}{}", entry.text, place.empty() ? "" : " at " + place);
    }
    case EntryKind::kConsent:
      return fmt::format("{} {} on {}", entry.subscribed ? "subscribed to" : "unsubscribed from",
                         name_of(engine, entry.conversation), info_of(entry.channel).word);
  }
  return {};
}

Json message_json(Engine& engine, const JournalEntry& message, Fate fate, std::string_view reason) {
  Json json;
  json["ledger_id"] = to_hex(message.ledger_id.view());
  json["time"] = instant_text(message.at_ms);
  json["flow"] = name_of(engine, message.subject.flow);
  if (message.subject.run != 0) {
    json["run"] = message.subject.run;
    json["run_key"] = run_key(engine, message.subject.run);
  }
  json["instance"] = message.subject.instance;
  json["step"] = step_label(engine, message.program, message.step);
  json["message"] = name_of(engine, message.message);
  json["channel"] = info_of(message.channel).word;
  if (!message.address.empty()) json["address"] = message.address;
  json["state"] = fate_word(fate);
  if (const auto* gate = info_of(message.verdict.gate)) json["gate"] = gate->word;
  if (!reason.empty()) json["reason"] = reason;
  if (!message.subject.arms.empty()) {
    for (const auto& arm : message.subject.arms)
      json["arms"][name_of(engine, arm.experiment)] = name_of(engine, arm.arm);
  }
  if (message.tried != 0) json["also_tried"] = channels_text(message.tried);
  return json;
}

Json entry_json(Engine& engine, const HistoryEntry& kept) {
  const auto& entry = kept.entry;
  Json json{{"time", instant_text(entry.at_ms)}, {"kind", kind_word(entry.kind)}};
  if (entry.subject.flow != 0) json["flow"] = name_of(engine, entry.subject.flow);
  if (entry.subject.run != 0) json["run"] = entry.subject.run;
  if (entry.subject.instance != 0) json["instance"] = entry.subject.instance;
  json["text"] = entry_text(engine, kept);
  if (entry.kind == EntryKind::kTransition) json["transition"] = transition_json(engine, entry);
  if (entry.kind == EntryKind::kMessage)
    json["message"] = message_json(engine, entry, kept.fate, kept.reason);
  return json;
}

}  // namespace camp::cli
