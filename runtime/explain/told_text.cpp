#include "runtime/explain/told_text.h"

#include <fmt/format.h>

#include "lang/base/overloaded.h"
#include "lang/catalog/events.h"
#include "lang/value/civil.h"

namespace camp {
namespace {

std::string wake_text(const ToldTransition& told) {
  auto cause = cause_text(told.cause);
  switch (told.wake) {
    case WakeKind::kStart:
      return cause.empty() ? "entered" : "entered by " + cause;
    case WakeKind::kTimer:
      return "woken by its timer";
    case WakeKind::kEvent:
      return "woken by " + cause;
    case WakeKind::kExitEvent:
      return cause.empty() ? "taken out" : "taken out by " + cause;
    case WakeKind::kOperator:
      if (told.first) return "begun again by an operator";
      return told.stop == StopKind::kExited ? "cancelled by an operator"
                                            : "put back by an operator";
  }
  return {};
}

std::string transition_text(const ToldTransition& told) {
  auto text = wake_text(told);
  switch (told.stop) {
    case StopKind::kParked:
      return text + fmt::format("; waits at {} until {}{}",
                                told.step.empty() ? std::string("its start")
                                                  : fmt::format("\"{}\"", told.step),
                                instant_text(told.due_ms), awaited_text(told.awaits));
    case StopKind::kFinished:
      return text + "; came to its end";
    case StopKind::kExited:
      return text +
             (told.reason.empty() ? "; exited" : fmt::format("; exited: \"{}\"", told.reason));
    case StopKind::kIncident:
      return text + "; failed, see the incident";
  }
  return text;
}

// "email = anna@example.com, stage removed"
std::string attributes_text(const ToldAttributes& told) {
  std::string text;
  for (const auto& one : told.changed) {
    text.append(text.empty() ? "" : ", ").append(one.name);
    text += one.removed ? " removed" : " = " + one.value;
  }
  return text.empty() ? "attributes, erased since" : text;
}

// `, 1/3 each: hello (3.34 EUR), second (3.33 EUR)`: those of the run.
std::string shares_text(const ToldShares& shares) {
  if (shares.own.empty()) return "";
  std::string text;
  for (const auto& it : shares.own)
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", it.message,
                        it.worth.empty() ? "" : fmt::format(" ({})", it.worth));
  return fmt::format(", 1/{} each: {}", shares.of, text);
}

std::string conversion_text(const ToldConversion& told) {
  auto cause = cause_text(told.cause);
  const auto thanks = told.message.empty()       ? ", with no message"
                      : !told.shares.own.empty() ? shares_text(told.shares)
                                                 : ", thanks to " + told.message;
  return fmt::format("reached {}{} by{}{}", told.goal,
                     told.worth.empty() ? "" : ", worth " + told.worth,
                     cause.empty() ? "" : " " + cause, thanks);
}

}  // namespace

std::string_view word_of(WakeKind wake) {
  switch (wake) {
    case WakeKind::kStart:
      return "start";
    case WakeKind::kTimer:
      return "timer";
    case WakeKind::kEvent:
      return "event";
    case WakeKind::kExitEvent:
      return "exit event";
    case WakeKind::kOperator:
      return "operator";
  }
  return "";
}

std::string_view word_of(StopKind stop) {
  switch (stop) {
    case StopKind::kParked:
      return "parked";
    case StopKind::kFinished:
      return "finished";
    case StopKind::kExited:
      return "exited";
    case StopKind::kIncident:
      return "incident";
  }
  return "";
}

