#include "cli/render/report_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/render/report_format.h"
#include "cli/render/report_html.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"

namespace camp::cli {
namespace {

constexpr double kWidth = 360;
constexpr std::size_t kArmColors = 6;

std::string svg(double height, std::string_view title, const std::string& body) {
  return fmt::format(
      "<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
      "aria-label=\"{}\"><title>{}</title>{}</svg>\n",
      kWidth, height, html_text(title), html_text(title), body);
}

std::string text_at(double x, double y, std::string_view css, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>", x, y, css,
                     html_text(text));
}

std::string line_at(double x1, double y1, double x2, double y2, std::string_view css) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>",
                     x1, y1, x2, y2, css);
}

// The distance between ticks of an axis: 1, 2 or 5 times a power of ten, at most `ticks_max` of
// them.
double tick_step(double span, int ticks_max) {
  if (!(span > 0) || !std::isfinite(span)) return 1;
  auto power = std::pow(10.0, std::floor(std::log10(span / ticks_max)));
  for (double factor : {1.0, 2.0, 5.0}) {
    if (span / (power * factor) <= ticks_max) return power * factor;
  }
  return power * 10;
}

// ---- values with whiskers

struct WhiskerRow {
  std::string label, css, value, note;
  double at = 0;
  std::optional<Interval> interval;
};

constexpr double kRowHeight = 62, kWhiskerTop = 30, kNoteHeight = 12, kAxisHeight = 22,
                 kPlotLeft = 4, kPlotRight = kWidth - 8;
constexpr int kWhiskerTicks = 6;

template <class TickText>
std::string whisker_chart(std::string_view title, const std::vector<WhiskerRow>& rows,
                          TickText tick_text) {
  double low = 0, high = 0;
  for (const auto& row : rows) {
    low = std::min({low, row.at, row.interval ? row.interval->low : 0});
    high = std::max({high, row.at, row.interval ? row.interval->high : 0});
  }
  auto step = tick_step(high - low, kWhiskerTicks);
  low = std::floor(low / step) * step;
  high = std::max(std::ceil(high / step) * step, low + step);
  auto x_of = [&](double value) {
    return kPlotLeft + (value - low) / (high - low) * (kPlotRight - kPlotLeft);
  };
  auto bottom =
      kRowHeight * static_cast<double>(rows.size()) - (rows.back().note.empty() ? kNoteHeight : 0);
  std::string body;
  for (int i = 0; low + i * step <= high + step / 2; ++i) {
    auto value = low + i * step;
    bool first = i == 0, last = value + step > high + step / 2;
    // Only where the whiskers are: a line through a text could be read as a sign.
    for (std::size_t row = 0; row < rows.size(); ++row) {
      auto y = kRowHeight * static_cast<double>(row) + kWhiskerTop;
      body += line_at(x_of(value), y - 8, x_of(value), y + 8,
                      std::abs(value) < step / 2 ? "axis" : "grid");
    }
    body += text_at(x_of(value) + (first  ? -4
                                   : last ? 6
                                          : 0),
                    bottom + 17,
                    first  ? "tick"
                    : last ? "tick end"
                           : "tick mid",
                    tick_text(std::abs(value) < step / 2 ? 0.0 : value, step));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    auto top = kRowHeight * static_cast<double>(i);
    auto y = top + kWhiskerTop;
    body += text_at(0, top + 16, "label", row.label) +
            text_at(kWidth, top + 16, "value end", row.value);
    body += fmt::format("<g class=\"{}\">", row.css);
    if (row.interval) {
      body += line_at(x_of(row.interval->low), y, x_of(row.interval->high), y, "whisker");
      for (auto end : {row.interval->low, row.interval->high})
        body += line_at(x_of(end), y - 5, x_of(end), y + 5, "whisker");
    }
    body += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\"/></g>", x_of(row.at), y);
    if (!row.note.empty()) body += text_at(0, top + 49, "note", row.note);
  }
  return svg(bottom + kAxisHeight, title, body);
}

template <class Show>
std::string note_of(const std::optional<Comparison>& comparison,
                    const std::optional<double>& corrected_p, Show show, std::string_view unit) {
  if (!comparison) return "";
  const auto& c = *comparison;
  auto note = show(c.difference) + std::string(unit);
  if (auto interval = range(c.difference_interval, show); !interval.empty())
    note += c.alpha == kAlpha ? fmt::format(" ({})", interval)
                              : fmt::format(" ({}: {})", confidence_text(c.alpha), interval);
  if (corrected_p) note += fmt::format(", p {}", p_with_sign(*corrected_p));
  return note;
}

// ---- the funnel

