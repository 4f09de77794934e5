#include "cli/render/report_tables.h"

#include <fmt/format.h>

#include "cli/render/report_charts.h"
#include "cli/render/report_format.h"
#include "cli/render/report_html.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"

namespace camp::cli {
namespace {

class HtmlTable {
 public:
  // The first `texts` columns are no figures.
  HtmlTable(std::string_view caption, std::vector<std::string> columns, std::size_t texts = 1)
      : columns_(std::move(columns)) {
    constexpr std::size_t kFew = 2;  // no need to spread them over a whole page, or to fold them
    bool few = columns_.size() <= kFew;
    html_ = fmt::format("<div class=\"table{}\" tabindex=\"0\"><table{}>", few ? " slim" : "",
                        few ? "" : " class=\"cards\"");
    if (!caption.empty()) html_ += fmt::format("<caption>{}</caption>", html_text(caption));
    html_ += "<thead><tr>";
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      html_ += fmt::format("<th scope=\"col\"{}>{}</th>", i < texts ? " class=\"text\"" : "",
                           html_text(columns_[i]));
    }
    html_ += "</tr></thead><tbody>\n";
  }

  // A heading over the rows that follow.
  void group(std::string_view name) {
    html_ += fmt::format("<tr class=\"goal\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n",
                         columns_.size(), html_text(name));
  }
  // The row's own heading; `arm`: with its colour.
  void begin_row(std::string_view heading, std::string_view arm = "") {
    at_ = 1;
    auto mark = arm.empty() ? "" : fmt::format("<i class=\"{}\"></i>", arm);
    html_ += fmt::format("<tr><th scope=\"row\">{}{}</th>", mark, html_text(heading));
  }
  void cell(std::string_view text, std::string_view css = "") {
    html_ += fmt::format("<td data-label=\"{}\"{}>{}</td>", html_text(columns_.at(at_++)),
                         css.empty() ? "" : fmt::format(" class=\"{}\"", css), html_text(text));
  }
  // To the row's end.
  void empty_cells() {
    while (at_ < columns_.size()) cell("");
  }
  void end_row() { html_ += "</tr>\n"; }
  std::string take() { return std::move(html_) + "</tbody></table></div>\n"; }

