#include "cli/render/report_format.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/render/table.h"
#include "lang/value/civil.h"

namespace camp::cli {
namespace {

constexpr double kSmallestP = 0.0001;
constexpr int kFinerDigits = 2;  // a mean per contact is often below one minor unit

template <ReceiptKind kind>
std::uint64_t messages(const Counts& counts) {
  return counts.receipt(kind).messages;
}

constexpr CountColumn kColumns[] = {
    {"contacts", [](const Counts& c) { return c.contacts; }, true},
    {"entries", [](const Counts& c) { return c.entered; }, false},
    {"sent", [](const Counts& c) { return c.sent; }, true},
    {"waiting to be sent", [](const Counts& c) { return c.in_outbox(); }, false},
    {"withheld", [](const Counts& c) { return c.withheld; }, false},
    {"skipped", [](const Counts& c) { return c.skipped_in_all(); }, false},
    {"failed", [](const Counts& c) { return c.failed; }, false},
    {"cancelled", [](const Counts& c) { return c.cancelled; }, false},
    {"unknown", [](const Counts& c) { return c.unknown; }, false},
    {"delivered", messages<ReceiptKind::kDelivered>, false},
    {"opened", messages<ReceiptKind::kOpened>, false},
    {"clicked", messages<ReceiptKind::kClicked>, false},
    {"replied", messages<ReceiptKind::kReplied>, false},
    {"bounced", messages<ReceiptKind::kBounced>, false},
    {"failed later", messages<ReceiptKind::kFailed>, false},
    {"unsubscribed", messages<ReceiptKind::kUnsubscribed>, false},
    {"complained", messages<ReceiptKind::kComplained>, false},
    {"finished", [](const Counts& c) { return c.finished; }, false},
    {"exited", [](const Counts& c) { return c.exited; }, false},
    {"at a wait", [](const Counts& c) { return c.standing; }, false},
    {"incidents", [](const Counts& c) { return c.incidents; }, false},
};

std::string with_groups(std::string digits) {
  for (auto at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

// Sign, whole units, fraction with its point: exact, whatever the size.
struct MoneyParts {
  std::string sign, whole, fraction;
};
MoneyParts parts_of(std::int64_t minor, Currency currency) {
  auto size =
      minor < 0 ? ~static_cast<std::uint64_t>(minor) + 1 : static_cast<std::uint64_t>(minor);
  auto digits = fmt::format("{}", size);
  auto cut = static_cast<std::size_t>(minor_digits(currency));
  if (digits.size() <= cut) digits.insert(0, cut + 1 - digits.size(), '0');
  auto whole = digits.substr(0, digits.size() - cut);
  return {minor < 0 ? "-" : "", whole, cut == 0 ? "" : "." + digits.substr(digits.size() - cut)};
}

}  // namespace

std::string money_plain(std::int64_t minor, Currency currency) {
  auto parts = parts_of(minor, currency);
  return parts.sign + parts.whole + parts.fraction;
}

std::string money_grouped(std::int64_t minor, Currency currency) {
  auto parts = parts_of(minor, currency);
  return parts.sign + with_groups(parts.whole) + parts.fraction + " " + currency_text(currency);
}

std::string mean_money(double minor, Currency currency, bool sign) {
  auto digits = minor_digits(currency);
  auto amount = minor / std::pow(10.0, digits);
  return sign ? fmt::format("{:+.{}f}", amount, digits + kFinerDigits)
              : fmt::format("{:.{}f}", amount, digits + kFinerDigits);
}

std::string percent(double share, bool sign) {
  return sign ? fmt::format("{:+.2f}", share * 100) : fmt::format("{:.2f}", share * 100);
}

std::string p_text(double p) { return p < kSmallestP ? "< 0.0001" : fmt::format("{:.4f}", p); }

std::string day_text(std::int64_t ms) { return instant_text(ms).substr(0, 10); }

std::string_view kind_text(FlowKind kind) {
  return kind == FlowKind::kCampaign ? "campaign" : "journey";
}

std::string_view refusal_text(std::size_t refusal) {
  return info_of(static_cast<Refusal>(refusal)).word;
}

std::string arm_text(const ArmResult& arm) {
  return arm.holdout && arm.label != arm.name ? arm.label + " (holdout)" : arm.label;
}

std::string run_text(const RunResult& run) {
  if (!run.run) return "";
  return fmt::format("run {} (key {})", run.run->number, run.run->key);
}

std::string ratio_text(const ExperimentResult& experiment) {
  if (!experiment.ratio) return "";
  switch (experiment.ratio->state) {
    case SampleRatio::State::kByValue:
      return "Sample ratio: not applicable, the arms were assigned by a value and declare no "
             "shares.";
    case SampleRatio::State::kSharesChanged:
      return "Sample ratio: not applicable, the declared shares changed between versions.";
    case SampleRatio::State::kNobody:
      return "Sample ratio: nobody to check yet.";
    case SampleRatio::State::kChecked:
      break;
  }
  auto p = p_text(experiment.ratio->p);
  if (experiment.ratio->alarm()) {
    return fmt::format(
        "WARNING: sample ratio mismatch (chi-square test, p {}{}): the arms do not have the "
        "declared "
        "shares; do not trust the comparisons before you know why.",
        p[0] == '<' ? "" : "= ", p);
  }
  return fmt::format("Sample ratio: as declared (chi-square test, p {}{}).",
                     p[0] == '<' ? "" : "= ", p);
}

std::string baselines_text(const ExperimentResult& experiment) {
  if (experiment.arms.size() < 2) return "";
  std::string text;
  for (bool goal : {true, false}) {
    std::string names;
    std::size_t baseline = 0;
    for (const auto& rate : experiment.rates) {
      if (rate.goal != goal) continue;
      names += (names.empty() ? "" : ", ") + rate.name;
      baseline = rate.baseline;
    }
    if (names.empty()) continue;
    text += fmt::format("{}{} against {}",
                        text.empty() ? "Differences (percentage points or money): " : "; ", names,
                        arm_text(experiment.arms[baseline]));
  }
  return text.empty() ? text : text + ".";
}

std::span<const CountColumn> count_columns() { return kColumns; }

bool is_shown(const CountColumn& column, const ExperimentResult& experiment) {
  bool like_contacts = column.name == "entries" || column.name == "finished";
  bool any = column.always;
  for (const auto& arm : experiment.arms) {
    auto count = column.of(arm.counts);
    any = any || (like_contacts ? count != arm.counts.contacts : count > 0);
  }
  return any;
}

std::string_view methods_text() {
  return "Rates are of the contacts assigned, sent or not: an arm's goals count from the "
         "assignment on, "
         "for as long as the goal's window. 95 % intervals: Wilson (rates), "
         "Newcombe (differences), Koopman "
         "(lifts), Student's t (means). Tests, two-sided and not corrected for several "
         "comparisons: z = two-proportion z "
         "test (pooled); Fisher = Fisher's exact test, where an expected count is below 5; Welch = "
         "Welch's t test. "
         "Sample ratio: chi-square test, alarm below p 0.001.";
}

}  // namespace camp::cli