struct FunnelStep {
  std::string name;
  std::vector<std::uint64_t> counts;  // by arm
};

template <class CountOf>
void add_step(std::vector<FunnelStep>& steps, const ExperimentResult& experiment, std::string name,
              CountOf count_of) {
  FunnelStep step{std::move(name), {}};
  bool any = steps.empty();  // the first one always stands
  for (const auto& arm : experiment.arms) {
    step.counts.push_back(count_of(arm.counts));
    any = any || step.counts.back() > 0;
  }
  if (any) steps.push_back(std::move(step));
}

std::vector<FunnelStep> funnel_steps(const ExperimentResult& experiment) {
  std::vector<FunnelStep> steps;
  add_step(steps, experiment, "contacts", [](const Counts& c) { return c.contacts; });
  add_step(steps, experiment, "reached by a message", [](const Counts& c) { return c.reached; });
  add_step(steps, experiment, "delivered to",
           [](const Counts& c) { return c.receipt(ReceiptKind::kDelivered).contacts; });
  add_step(steps, experiment, "opened",
           [](const Counts& c) { return c.receipt(ReceiptKind::kOpened).contacts; });
  add_step(steps, experiment, "clicked",
           [](const Counts& c) { return c.receipt(ReceiptKind::kClicked).contacts; });
  for (const auto& goal : experiment.goals) {
    add_step(steps, experiment, goal.name, [&](const Counts& c) {
      const auto* found = c.goal(goal.number);
      return found ? found->converters : 0;
    });
  }
  return steps;
}

double share_of(const ExperimentResult& experiment, const FunnelStep& step, std::size_t arm) {
  return Proportion{step.counts[arm], experiment.arms[arm].counts.contacts}.rate();
}

}  // namespace

std::string arm_class(const ExperimentResult& experiment, std::size_t arm) {
  if (experiment.arms[arm].holdout) return "held";
  std::size_t variant = 0;
  for (std::size_t i = 0; i < arm; ++i) variant += experiment.arms[i].holdout ? 0 : 1;
  return fmt::format("arm{}", variant % kArmColors);
}

std::string funnel_chart(const ExperimentResult& experiment) {
  constexpr double kTitle = 20, kBar = 15, kBarGap = 3, kStepGap = 9, kBarsRight = 236;
  std::string body;
  double y = 0;
  for (const auto& step : funnel_steps(experiment)) {
    body += text_at(0, y + 13, "label", step.name);
    y += kTitle;
    for (std::size_t i = 0; i < step.counts.size(); ++i) {
      auto share = share_of(experiment, step, i);
      body += fmt::format(
          "<rect x=\"0\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\" class=\"track\" "
          "rx=\"2\"/>",
          y, kBarsRight, kBar);
      body += fmt::format(
          "<rect x=\"0\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\" class=\"bar {}\" "
          "rx=\"2\"/>",
          y, share * kBarsRight, kBar, arm_class(experiment, i));
      body += text_at(kWidth - 52, y + 12, "value end", grouped(step.counts[i]));
      body += text_at(
          kWidth, y + 12, "tick end",
          experiment.arms[i].counts.contacts == 0 ? "" : fmt::format("{:.1f} %", share * 100));
      y += kBar + kBarGap;
    }
    y += kStepGap;
  }
  return svg(y, "Contacts of each arm, who was reached and who did what, as shares of them", body);
}

std::string rate_chart(const ExperimentResult& experiment, const RateResult& rate) {
  std::vector<WhiskerRow> rows;
  for (std::size_t i = 0; i < rate.cells.size(); ++i) {
    const auto& cell = rate.cells[i];
    bool anybody = cell.proportion.n > 0;
    rows.push_back({arm_text(experiment.arms[i]), arm_class(experiment, i),
                    anybody ? percent(cell.proportion.rate()) + " %" : "nobody",
                    note_of(
                        cell.comparison, cell.corrected_p,
                        [](double share) { return percent(share, true); }, " points"),
                    cell.proportion.rate(), cell.interval});
  }
  return whisker_chart(
      rate.name + ": share of contacts with 95 % intervals", rows, [](double value, double step) {
        return fmt::format("{:.{}f} %", value * 100, step >= 0.01 ? 0 : step >= 0.001 ? 1 : 2);
      });
}

