#include "cli/render/why_text.h"

#include <fmt/format.h>

#include <utility>

#include "cli/render/explain_text.h"
#include "lang/base/bytes.h"
#include "lang/value/civil.h"
#include "runtime/explain/told_text.h"

namespace camp::cli {
namespace {

std::string gates_text(const std::vector<GateStep>& steps, bool color) {
  std::string text;
  for (const auto& [gate, passed] : steps) {
    auto mark = passed == Passed::kOk ? styled("ok", Style::kGood, color)
                : passed == Passed::kStop
                    ? styled("STOP", Style::kBad, color) + "  " + std::string(gate->doc)
                    : styled("-     not reached", Style::kDim, color);
    text += fmt::format("    {:<12} {}\n", gate->word, mark);
  }
  return text;
}

std::string decision_text(const ToldDecision& decision, bool color) {
  const auto& subject = decision.told.subject;
  const auto& message = *decision.told.message();
  auto text = styled(fmt::format("{} via {}: {}", message.message, info_of(message.channel).word,
                                 printable(fate_text(message))),
                     style_of(message.fate), color) +
              "\n";
  Properties lines;
  lines.add("decided", fmt::format("{} by {}, instance {}", instant_text(decision.told.at_ms),
                                   flow_text(subject), subject.instance));
  lines.add("step",
            message.step + (decision.place.empty() ? "" : fmt::format(" ({})", decision.place)));
  lines.add("woken by", waking_text(decision));
  if (!subject.arms.empty()) lines.add("experiment", arms_text(subject.arms));
  for (const auto& shared : decision.shared)
    lines.add("", fmt::format("{}: {}", instant_text(shared.at_ms), text_of(shared)));
  if (!message.tried.empty()) {
    bool skipped = message.verdict.decision == Decision::kSkipped;
    lines.add(skipped ? "also tried" : "tried first",
              fmt::format("{}: not reachable there{}", fmt::join(message.tried, ", "),
                          skipped ? " either" : ""));
  }
  for (const auto& source : decision.sources)
    lines.add("content", fmt::format("{}: {}", fmt::join(source.parts, ", "), source.from));
  if (!message.rule.empty()) lines.add("rule", message.rule);
  if (!decision.pending.empty()) lines.add("no_consent", decision.pending);
  if (!message.address.empty()) lines.add("address", message.address);
  lines.add("outcome", outcome_text(decision));
  for (const auto& echo : decision.then)
    lines.add("then", fmt::format("{}: {}", instant_text(echo.at_ms), text_of(echo)));
  lines.add("ledger id", to_hex(message.ledger_id.view()));
  lines.add("gates", "");
  return text + lines.text(color, "  ") + gates_text(decision.gates, color);
}

}  // namespace

std::string why_text(const Why& why, std::string_view contact, std::string_view message,
                     bool color) {
  std::string text;
  bool first = true;
  for (const auto& decision : why.decisions) {
    if (!std::exchange(first, false)) text += "\n";
    text += decision_text(decision, color);
  }
  if (why.reasons.empty()) return text;
  text += why.decisions.empty() ? fmt::format("{} was never decided for {}:\n", message, contact)
                                : std::string("\nand otherwise not:\n");
  for (const auto& reason : why.reasons)
    text += fmt::format("  {}{}\n", reason.flow.empty() ? "" : reason.flow + ": ",
                        printable(reason.text));
  return text;
}

}  // namespace camp::cli