std::string_view word_of(ReceiptKind receipt) {
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

std::span<const std::string_view> gate_words() {
  static const auto words = [] {
    std::vector<std::string_view> all;
    for (const auto& gate : gates()) all.push_back(gate.word);
    return all;
  }();
  return words;
}

std::string_view word_of(InstanceState state) {
  switch (state) {
    case InstanceState::kWaiting:
      return "waiting";
    case InstanceState::kIncident:
      return "incident";
    case InstanceState::kEnded:
      return "ended";
  }
  return "";
}

std::string awaited_text(std::string_view experiment) {
  return experiment.empty() ? std::string() : fmt::format(", for the winner of {}", experiment);
}

namespace {

// "offer: b, by a share of 33.21 % of all"
std::string assignment_text(const ToldAssignment& it) {
  constexpr double kPpmPerPercent = 10'000;
  auto text = arms_text({it.arm});
  if (it.share_ppm != 0)
    text += fmt::format(", by a bandit's share of {:.2f} %", it.share_ppm / kPpmPerPercent);
  return text;
}

std::string answer_text(const ToldAnswer& it) {
  const auto attempts =
      it.attempts > 1 ? fmt::format(", after {} attempts", it.attempts) : std::string();
  if (it.fate == RequestFate::kAnswered) return it.call + " answered" + attempts;
  return fmt::format("{} {}: {}{}", it.call,
                     it.fate == RequestFate::kFailed ? "failed" : "may have been done", it.reason,
                     attempts);
}

}  // namespace

std::string text_of(const Told& told) {
  return std::visit(
      Overloaded{
          [](const ToldTransition& it) { return transition_text(it); },
          [](const ToldAssignment& it) { return "assigned to " + assignment_text(it); },
          [](const ToldMessage& it) {
            return fmt::format("{} via {}: {}", it.message, info_of(it.channel).word,
                               fate_text(it));
          },
          [](const ToldRefusal& it) { return fmt::format("not let in: {}", info_of(it.why).text); },
          [](const ToldConversion& it) { return conversion_text(it); },
          [](const ToldReceipt& it) {
            return fmt::format("{} {}{}", word_of(it.kind), it.message,
                               it.detail.empty() ? "" : fmt::format(" ({})", it.detail));
          },
          [](const ToldIncident& it) {
            return fmt::format("incident: {}{}", it.problem,
                               it.place.empty() ? "" : " at " + it.place);
          },
          [](const ToldConsent& it) {
            const auto asked = it.asked_ms == 0 ? std::string()
                                                : fmt::format(", confirmed; asked for at {}",
                                                              instant_text(it.asked_ms));
            return fmt::format("{} {}{}", it.subscribed ? "subscribed to" : "unsubscribed from",
                               subscription_text(it.conversation, it.channel), asked);
          },
          [](const ToldOptIn& it) {
            return fmt::format("asked for {}{}: to be confirmed",
                               subscription_text(it.conversation, it.channel),
                               it.imported ? " (by an import)" : "");
          },
          [](const ToldAttributes& it) { return attributes_text(it); },
          [](const ToldList& it) {
            return fmt::format("{} the list {}", it.member ? "put on" : "taken off", it.list);
          },
          [](const ToldTalk& it) { return text_of(it.point, it.name); },
          [](const ToldEvent& it) { return "made it happen: " + cause_text(it.event); },
          [](const ToldRefund& it) {
            return fmt::format("{} of {} taken back by {}, for {}{}", it.worth, it.goal,
                               cause_text(it.cause), cause_text(it.converted),
                               shares_text(it.shares));
          },
          [](const ToldRequest& it) {
            return fmt::format("requested {}({})", it.call, fmt::join(it.arguments, ", "));
          },
          [](const ToldShift& it) {
            return fmt::format(
                "\"{}\" is longer by {}, for which a pause held it from {} to {}: until {}",
                it.step, duration_text({0, 0, it.to_ms - it.from_ms}), instant_text(it.from_ms),
                instant_text(it.to_ms), instant_text(it.due_ms));
          },
          [](const ToldAnswer& it) { return answer_text(it); }},
      told.what);
}

std::string subscription_text(std::string_view conversation, std::optional<Channel> channel) {
  if (conversation.empty() && !channel) return "everything";
  return fmt::format("{} on {}", conversation.empty() ? "every conversation" : conversation,
                     channel ? info_of(*channel).word : "email and every other channel");
}

std::string fate_text(const ToldMessage& message) {
  std::string text(fate_word(message.fate));
  const auto* gate = info_of(message.hold ? message.hold->gate : message.verdict.gate);
  bool gated = message.fate == Fate::kSkipped || message.fate == Fate::kWithheld ||
               message.fate == Fate::kHeld || message.hold;
  if (gated && gate) return text + fmt::format(" ({})", gate->word);
  if (!message.reason.empty()) text += fmt::format(" ({})", message.reason);
  return text;
}

std::string_view event_text(std::string_view event) {
  return event == kContactChanged ? "a change of what its condition reads" : event;
}

std::string cause_text(const ToldCause& cause) {
  if (cause.event.empty() || cause.event == kContactChanged)
    return std::string(event_text(cause.event));
  return fmt::format("{} (event {})", cause.event, cause.event_id);
}

std::string flow_text(const ToldSubject& subject) {
  if (subject.run == 0) return subject.flow;
  return fmt::format("{}, run {} (key '{}')", subject.flow, subject.run, subject.run_key);
}

std::string arms_text(const std::vector<ToldArm>& arms) {
  std::string text;
  for (const auto& arm : arms) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{}: {}", arm.experiment, arm.arm);
  }
  return text;
}

}  // namespace camp