std::string revenue_chart(const ExperimentResult& experiment, const RevenueResult& revenue) {
  std::vector<WhiskerRow> rows;
  auto unit = " " + currency_text(revenue.currency);
  for (std::size_t i = 0; i < revenue.cells.size(); ++i) {
    const auto& cell = revenue.cells[i];
    rows.push_back(
        {arm_text(experiment.arms[i]), arm_class(experiment, i),
         cell.overflowed ? "too large" : mean_money(cell.mean, revenue.currency),
         note_of(
             cell.comparison, cell.corrected_p,
             [&](double minor) { return mean_amount(minor, revenue.currency, true); }, unit),
         cell.mean, cell.interval});
  }
  auto title = measure_text(revenue) + " with 95 % intervals";
  return whisker_chart(title, rows, [&](double value, double step) {
    auto scale = minor_scale(revenue.currency);
    auto digits = std::max(0, static_cast<int>(std::ceil(-std::log10(step / scale) - 1e-9)));
    return fmt::format("{:.{}f}", value / scale, digits);
  });
}

namespace {

struct DayRange {
  std::int64_t first = INT64_MAX, last = INT64_MIN;
};

DayRange days_of(const ExperimentResult& experiment, std::uint32_t goal) {
  DayRange range;
  for (const auto& arm : experiment.arms) {
    const auto* counts = arm.counts.goal(goal);
    if (!counts || counts->converters_by_day.empty()) continue;
    range.first = std::min(range.first, counts->converters_by_day.begin()->first);
    range.last = std::max(range.last, counts->converters_by_day.rbegin()->first);
  }
  return range;
}

constexpr double kDaysLeft = 40, kDaysRight = kWidth - 10, kDaysTop = 8, kDaysBottom = 168;
constexpr int kDaysTicks = 5;

// From the beginning of the first day at 0 to the end of the last, in straight lines.
template <class XOf, class YOf>
std::string day_line(const ArmResult& arm, const GoalCounts* counts, const DayRange& range,
                     std::string_view css, XOf x_of, YOf y_of) {
  if (arm.counts.contacts == 0) return "";
  auto points = fmt::format("{:.1f},{:.1f}", x_of(range.first - 1), y_of(0.0));
  std::uint64_t sum = 0;
  double y = y_of(0.0);
  auto before = range.first - 1;
  auto add = [&](std::int64_t day) { points += fmt::format(" {:.1f},{:.1f}", x_of(day), y); };
  if (counts) {
    for (const auto& [day, converters] : counts->converters_by_day) {
      if (day - before > 1) add(day - 1);  // flat until then
      sum += converters;
      y = y_of(Proportion{sum, arm.counts.contacts}.rate());
      add(day);
      before = day;
    }
  }
  if (before != range.last) add(range.last);
  return fmt::format(
      "<polyline points=\"{}\" class=\"curve {}\"/><circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" "
      "class=\"{}\"/>",
      points, css, x_of(range.last), y, css);
}

}  // namespace

std::string days_chart(const RunResult& run, const ExperimentResult& experiment,
                       const GoalName& goal) {
  auto range = days_of(experiment, goal.number);
  if (run.begun) range.first = std::min(range.first, run.begun->day);
  if (range.first >= range.last) return "";
  double highest = 0;
  for (const auto& arm : experiment.arms) {
    const auto* counts = arm.counts.goal(goal.number);
    highest =
        std::max(highest, Proportion{counts ? counts->converters : 0, arm.counts.contacts}.rate());
  }
  auto step = tick_step(highest, kDaysTicks);
  highest = std::max(std::ceil(highest / step) * step, step);
  auto span = static_cast<double>(range.last - range.first + 1);
  auto x_of = [&](std::int64_t day) {
    return kDaysLeft + static_cast<double>(day - range.first + 1) / span * (kDaysRight - kDaysLeft);
  };
  auto y_of = [&](double rate) { return kDaysBottom - rate / highest * (kDaysBottom - kDaysTop); };
  std::string body;
  for (int i = 0; i * step <= highest + step / 2; ++i) {
    body +=
        line_at(kDaysLeft, y_of(i * step), kDaysRight, y_of(i * step), i == 0 ? "axis" : "grid");
    body += text_at(kDaysLeft - 5, y_of(i * step) + 3.5, "tick end",
                    fmt::format("{:.{}f} %", i * step * 100,
                                step >= 0.01    ? 0
                                : step >= 0.001 ? 1
                                                : 2));
  }
  body += text_at(kDaysLeft, kDaysBottom + 16, "tick", day_words(range.first));
  body += text_at(kDaysRight, kDaysBottom + 16, "tick end", day_words(range.last));
  for (std::size_t i = 0; i < experiment.arms.size(); ++i)
    body += day_line(experiment.arms[i], experiment.arms[i].counts.goal(goal.number), range,
                     arm_class(experiment, i), x_of, y_of);
  return svg(kDaysBottom + 24, goal.name + ": share of contacts that reached it, day by day", body);
}

}  // namespace camp::cli