 private:
  std::vector<std::string> columns_;
  std::size_t at_ = 0;
  std::string html_;
};

// ---- counts

std::vector<std::string> arm_columns(const ExperimentResult& experiment, std::string first) {
  std::vector<std::string> columns = {std::move(first)};
  for (const auto& arm : experiment.arms) columns.push_back(arm_text(arm));
  return columns;
}

template <class TextOf>
void count_row(HtmlTable& table, const ExperimentResult& experiment, std::string_view heading,
               TextOf text_of) {
  table.begin_row(heading);
  for (std::size_t i = 0; i < experiment.arms.size(); ++i) table.cell(text_of(i));
  table.end_row();
}

void goal_rows(HtmlTable& table, const ExperimentResult& experiment, const GoalName& goal) {
  auto counts = [&](std::size_t arm) {
    const auto* found = experiment.arms[arm].counts.goal(goal.number);
    return found ? *found : GoalCounts{};
  };
  bool repeats = false, uncredited = false, refunds = false;
  for (std::size_t i = 0; i < experiment.arms.size(); ++i) {
    repeats = repeats || counts(i).conversions != counts(i).converters;
    uncredited = uncredited || counts(i).credited != counts(i).converters;
    refunds = refunds || counts(i).refunded != 0;
  }
  count_row(table, experiment, goal.name, [&](auto i) { return grouped(counts(i).converters); });
  if (repeats)
    count_row(table, experiment, goal.name + ", events",
              [texts = goal_texts(experiment, goal.number, &GoalCounts::conversions)](auto i) {
                return texts[i];
              });
  if (uncredited)
    count_row(table, experiment, goal.name + ", by a message",
              [&](auto i) { return grouped(counts(i).credited); });
  if (refunds)
    count_row(table, experiment, goal.name + ", refunded",
              [texts = goal_texts(experiment, goal.number, &GoalCounts::refunded)](auto i) {
                return texts[i];
              });
}

// ---- comparisons

template <class Show>
void comparison_cells(HtmlTable& table, const std::optional<Comparison>& comparison,
                      const std::optional<double>& corrected_p, Show show) {
  if (!comparison) return table.empty_cells();
  const auto& c = *comparison;
  bool shown = corrected_p && *corrected_p < kFound;
  auto lift = [](double share) { return percent(share, true); };
  table.cell(show(c.difference), !shown ? "" : c.difference > 0 ? "good" : "bad");
  table.cell(range(c.difference_interval, show));
  table.cell(c.lift ? lift(*c.lift) + " %" : "");
  table.cell(range(c.lift_interval, lift));
  table.cell(c.difference_interval ? confidence_text(c.alpha) : "");
  table.cell(c.p ? p_text(*c.p) : "");
  table.cell(corrected_p ? p_text(*corrected_p) : "");
  table.cell(c.p ? test_short_text(c.test) : "");
}

template <class Result, class ValueOf, class Show>
void measure_rows(HtmlTable& table, const ExperimentResult& experiment, const Result& measure,
                  ValueOf value_of, Show show) {
  for (std::size_t i = 0; i < measure.cells.size(); ++i) {
    const auto& cell = measure.cells[i];
    auto [value, interval] = value_of(cell);
    table.begin_row(arm_text(experiment.arms[i]), arm_class(experiment, i));
    table.cell(value);
    table.cell(interval);
    comparison_cells(table, cell.comparison, cell.corrected_p, show);
    table.end_row();
  }
  for (const auto& pair : measure.pairs) {
    if (pair.first == measure.baseline || pair.second == measure.baseline) continue;
    table.begin_row(fmt::format("{} against {}", arm_text(experiment.arms[pair.first]),
                                arm_text(experiment.arms[pair.second])));
    table.cell("");
    table.cell("");
    comparison_cells(table, std::optional(pair.comparison), pair.corrected_p, show);
    table.end_row();
  }
}

bool is_used(const RunResult& run, const PlaceColumn& column) {
  for (const auto& place : run.places) {
    if (column.of(place.counts) > 0) return true;
  }
  return false;
}

}  // namespace

std::string counts_html(const ExperimentResult& experiment) {
  HtmlTable table("Counts", arm_columns(experiment, ""));
  for (const auto& column : count_columns()) {
    if (!is_shown(column, experiment)) continue;
    count_row(table, experiment, column.name,
              [&](auto i) { return grouped(column.of(experiment.arms[i].counts)); });
  }
  count_row(table, experiment, "messages per contact", [&](auto i) {
    const auto& counts = experiment.arms[i].counts;
    return per_contact(counts.sent, counts.contacts);
  });
  for (const auto& goal : experiment.goals) goal_rows(table, experiment, goal);
  for (const auto& revenue : experiment.revenue) {
    count_row(table, experiment, "money from " + revenue.goal, [&](auto i) {
      const auto& sum = revenue.cells[i];
      return sum.overflowed ? std::string("too large") : money_grouped(sum.minor, revenue.currency);
    });
  }
  return table.take();
}

std::string comparisons_html(const ExperimentResult& experiment) {
  if (experiment.rates.empty() && experiment.revenue.empty()) return "";
  std::vector<std::string> columns = {"", "value", "95 %"};
  if (experiment.arms.size() > 1) {
    for (auto column :
         {"difference", "interval", "lift", "its interval", "level", "p", "p of all", "test"})
      columns.push_back(column);
  }
  HtmlTable table("Per contact", std::move(columns));
  for (const auto& rate : experiment.rates) {
    table.group(rate.name);
    auto value_of = [](const RateCell& cell) {
      return std::pair(
          cell.proportion.n == 0 ? std::string() : percent(cell.proportion.rate()) + " %",
          range(cell.interval, [](double share) { return percent(share); }));
    };
    measure_rows(table, experiment, rate, value_of,
                 [](double share) { return percent(share, true); });
  }
  for (const auto& revenue : experiment.revenue) {
    table.group(measure_text(revenue));
    auto money = [&](double minor) { return mean_amount(minor, revenue.currency); };
    auto value_of = [&](const RevenueCell& cell) {
      return std::pair(cell.overflowed ? std::string("too large") : money(cell.mean),
                       range(cell.interval, money));
    };
    measure_rows(table, experiment, revenue, value_of,
                 [&](double minor) { return mean_amount(minor, revenue.currency, true); });
  }
  return table.take();
}

