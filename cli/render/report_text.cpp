#include "cli/render/report_text.h"

#include <fmt/format.h>

#include "cli/render/report_format.h"
#include "cli/render/table.h"

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
                 [&](std::size_t i) { return grouped(counts(i).conversions); });
    if (has_uncredited(experiment, goal.number))
      add_column(goal.name + " by message",
                 [&](std::size_t i) { return grouped(counts(i).credited); });
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

Style style_of(const Comparison& comparison) {
  if (!comparison.p || *comparison.p >= kNotable) return Style::kPlain;
  return comparison.difference > 0 ? Style::kGood : Style::kBad;
}

// At spaces, for terminals of 100 columns and more.
std::string wrapped(std::string_view text) {
  constexpr std::size_t kColumns = 100;
  std::string out;
  while (text.size() > kColumns) {
    auto at = text.rfind(' ', kColumns);
    if (at == std::string_view::npos) break;
    out.append(text.substr(0, at)).append("\n");
    text.remove_prefix(at + 1);
  }
  return out.append(text);
}

// difference, its interval, lift, its interval, p, test
template <class Show>
void add_comparison(std::vector<Cell>& row, const std::optional<Comparison>& comparison,
                    Show show) {
  if (!comparison) {
    row.insert(row.end(), 6, Cell(""));
    return;
  }
  const auto& c = *comparison;
  auto lift = [](double share) { return percent(share, true); };
  row.push_back(Cell(show(c.difference), style_of(c)));
  row.push_back(Cell(range(c.difference_interval, show)));
  row.push_back(Cell(c.lift ? lift(*c.lift) + " %" : std::string()));
  row.push_back(Cell(range(c.lift_interval, lift)));
  row.push_back(Cell(c.p ? p_text(*c.p) : std::string()));
  row.push_back(Cell(c.p ? std::string(test_short_text(c.test)) : std::string()));
}

void add_heading(Table& table, std::string heading) {
  std::vector<Cell> row = {Cell(std::move(heading), Style::kBold)};
  row.insert(row.end(), 8, Cell(""));
  table.add(std::move(row));
}

void add_rate(Table& table, const ExperimentResult& experiment, const RateResult& rate) {
  add_heading(table, rate.name);
  for (std::size_t i = 0; i < rate.cells.size(); ++i) {
    const auto& cell = rate.cells[i];
    std::vector<Cell> row = {
        Cell("  " + arm_text(experiment.arms[i])),
        Cell(cell.proportion.n == 0 ? "" : percent(cell.proportion.rate()) + " %"),
        Cell(range(cell.interval, [](double share) { return percent(share); }))};
    add_comparison(row, cell.comparison, [](double share) { return percent(share, true); });
    table.add(std::move(row));
  }
}

void add_revenue(Table& table, const ExperimentResult& experiment, const RevenueResult& revenue) {
  add_heading(table,
              fmt::format("{}, {} per contact", revenue.goal, currency_text(revenue.currency)));
  for (std::size_t i = 0; i < revenue.cells.size(); ++i) {
    const auto& cell = revenue.cells[i];
    auto money = [&](double minor) { return mean_money(minor, revenue.currency); };
    std::vector<Cell> row = {Cell("  " + arm_text(experiment.arms[i])),
                             Cell(cell.overflowed ? std::string("too large") : money(cell.mean)),
                             Cell(range(cell.interval, money))};
    add_comparison(row, cell.comparison,
                   [&](double minor) { return mean_money(minor, revenue.currency, true); });
    table.add(std::move(row));
  }
}

// All in one table, so that the columns of every goal stand under each other.
std::string comparison_table(const ExperimentResult& experiment, bool color) {
  Table table({{"per contact"},
               {"value", Align::kRight},
               {"95 %", Align::kRight},
               {"difference", Align::kRight},
               {"95 %", Align::kRight},
               {"lift", Align::kRight},
               {"95 %", Align::kRight},
               {"p", Align::kRight},
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
    text += fmt::format("{}incidents {} (camp status --flows says where)", text.empty() ? "" : ", ",
                        grouped(counts.incidents));
  return text;
}

std::string experiment_text(const FlowResult& flow, const ExperimentResult& experiment,
                            bool color) {
  auto text = indented(counts_table(flow, experiment, color));
  if (auto table = comparison_table(experiment, color); !table.empty())
    text += "\n" + indented(table);
  if (auto baselines = baselines_text(experiment); !baselines.empty())
    text += "\n  " + printable(baselines) + "\n";
  if (auto ratio = ratio_text(experiment); !ratio.empty()) {
    auto style = experiment.ratio->alarm() ? Style::kBad : Style::kPlain;
    text += "  " + styled(ratio, style, color) + "\n";
  }
  return text;
}

std::string heading(const FlowResult& flow, const RunResult* run, bool color) {
  auto text =
      styled(printable(flow.name), Style::kBold, color) + fmt::format(", {}", kind_text(flow.kind));
  if (run && run->run) {
    text += fmt::format(
        ", {}: {} since {}, audience {}", printable(run_text(*run)),
        run_state_text(run->run->state),
        day_text(run->run->state == RunState::kSent ? run->run->ended_ms : run->run->started_ms),
        grouped(run->run->audience));
  }
  return text + "\n";
}

}  // namespace

std::string report_text(const Results& results, bool color) {
  std::string text;
  bool any = false;
  for (const auto& flow : results.flows) {
    if (flow.runs.empty()) text += heading(flow, nullptr, color) + "  not run yet\n\n";
    for (const auto& run : flow.runs) {
      any = true;
      text += heading(flow, &run, color) + "\n";
      for (const auto& experiment : run.experiments)
        text += experiment_text(flow, experiment, color);
      if (auto reasons = reasons_text(run.counts); !reasons.empty()) text += "  " + reasons + "\n";
      text += "\n";
    }
  }
  if (results.flows.empty())
    return "There is nothing to report: the store has no campaigns or journeys yet.\n";
  if (any) text += styled(wrapped(methods_text()), Style::kDim, color) + "\n";
  return text;
}

}  // namespace camp::cli
