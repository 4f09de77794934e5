#include "cli/render/explain_text.h"

#include <fmt/format.h>

#include "lang/value/civil.h"
#include "runtime/explain/told_text.h"

namespace camp::cli {

Style style_of(Fate fate) {
  switch (fate) {
    case Fate::kSent:
      return Style::kGood;
    case Fate::kPending:
    case Fate::kHeld:
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

std::string next_wake_text(const NextWake& next) {
  return instant_text(*next.due_ms) + (next.is_bound ? " or later" : "");
}

std::string flow_cell(const ToldSubject& subject) {
  return subject.run == 0 ? subject.flow : fmt::format("{} #{}", subject.flow, subject.run);
}

namespace {

std::string wake_text(const ToldDecision& decision) {
  const auto& wake = *decision.wake->transition();
  auto at = instant_text(decision.wake->at_ms);
  auto cause = cause_text(wake.cause);
  std::string stood;
  if (decision.stood) {
    stood =
        fmt::format("; it had stood at \"{}\" since {}, due {}", decision.stood->step,
                    instant_text(decision.stood->since_ms), instant_text(decision.stood->due_ms));
  }
  switch (wake.wake) {
    case WakeKind::kStart: {
      auto run = decision.wake->subject.run;
      return run != 0 ? fmt::format("the beginning of run {}", run)
                      : "its entry" + (cause.empty() ? "" : " by " + cause);
    }
    case WakeKind::kTimer:
      return fmt::format("its timer at {}", at) + stood;
    case WakeKind::kEvent:
    case WakeKind::kExitEvent:
      if (cause.empty()) cause = fmt::format("its end (\"{}\")", wake.reason);  // an erasure's
      return fmt::format("{} at {}", cause, at) + stood;
    case WakeKind::kOperator:
      return fmt::format("an operator at {}", at) + stood;
  }
  return {};
}

// "held by the pause of sms since ... (down), until camp resume sms; then by quiet_hours until ..."
std::string hold_text(const ToldMessage& message) {
  constexpr auto kAsked = "when everything is asked again";
  if (!message.hold) return "held no longer: its next decision says what became of it";
  const auto& hold = *message.hold;
  if (hold.paused.empty()) {
    return fmt::format("held until {}, {}",
                       hold.until_ms == 0 ? "it is resumed" : instant_text(hold.until_ms), kAsked);
  }
  const auto then = hold.then == Gate::kPassed
                        ? std::string(kAsked)
                        : fmt::format("then by {} until {}, {}", info_of(hold.then)->word,
                                      instant_text(hold.then_until_ms), kAsked);
  return fmt::format("held by the pause of {} since {}{}, until camp resume {}; {}", hold.paused,
                     instant_text(hold.paused_ms),
                     hold.reason.empty() ? "" : fmt::format(" ({})", hold.reason),
                     hold.paused == "everything" ? "--all" : hold.paused, then);
}

}  // namespace

std::string waking_text(const ToldDecision& decision) {
  const auto woken = decision.wake ? wake_text(decision) : std::string();
  if (!decision.held) return woken.empty() ? "not known" : woken;
  return fmt::format("{}; it had been held since {}",
                     woken.empty() ? "its time: it was asked again" : woken,
                     instant_text(decision.held->at_ms));
}

std::string outcome_text(const ToldDecision& decision) {
  switch (decision.told.message()->fate) {
    case Fate::kSent:
      return fmt::format("sent, recorded at {}: {}", instant_text(decision.settled_ms),
                         decision.place_sent);
    case Fate::kPending:
      if (decision.told.message()->hold) return hold_text(*decision.told.message());
      if (decision.told.message()->until_ms != 0)
        return fmt::format("held until about {} by {}",
                           instant_text(decision.told.message()->until_ms),
                           decision.told.message()->rule);
      return decision.told.message()->reason.empty()
                 ? "pending in the outbox: camp tick sends it"
                 : fmt::format("to be attempted again: {}", decision.told.message()->reason);
    case Fate::kHeld:
      return hold_text(*decision.told.message());
    case Fate::kWithheld:
      return "withheld: nothing was sent, and the contact went on as if it had been";
    case Fate::kSkipped:
      return "skipped for good: nothing was sent";
    case Fate::kFailed:
    case Fate::kCancelled:
    case Fate::kUnknown:
      return fate_text(*decision.told.message());
  }
  return {};
}

}  // namespace camp::cli