std::string talks_html(const RunResult& run) {
  if (run.talks.empty()) return "";
  std::string words;
  for (const auto& talk : run.talks)
    words += fmt::format("<p>{}</p>\n", html_text(talk_words(talk)));
  std::vector<std::string> columns = {"talk", "question, target"};
  if (has_arms_talking(run)) columns.push_back("arm");
  const auto texts = columns.size();
  for (auto column : talk_columns()) columns.push_back(std::string(column));
  HtmlTable table("Talks", std::move(columns), texts);
  for (const auto& row : talk_rows(run)) {
    table.begin_row(row.talk);
    table.cell(row.about, "text");
    if (has_arms_talking(run)) table.cell(row.arm, "text");
    for (const auto& figure : row.figures) table.cell(figure);
    table.end_row();
  }
  return words + table.take();
}

std::string places_html(const RunResult& run) {
  if (run.places.empty()) return "";
  std::vector<std::string> columns = {"step", "message", "via"};
  if (has_arms(run)) columns.push_back("arm");
  const auto texts = columns.size();
  for (const auto& column : place_columns()) {
    if (is_used(run, column)) columns.push_back(std::string(column.name));
  }
  HtmlTable table("The flow, step by step", std::move(columns), texts);
  for (const auto& line : place_rows(run)) {
    const auto& place = *line.place;
    table.begin_row(
        place.step,
        line.arm ? arm_class(run.experiments[line.arm->experiment], line.arm->arm) : "");
    table.cell(place.message, "text");
    table.cell(place.message.empty() ? std::string_view() : info_of(place.channel).word, "text");
    if (has_arms(run)) table.cell(arm_text(run, line), "text");
    for (const auto& column : place_columns()) {
      if (!is_used(run, column)) continue;
      auto count = column.of(line.counts());
      table.cell(count == 0 ? "" : grouped(count));
    }
    table.end_row();
  }
  return table.take();
}

std::string reasons_html(const Counts& counts) {
  HtmlTable table("Not sent, not let in", {"", "messages, entries"});
  bool any = false;
  auto add = [&](std::string_view what, std::string_view reason, std::uint64_t count) {
    if (count == 0) return;
    any = true;
    table.begin_row(fmt::format("{}: {}", what, reason));
    table.cell(grouped(count));
    table.end_row();
  };
  for (const auto& gate : gates())
    add("skipped", gate.word, counts.skipped[static_cast<std::size_t>(gate.gate)]);
  for (std::size_t i = 1; i < counts.refused.size(); ++i)
    add("entry refused", refusal_text(i), counts.refused[i]);
  add("failed", "incidents", counts.incidents);
  return any ? table.take() : "";
}

std::string days_html(const ExperimentResult& experiment, const GoalName& goal) {
  std::map<std::int64_t, std::vector<std::uint64_t>> days;
  for (std::size_t i = 0; i < experiment.arms.size(); ++i) {
    const auto* counts = experiment.arms[i].counts.goal(goal.number);
    if (!counts) continue;
    for (const auto& [day, converters] : counts->converters_by_day) {
      auto& row = days[day];
      row.resize(experiment.arms.size());
      row[i] = converters;
    }
  }
  HtmlTable table("", arm_columns(experiment, "day"));
  for (const auto& [day, row] : days) {
    table.begin_row(day_words(day));
    for (auto count : row) table.cell(grouped(count));
    table.end_row();
  }
  return fmt::format("<details><summary>{}: contacts by day</summary>{}</details>\n",
                     html_text(goal.name), table.take());
}

}  // namespace camp::cli
