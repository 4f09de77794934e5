#include "cli/render/report_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/render/table.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"

namespace camp::cli {
namespace {

constexpr double kSmallestP = 0.0001;
constexpr int kFinerDigits = 2;  // a mean per contact is often below one minor unit
constexpr double kGroupedAbove = 100'000;

template <ReceiptKind kind>
std::uint64_t messages(const Counts& counts) {
  return counts.receipt(kind).messages;
}

constexpr CountColumn kColumns[] = {
    {"contacts", [](const Counts& c) { return c.contacts; }, true},
    {"reached", [](const Counts& c) { return c.reached; }, false},
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

template <ReceiptKind kind>
std::uint64_t receipts(const PlaceCounts& counts) {
  return counts.messages.receipt(kind);
}

constexpr PlaceColumn kPlaceColumns[] = {
    {"contacts", [](const PlaceCounts& c) { return c.contacts; }},
    {"waiting", [](const PlaceCounts& c) { return c.standing; }},
    {"left", [](const PlaceCounts& c) { return c.left; }},
    {"sent", [](const PlaceCounts& c) { return c.messages.sent; }},
    {"waiting to be sent", [](const PlaceCounts& c) { return c.messages.in_outbox(); }},
    {"held", [](const PlaceCounts& c) { return c.messages.held; }},
    {"withheld", [](const PlaceCounts& c) { return c.messages.withheld; }},
    {"skipped", [](const PlaceCounts& c) { return c.messages.skipped; }},
    {"failed", [](const PlaceCounts& c) { return c.messages.failed; }},
    {"cancelled", [](const PlaceCounts& c) { return c.messages.cancelled; }},
    {"unknown", [](const PlaceCounts& c) { return c.messages.unknown; }},
    {"delivered", receipts<ReceiptKind::kDelivered>},
    {"opened", receipts<ReceiptKind::kOpened>},
    {"clicked", receipts<ReceiptKind::kClicked>},
    {"replied", receipts<ReceiptKind::kReplied>},
    {"bounced", receipts<ReceiptKind::kBounced>},
    {"failed later", receipts<ReceiptKind::kFailed>},
    {"unsubscribed", receipts<ReceiptKind::kUnsubscribed>},
    {"complained", receipts<ReceiptKind::kComplained>},
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

std::string mean_amount(double minor, Currency currency, bool sign) {
  constexpr double kFineBelow = 1;  // or it would be shown as nothing
  auto digits = minor_digits(currency);
  auto shown = minor != 0 && std::abs(minor) < kFineBelow ? digits + kFinerDigits : digits;
  auto amount = minor / minor_scale(currency);
  return sign ? fmt::format("{:+.{}f}", amount, shown) : fmt::format("{:.{}f}", amount, shown);
}

std::string mean_money(double minor, Currency currency, bool sign) {
  if (std::abs(minor) < kGroupedAbove)
    return mean_amount(minor, currency, sign) + " " + currency_text(currency);
  return (sign && minor > 0 ? "+" : "") + money_grouped(std::llround(minor), currency);
}

double minor_scale(Currency currency) { return std::pow(10.0, minor_digits(currency)); }

std::vector<std::string> shared_texts(std::span<const SharedCount> counts) {
  constexpr std::uint64_t kHundredths = 100;
  std::vector<std::string> texts;
  if (std::all_of(counts.begin(), counts.end(), [](const auto& it) { return it.is_whole(); })) {
    for (const auto& count : counts) texts.push_back(grouped(count.whole()));
    return texts;
  }
  for (const auto units : rounded(counts, kHundredths))
    texts.push_back(fmt::format("{}.{:02}", grouped(units / kHundredths), units % kHundredths));
  return texts;
}

std::string shared_plain(const SharedCount& count) {
  return count.is_whole() ? fmt::format("{}", count.whole())
                          : fmt::format("{:.10g}", count.value());
}

std::string percent(double share, bool sign) {
  return sign ? fmt::format("{:+.2f}", share * 100) : fmt::format("{:.2f}", share * 100);
}

std::string p_text(double p) { return p < kSmallestP ? "< 0.0001" : fmt::format("{:.4f}", p); }

std::string confidence_text(double alpha) {
  int digits = 1;  // of what is not covered, however little it is
  for (auto left = alpha; left < 0.001 && digits < 6; left *= 10) ++digits;
  auto text = fmt::format("{:.{}f}", (1 - alpha) * 100, digits);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " %";
}

std::string p_with_sign(double p) {
  auto text = p_text(p);
  return text[0] == '<' ? text : "= " + text;
}

std::string signed_count(double contacts) {
  auto size = grouped(static_cast<std::uint64_t>(std::llround(std::abs(contacts))));
  return (contacts < 0 ? "-" : "+") + size;
}

std::string per_contact(std::uint64_t count, std::uint64_t contacts) {
  if (contacts == 0) return "";
  return fmt::format("{:.2f}", static_cast<double>(count) / static_cast<double>(contacts));
}

std::string day_words(std::int64_t day) {
  constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
  auto text = date_text(day);  // 2008-03-20
  if (!has_civil_day(day)) return text;
  auto number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  return fmt::format("{} {} {}", number(8), kMonths[number(5) - 1], text.substr(0, 4));
}

std::string instant_words(const LocalInstant& instant) {
  constexpr std::int64_t kMinuteMs = 60'000;
  auto minute = instant.time_ms - instant.time_ms % kMinuteMs;
  return day_words(instant.day) + ", " + time_text(minute);
}

std::string_view kind_text(FlowKind kind) {
  return kind == FlowKind::kCampaign ? "campaign" : "journey";
}

std::string_view refusal_text(std::size_t refusal) {
  return info_of(static_cast<Refusal>(refusal)).word;
}

std::string arm_text(const ArmResult& arm) { return arm.name.empty() ? arm.label : arm.name; }

std::string measure_text(const RevenueResult& revenue) {
  return fmt::format("{}, {} per contact", revenue.goal, currency_text(revenue.currency));
}

std::string run_text(const RunResult& run) {
  if (!run.run) return "";
  return fmt::format("run {} (key {})", run.run->number, run.run->key);
}

std::vector<std::string> goal_texts(const ExperimentResult& experiment, std::uint32_t goal,
                                    SharedCount GoalCounts::*of) {
  std::vector<SharedCount> counts;
  for (const auto& arm : experiment.arms) {
    const auto* found = arm.counts.goal(goal);
    counts.push_back(found != nullptr ? found->*of : SharedCount());
  }
  return shared_texts(counts);
}

std::string costs_text(const RunCosts& costs) {
  if (costs.overflowed)
    return fmt::format("costs in {} are too large", currency_text(costs.currency));
  auto text = "costs " + money_grouped(costs.total(), costs.currency);
  if (costs.of_run == 0) text += " for messages";
  if (costs.of_run != 0 && costs.of_messages != 0)
    text +=
        fmt::format(", {} of it for messages", money_grouped(costs.of_messages, costs.currency));
  for (const auto& it : costs.returns)
    text += fmt::format("; return of {}: {} %", it.goal, percent(it.rate, true));
  return text;
}

std::string ratio_text(const ExperimentResult& experiment) {
  if (!experiment.ratio) return "";
  switch (experiment.ratio->state) {
    case SampleRatio::State::kByValue:
      return "Sample ratio: not applicable, the arms were assigned by a value and declare no "
             "shares.";
    case SampleRatio::State::kSharesChanged:
      return "Sample ratio: not applicable, the declared shares changed between versions.";
    case SampleRatio::State::kByBandit:
      return "Sample ratio: not applicable, a bandit changes the shares.";
    case SampleRatio::State::kNobody:
      return "Sample ratio: nobody to check yet.";
    case SampleRatio::State::kChecked:
      break;
  }
  auto p = p_with_sign(experiment.ratio->p);
  if (experiment.ratio->alarm()) {
    return fmt::format(
        "WARNING: sample ratio mismatch (chi-square test, p {}): the arms do not have the declared "
        "shares; do not trust the comparisons before you know why.",
        p);
  }
  return fmt::format("Sample ratio: as declared (chi-square test, p {}).", p);
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

std::span<const PlaceColumn> place_columns() { return kPlaceColumns; }

std::vector<PlaceRow> place_rows(const RunResult& run) {
  std::vector<PlaceRow> rows;
  for (const auto& place : run.places) {
    const auto& arms = place.arms;
    if (arms.size() == 1 && arms[0].counts == place.counts) {
      rows.push_back({&place, &arms[0]});
      continue;
    }
    rows.push_back({&place});
    for (const auto& arm : arms) rows.push_back({&place, &arm, true});
  }
  return rows;
}

std::string arm_text(const RunResult& run, std::size_t experiment_index, std::size_t arm_index) {
  const auto& experiment = run.experiments[experiment_index];
  auto arm = arm_text(experiment.arms[arm_index]);
  return run.experiments.size() > 1 ? fmt::format("{}: {}", experiment.name, arm) : arm;
}

std::string arm_text(const RunResult& run, const PlaceRow& row) {
  if (!row.arm) return row.place->arms.empty() ? "" : "everybody";
  return arm_text(run, row.arm->experiment, row.arm->arm);
}

bool has_arms(const RunResult& run) {
  return std::any_of(run.places.begin(), run.places.end(),
                     [](const PlaceResult& place) { return !place.arms.empty(); });
}

bool is_shown(const CountColumn& column, const ExperimentResult& experiment) {
  bool like_contacts =
      column.name == "entries" || column.name == "reached" || column.name == "finished";
  bool any = column.always;
  for (const auto& arm : experiment.arms) {
    auto count = column.of(arm.counts);
    any = any || (like_contacts ? count != arm.counts.contacts : count > 0);
  }
  return any;
}

namespace {

// Where a report has it.
std::string any_time_text(const Results& results) {
  for (const auto& flow : results.flows)
    for (const auto& run : flow.runs)
      for (const auto& experiment : run.experiments)
        if (experiment.running && experiment.arms.size() > 1)
          return " any day = while an experiment runs, an always-valid confidence sequence "
                 "(Waudby-Smith et al. 2024): its intervals and p hold on every day that they are "
                 "looked at.";
  return "";
}

}  // namespace

std::string methods_text(const Results& results) {
  return "Rates are of the contacts assigned, sent or not: an arm's goals count from the "
         "assignment on, "
         "for as long as the goal's window. Intervals: 95 %; of differences at the level of their "
         "test, so that one without 0 is a difference shown: Wilson (rates), Mee (differences), "
         "Koopman (lifts), Student's t (means). Tests, two-sided: z = two-proportion z test "
         "(pooled); Fisher = Fisher's exact test, where an expected count is below 5; Welch = "
         "Welch's t test. p of all: the p-values of all pairs of arms on one measure, corrected "
         "together by Holm's procedure (1979), whose steps are the intervals' levels; a difference "
         "is called shown where that is below 0.05. Several measures are not corrected for each "
         "other: the first ruling decides. "
         "Sample ratio: chi-square test, alarm below p 0.001." +
         any_time_text(results);
}

}  // namespace camp::cli
