#include "cli/render/report_text.h"

#include <fmt/format.h>

#include "cli/render/report_conclusion.h"
#include "cli/render/report_format.h"
#include "cli/render/report_steps.h"
#include "cli/render/report_trial.h"
#include "cli/render/table.h"
#include "lang/base/counted.h"

namespace camp::cli {
namespace {

std::string indented(const std::string& lines) {
  std::string out;
  for (std::size_t at = 0; at < lines.size();) {
    auto end = lines.find('\n', at);
    out += "  " + lines.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

bool has_repeats(const ExperimentResult& experiment, std::uint32_t goal) {
  for (const auto& arm : experiment.arms) {
    const auto* counts = arm.counts.goal(goal);
    if (counts && counts->conversions != counts->converters) return true;
  }
  return false;
}

// Beside what counts for an arm, when not all of it is thanks to a message.
bool has_uncredited(const ExperimentResult& experiment, std::uint32_t goal) {
  for (const auto& arm : experiment.arms) {
    const auto* counts = arm.counts.goal(goal);
    if (counts && counts->credited != counts->converters) return true;
  }
  return false;
}

bool has_refunds(const ExperimentResult& experiment, std::uint32_t goal) {
  for (const auto& arm : experiment.arms) {
    const auto* counts = arm.counts.goal(goal);
    if (counts && counts->refunded != 0) return true;
  }
  return false;
}

std::string counts_table(const FlowResult& flow, const ExperimentResult& experiment, bool color) {
  std::vector<Column> columns = {{experiment.name.empty() ? "" : experiment.name}};
  std::vector<std::vector<Cell>> rows;
  for (const auto& arm : experiment.arms) rows.push_back({Cell(arm_text(arm), Style::kBold)});
  auto add_column = [&](std::string title, auto text_of) {
    columns.push_back({std::move(title), Align::kRight});
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back(Cell(text_of(i)));
  };
  for (const auto& column : count_columns()) {
    if (!is_shown(column, experiment)) continue;
    add_column(std::string(column.name),
               [&](std::size_t i) { return grouped(column.of(experiment.arms[i].counts)); });
  }
  for (const auto& goal : flow.goals) {
    auto counts = [&](std::size_t i) {
      const auto* found = experiment.arms[i].counts.goal(goal.number);
      return found ? *found : GoalCounts{};
    };
    add_column(goal.name, [&](std::size_t i) { return grouped(counts(i).converters); });
    if (has_repeats(experiment, goal.number))
      add_column(goal.name + " events",
                 [texts = goal_texts(experiment, goal.number, &GoalCounts::conversions)](
                     std::size_t i) { return texts[i]; });
    if (has_uncredited(experiment, goal.number))
      add_column(goal.name + " by message",
                 [&](std::size_t i) { return grouped(counts(i).credited); });
    if (has_refunds(experiment, goal.number))
      add_column(goal.name + " refunded",
                 [texts = goal_texts(experiment, goal.number, &GoalCounts::refunded)](
                     std::size_t i) { return texts[i]; });
  }
  for (const auto& revenue : experiment.revenue) {
    add_column(revenue.goal + " revenue", [&](std::size_t i) {
      const auto& cell = revenue.cells[i];
      return cell.overflowed ? std::string("too large")
                             : money_grouped(cell.minor, revenue.currency);
    });
  }
  Table table(std::move(columns));
  for (auto& row : rows) table.add(std::move(row));
  return table.text(color);
}

Style style_of(const Comparison& comparison, const std::optional<double>& corrected_p) {
  if (!corrected_p || *corrected_p >= kFound) return Style::kPlain;
  return comparison.difference > 0 ? Style::kGood : Style::kBad;
}

constexpr std::size_t kComparisonColumns = 8;

// difference, its interval, lift, its interval, the intervals' level, p, the same corrected, test
template <class Show>
void add_comparison(std::vector<Cell>& row, const std::optional<Comparison>& comparison,
                    const std::optional<double>& corrected_p, Show show) {
  if (!comparison) {
    row.insert(row.end(), kComparisonColumns, Cell(""));
    return;
  }
  const auto& c = *comparison;
  auto lift = [](double share) { return percent(share, true); };
  row.push_back(Cell(show(c.difference), style_of(c, corrected_p)));
  row.push_back(Cell(range(c.difference_interval, show)));
  row.push_back(Cell(c.lift ? lift(*c.lift) : std::string()));
  row.push_back(Cell(range(c.lift_interval, lift)));
  row.push_back(Cell(c.difference_interval ? confidence_text(c.alpha) : std::string()));
  row.push_back(Cell(c.p ? p_text(*c.p) : std::string()));
  row.push_back(Cell(corrected_p ? p_text(*corrected_p) : std::string()));
  row.push_back(Cell(c.p ? std::string(test_short_text(c.test)) : std::string()));
}

void add_heading(Table& table, std::string heading) {
  std::vector<Cell> row = {Cell(std::move(heading), Style::kBold)};
  row.insert(row.end(), 2 + kComparisonColumns, Cell(""));
  table.add(std::move(row));
}

// The arms beside their baseline, then the pairs that are in none of these rows.
template <class Cells, class Show, class ShowDifference>
void add_measure(Table& table, const ExperimentResult& experiment, std::size_t baseline,
                 const Cells& cells, const std::vector<PairResult>& pairs, Show value_of,
                 ShowDifference show_difference) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto [value, interval] = value_of(cells[i]);
    std::vector<Cell> row = {Cell("  " + arm_text(experiment.arms[i])), Cell(value),
                             Cell(interval)};
    add_comparison(row, cells[i].comparison, cells[i].corrected_p, show_difference);
    table.add(std::move(row));
  }
  for (const auto& pair : pairs) {
    if (pair.first == baseline || pair.second == baseline) continue;
    std::vector<Cell> row = {
        Cell(fmt::format("  {} against {}", arm_text(experiment.arms[pair.first]),
                         arm_text(experiment.arms[pair.second]))),
        Cell(""), Cell("")};
    add_comparison(row, pair.comparison, pair.corrected_p, show_difference);
    table.add(std::move(row));
  }
}

void add_rate(Table& table, const ExperimentResult& experiment, const RateResult& rate) {
  add_heading(table, rate.name);
  auto value_of = [](const RateCell& cell) {
    return std::pair(
        cell.proportion.n == 0 ? std::string() : percent(cell.proportion.rate()) + " %",
        range(cell.interval, [](double share) { return percent(share); }));
  };
  add_measure(table, experiment, rate.baseline, rate.cells, rate.pairs, value_of,
              [](double share) { return percent(share, true); });
}

void add_revenue(Table& table, const ExperimentResult& experiment, const RevenueResult& revenue) {
  add_heading(table, measure_text(revenue));
  auto money = [&](double minor) { return mean_amount(minor, revenue.currency); };
  auto value_of = [&](const RevenueCell& cell) {
    return std::pair(cell.overflowed ? std::string("too large") : money(cell.mean),
                     range(cell.interval, money));
  };
  add_measure(table, experiment, revenue.baseline, revenue.cells, revenue.pairs, value_of,
              [&](double minor) { return mean_amount(minor, revenue.currency, true); });
}

// All in one table, so that the columns of every goal stand under each other.
std::string comparison_table(const ExperimentResult& experiment, bool color) {
  Table table({{"per contact"},
               {"value", Align::kRight},
               {"95 %", Align::kRight},
               {"difference", Align::kRight},
               {"interval", Align::kRight},
               {"lift, %", Align::kRight},
               {"interval", Align::kRight},
               {"level", Align::kRight},
               {"p", Align::kRight},
               {experiment.arms.size() > 2 ? "p of all" : "", Align::kRight},
               {"test"}});
  for (const auto& rate : experiment.rates) add_rate(table, experiment, rate);
  for (const auto& revenue : experiment.revenue) add_revenue(table, experiment, revenue);
  return table.empty() ? std::string() : table.text(color);
}

std::string reasons_text(const Counts& counts) {
  std::string text;
  auto add = [&](std::string_view what, std::string_view reason, std::uint64_t count) {
    if (count > 0)
      text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", what, reason, grouped(count));
  };
  for (const auto& gate : gates())
    add("skipped", gate.word, counts.skipped[static_cast<std::size_t>(gate.gate)]);
  for (std::size_t i = 1; i < counts.refused.size(); ++i)
    add("refused", refusal_text(i), counts.refused[i]);
  // Not every incident is in an arm's column: some happen before the contact has an arm.
  if (counts.incidents > 0)
    text += fmt::format("{}incidents {} (camp incidents says why)", text.empty() ? "" : ", ",
                        grouped(counts.incidents));
  return text;
}

std::string conclusion_text(const FlowResult& flow, const ExperimentResult& experiment,
                            bool color) {
  constexpr std::string_view kIndent = "             ";
  auto words = conclusion_words(flow.kind, experiment);
  std::string text;
  auto add = [&](std::string_view label, std::string_view paragraph, Style style) {
    if (!paragraph.empty())
      text += fmt::format("  {:11}", label) +
              styled(wrapped(printable(paragraph), kIndent), style, color) + "\n";
  };
  add("result", words.finding, Style::kBold);
  add("how sure", words.sureness, Style::kPlain);
  for (const auto& trial : trial_words(experiment)) {
    add(trial.label, trial.words, Style::kBold);
    add("correction", trial.late, Style::kWarn);
    for (const auto& earlier : trial.earlier) add("before", earlier, Style::kPlain);
  }
  add("to do", words.advice, Style::kPlain);
  for (const auto& caveat : words.caveats) add("but", caveat, Style::kWarn);
  for (const auto& other : words.others) add("also", other, Style::kPlain);
  return text;
}

std::string gain_text(const std::optional<Gain>& gain, auto show) {
  if (!gain) return "";
  auto interval = range(gain->interval, show);
  return show(gain->value) + (interval.empty() ? "" : fmt::format(" ({})", interval));
}

// The messages' part of it, in one line.
std::string headline_text(const ExperimentResult& experiment) {
  const auto& headline = experiment.headline;
  std::string gains;
  auto add = [&](const std::string& what, const std::string& gain) {
    if (!gain.empty()) gains += fmt::format("{}{} {}", gains.empty() ? "" : "; ", what, gain);
  };
  for (const auto& goal : headline.goals) add(goal.goal, gain_text(goal.gain, signed_count));
  for (const auto& revenue : headline.revenue) {
    add("money from " + revenue.goal, gain_text(revenue.gain, [&](double minor) {
          return mean_money(minor, revenue.currency, true);
        }));
  }
  if (gains.empty()) return "";
  return fmt::format("Beyond the holdout, of {}, 95 % intervals: {}.",
                     counted(headline.contacts, "contact"), gains);
}

std::string experiment_text(const FlowResult& flow, const ExperimentResult& experiment,
                            bool color) {
  auto text = experiment.outlets ? std::string() : conclusion_text(flow, experiment, color) + "\n";
  text += indented(counts_table(flow, experiment, color));
  if (auto table = comparison_table(experiment, color); !table.empty())
    text += "\n" + indented(table);
  if (experiment.outlets) return text;
  if (auto headline = headline_text(experiment); !headline.empty())
    text += "\n  " + wrapped(printable(headline), "  ") + "\n";
  if (auto baselines = baselines_text(experiment); !baselines.empty())
    text += "\n  " + printable(baselines) + "\n";
  if (auto ratio = ratio_text(experiment); !ratio.empty()) {
    auto style = experiment.ratio->alarm() ? Style::kBad : Style::kPlain;
    text += "  " + styled(ratio, style, color) + "\n";
  }
  return text;
}

// Waits and exits with who came by, messages with what became of them; by arm where there are any.
std::string places_table(const RunResult& run, bool color) {
  std::vector<Column> columns = {{"step"}, {"message"}, {"via"}, {"arm"}};
  for (const auto& column : place_columns())
    columns.push_back({std::string(column.name), Align::kRight});
  Table table(std::move(columns));
  for (const auto& line : place_rows(run)) {
    const auto& place = *line.place;
    auto via = place.message.empty() ? std::string_view() : info_of(place.channel).word;
    std::vector<Cell> row = {Cell(line.again ? std::string_view() : place.step),
                             Cell(line.again ? std::string_view() : place.message),
                             Cell(line.again ? std::string_view() : via),
                             Cell(arm_text(run, line))};
    for (const auto& column : place_columns()) {
      auto count = column.of(line.counts());
      row.push_back(Cell(count == 0 ? std::string() : grouped(count)));
    }
    table.add(std::move(row));
  }
  return table.empty() ? std::string() : table.text(color);
}

// Each use of a module in words, then all in one table.
std::string talks_text(const RunResult& run, bool color) {
  if (run.talks.empty()) return "";
  std::string text;
  for (const auto& talk : run.talks)
    text += "  " + wrapped(printable(talk_words(talk)), "    ") + "\n";
  const bool by_arm = has_arms_talking(run);
  std::vector<Column> columns = {{"talk"}, {"question, target"}};
  if (by_arm) columns.push_back({"arm"});
  for (auto column : talk_columns()) columns.push_back({std::string(column), Align::kRight});
  Table table(std::move(columns));
  for (const auto& row : talk_rows(run)) {
    std::vector<Cell> cells = {Cell(row.again ? "" : row.talk), Cell(row.about)};
    if (by_arm) cells.push_back(Cell(row.arm));
    for (const auto& figure : row.figures) cells.push_back(Cell(figure));
    table.add(std::move(cells));
  }
  return text + "\n" + indented(table.text(color));
}

std::string heading(const FlowResult& flow, const RunResult* run, bool color) {
  auto text =
      styled(printable(flow.name), Style::kBold, color) + fmt::format(", {}", kind_text(flow.kind));
  if (run && run->run) {
    text += fmt::format(", {}: {}, audience {}", printable(run_text(*run)),
                        run_state_text(run->run->state), grouped(run->run->audience));
  }
  if (run && run->begun)
    text +=
        fmt::format(", {} {}", run->run ? "begun" : "first contact", instant_words(*run->begun));
  text += "\n";
  if (run)
    for (const auto& costs : run->costs) text += "  " + costs_text(costs) + "\n";
  if (!flow.brief.empty()) text += "  " + wrapped(printable(flow.brief), "  ") + "\n";
  return text;
}

}  // namespace

std::string report_text(const Results& results, bool color) {
  std::string text;
  bool any = false;
  for (const auto& flow : results.flows) {
    if (flow.runs.empty()) text += heading(flow, nullptr, color) + "  not run yet\n\n";
    for (const auto& run : flow.runs) {
      any = true;
      text += heading(flow, &run, color);
      for (const auto& experiment : run.experiments)
        text += "\n" + experiment_text(flow, experiment, color);
      if (auto talks = talks_text(run, color); !talks.empty()) text += "\n" + talks;
      if (auto places = places_table(run, color); !places.empty()) text += "\n" + indented(places);
      if (auto reasons = reasons_text(run.counts); !reasons.empty()) text += "  " + reasons + "\n";
      text += "\n";
    }
  }
  if (results.flows.empty())
    return "There is nothing to report: the store has no campaigns or journeys yet.\n";
  if (any) {
    auto as_of = fmt::format("As of {} ({}). ", instant_words(results.as_of), results.zone);
    text += styled(wrapped(as_of + methods_text(results)), Style::kDim, color) + "\n";
  }
  return text;
}

std::string report_steps_text(const Results& results, bool color) {
  std::string text;
  bool any = false;
  for (const auto& flow : results.flows) {
    const bool alone = flow.runs.size() == 1;
    text += heading(flow, alone ? &flow.runs[0] : nullptr, color);
    if (!flow.steps) {
      text += "  not run yet\n\n";
      continue;
    }
    if (!alone) text += "  " + counted(flow.runs.size(), "run") + " together\n";
    text += "  " + wrapped(printable(steps_words(*flow.steps)), "  ") + "\n\n" +
            indented(steps_text(*flow.steps, color)) + "\n";
    any = true;
  }
  if (results.flows.empty())
    return "There is nothing to report: the store has no campaigns or journeys yet.\n";
  if (!any) return text;
  const auto as_of = fmt::format("As of {} ({}). ", instant_words(results.as_of), results.zone);
  return text + styled(wrapped(as_of + steps_method()), Style::kDim, color) + "\n";
}

}  // namespace camp::cli
