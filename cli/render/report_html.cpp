#include "cli/render/report_html.h"

#include <fmt/format.h>

#include "cli/render/report_charts.h"
#include "cli/render/report_format.h"
#include "cli/render/table.h"
#include "lang/base/html.h"
#include "lang/value/civil.h"

namespace camp::cli {
namespace {

std::string arm_heading(const ExperimentResult& experiment, std::size_t arm) {
  return fmt::format("<th scope=\"row\"><i class=\"{}\"></i>{}</th>", arm_class(experiment, arm),
                     html_text(arm_text(experiment.arms[arm])));
}

std::string cell(std::string_view text, std::string_view css = "") {
  if (css.empty()) return fmt::format("<td>{}</td>", html_text(text));
  return fmt::format("<td class=\"{}\">{}</td>", css, html_text(text));
}

std::string column_heading(std::string_view text) {
  return fmt::format("<th scope=\"col\">{}</th>", html_text(text));
}

std::string tile(std::string_view name, const std::string& value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html_text(name), html_text(value));
}

// ---- tables

struct HtmlColumn {
  std::string title;
  std::vector<std::string> cells;  // by arm
};

std::vector<HtmlColumn> count_table_columns(const FlowResult& flow,
                                            const ExperimentResult& experiment) {
  std::vector<HtmlColumn> columns;
  for (const auto& column : count_columns()) {
    if (!is_shown(column, experiment)) continue;
    HtmlColumn it{std::string(column.name), {}};
    for (const auto& arm : experiment.arms) it.cells.push_back(grouped(column.of(arm.counts)));
    columns.push_back(std::move(it));
  }
  for (const auto& goal : flow.goals) {
    HtmlColumn contacts{goal.name + " (contacts)", {}}, events{goal.name + " (events)", {}},
        credited{goal.name + " (by message)", {}};
    for (const auto& arm : experiment.arms) {
      const auto* counts = arm.counts.goal(goal.number);
      contacts.cells.push_back(grouped(counts ? counts->converters : 0));
      events.cells.push_back(grouped(counts ? counts->conversions : 0));
      credited.cells.push_back(grouped(counts ? counts->credited : 0));
    }
    bool repeats = contacts.cells != events.cells, uncredited = contacts.cells != credited.cells;
    columns.push_back(std::move(contacts));
    if (repeats) columns.push_back(std::move(events));
    if (uncredited) columns.push_back(std::move(credited));
  }
  for (const auto& revenue : experiment.revenue) {
    HtmlColumn it{revenue.goal + " revenue", {}};
    for (const auto& sum : revenue.cells)
      it.cells.push_back(sum.overflowed ? "too large" : money_grouped(sum.minor, revenue.currency));
    columns.push_back(std::move(it));
  }
  return columns;
}

std::string counts_table(const FlowResult& flow, const ExperimentResult& experiment) {
  auto columns = count_table_columns(flow, experiment);
  std::string html =
      "<div class=\"table\" tabindex=\"0\"><table><caption>Counts</caption><thead><tr><th "
      "scope=\"col\"></th>";
  for (const auto& column : columns) html += column_heading(column.title);
  html += "</tr></thead><tbody>\n";
  for (std::size_t i = 0; i < experiment.arms.size(); ++i) {
    html += "<tr>" + arm_heading(experiment, i);
    for (const auto& column : columns) html += cell(column.cells[i]);
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

template <class Show>
std::string comparison_cells(const std::optional<Comparison>& comparison, Show show) {
  if (!comparison) return "<td></td><td></td><td></td><td></td><td></td><td></td>";
  const auto& c = *comparison;
  bool notable = c.p && *c.p < kNotable;
  auto lift = [](double share) { return percent(share, true); };
  return cell(show(c.difference), !notable           ? ""
                                  : c.difference > 0 ? "good"
                                                     : "bad") +
         cell(range(c.difference_interval, show)) + cell(c.lift ? lift(*c.lift) + " %" : "") +
         cell(range(c.lift_interval, lift)) + cell(c.p ? p_text(*c.p) : "") +
         cell(c.p ? test_short_text(c.test) : "");
}

std::string goal_row(std::string_view name) {
  return fmt::format("<tr class=\"goal\"><th scope=\"rowgroup\" colspan=\"9\">{}</th></tr>\n",
                     html_text(name));
}

std::string comparison_table(const ExperimentResult& experiment) {
  std::string rows;
  for (const auto& rate : experiment.rates) {
    rows += goal_row(rate.name);
    for (std::size_t i = 0; i < rate.cells.size(); ++i) {
      const auto& it = rate.cells[i];
      rows += "<tr>" + arm_heading(experiment, i) +
              cell(it.proportion.n == 0 ? "" : percent(it.proportion.rate()) + " %") +
              cell(range(it.interval, [](double share) { return percent(share); })) +
              comparison_cells(it.comparison, [](double share) { return percent(share, true); }) +
              "</tr>\n";
    }
  }
  for (const auto& revenue : experiment.revenue) {
    rows +=
        goal_row(fmt::format("{}, {} per contact", revenue.goal, currency_text(revenue.currency)));
    for (std::size_t i = 0; i < revenue.cells.size(); ++i) {
      const auto& it = revenue.cells[i];
      auto money = [&](double minor) { return mean_money(minor, revenue.currency); };
      rows += "<tr>" + arm_heading(experiment, i) +
              cell(it.overflowed ? "too large" : money(it.mean)) + cell(range(it.interval, money)) +
              comparison_cells(
                  it.comparison,
                  [&](double minor) { return mean_money(minor, revenue.currency, true); }) +
              "</tr>\n";
    }
  }
  if (rows.empty()) return "";
  std::string html =
      "<div class=\"table\" tabindex=\"0\"><table><caption>Per contact</caption><thead><tr><th "
      "scope=\"col\"></th>";
  for (auto title : {"value", "95 %", "difference", "95 %", "lift", "95 %", "p", "test"})
    html += column_heading(title);
  return html + "</tr></thead><tbody>\n" + rows + "</tbody></table></div>\n";
}

std::string reasons_table(const Counts& counts) {
  std::string rows;
  auto add = [&](std::string_view what, std::string_view reason, std::uint64_t count) {
    if (count > 0)
      rows += fmt::format("<tr><th scope=\"row\">{}: {}</th>{}</tr>\n", what, html_text(reason),
                          cell(grouped(count)));
  };
  for (const auto& gate : gates())
    add("skipped", gate.word, counts.skipped[static_cast<std::size_t>(gate.gate)]);
  for (std::size_t i = 1; i < counts.refused.size(); ++i)
    add("entry refused", refusal_text(i), counts.refused[i]);
  add("failed", "incidents", counts.incidents);
  if (rows.empty()) return "";
  return "<div class=\"table\"><table><caption>Not sent, not let in</caption><tbody>\n" + rows +
         "</tbody></table></div>\n";
}

// The curves' figures: contacts per day and arm.
std::string days_table(const ExperimentResult& experiment, const GoalName& goal) {
  std::map<std::int64_t, std::vector<std::uint64_t>> days;
  std::string heading = column_heading("day (UTC)");
  for (std::size_t i = 0; i < experiment.arms.size(); ++i) {
    heading += column_heading(arm_text(experiment.arms[i]));
    const auto* counts = experiment.arms[i].counts.goal(goal.number);
    if (!counts) continue;
    for (const auto& [day, converters] : counts->converters_by_day) {
      auto& row = days[day];
      row.resize(experiment.arms.size());
      row[i] = converters;
    }
  }
  std::string html = fmt::format(
      "<details><summary>{}: contacts by day</summary><div class=\"table\" tabindex=\"0\"><table>"
      "<thead><tr>{}</tr></thead><tbody>\n",
      html_text(goal.name), heading);
  for (const auto& [day, row] : days) {
    html += fmt::format("<tr><th scope=\"row\">{}</th>", date_text(day));
    for (auto count : row) html += cell(grouped(count));
    html += "</tr>\n";
  }
  return html + "</tbody></table></div></details>\n";
}

// ---- sections

std::string figure(std::string_view caption, std::string_view below, const std::string& chart) {
  return fmt::format("<figure><figcaption>{}<span>{}</span></figcaption>{}</figure>\n",
                     html_text(caption), html_text(below), chart);
}

std::string against(const ExperimentResult& experiment, std::size_t baseline) {
  if (experiment.arms.size() < 2) return "";
  return ", against " + arm_text(experiment.arms[baseline]);
}

std::string charts(const FlowResult& flow, const ExperimentResult& experiment) {
  auto html =
      "<div class=\"charts\">\n" + figure("From contacts to goals", "shares of an arm's contacts",
                                          funnel_chart(flow, experiment));
  for (const auto& rate : experiment.rates) {
    html +=
        figure(rate.name, "share of contacts, 95 % interval" + against(experiment, rate.baseline),
               rate_chart(experiment, rate));
  }
  for (const auto& revenue : experiment.revenue) {
    html += figure(fmt::format("{}: {} per contact", revenue.goal, currency_text(revenue.currency)),
                   "mean, 95 % interval" + against(experiment, revenue.baseline),
                   revenue_chart(experiment, revenue));
  }
  for (const auto& goal : flow.goals) {
    auto chart = days_chart(experiment, goal);
    if (!chart.empty())
      html += figure(goal.name + " over time", "share of contacts so far, by day (UTC)", chart);
  }
  return html + "</div>\n";
}

std::string experiment_html(const FlowResult& flow, const ExperimentResult& experiment) {
  std::string html;
  if (!experiment.name.empty())
    html += fmt::format("<h3>Experiment {}</h3>\n", html_text(experiment.name));
  if (experiment.arms.size() > 1) {
    html += "<ul class=\"legend\">";
    for (std::size_t i = 0; i < experiment.arms.size(); ++i) {
      html += fmt::format("<li><i class=\"{}\"></i>{}</li>", arm_class(experiment, i),
                          html_text(arm_text(experiment.arms[i])));
    }
    html += "</ul>\n";
  } else {
    html += "<p></p>\n";
  }
  auto ratio = ratio_text(experiment);
  bool alarm = experiment.ratio && experiment.ratio->alarm();
  if (alarm) html += fmt::format("<p class=\"alarm\" role=\"alert\">{}</p>\n", html_text(ratio));
  html += charts(flow, experiment) + counts_table(flow, experiment) + comparison_table(experiment);
  for (const auto& goal : flow.goals) {
    if (!days_chart(experiment, goal).empty()) html += days_table(experiment, goal);
  }
  auto baselines = baselines_text(experiment);
  if (!baselines.empty()) html += fmt::format("<p class=\"soft\">{}</p>\n", html_text(baselines));
  if (!alarm && !ratio.empty()) html += fmt::format("<p class=\"soft\">{}</p>\n", html_text(ratio));
  return html;
}

std::string tiles(const FlowResult& flow, const RunResult& run) {
  std::string html = "<dl class=\"tiles\">\n" + tile("contacts", grouped(run.counts.contacts)) +
                     tile("messages sent", grouped(run.counts.sent));
  if (run.counts.withheld > 0) html += tile("withheld", grouped(run.counts.withheld));
  if (run.counts.skipped_in_all() > 0)
    html += tile("skipped", grouped(run.counts.skipped_in_all()));
  for (const auto& goal : flow.goals) {
    const auto* counts = run.counts.goal(goal.number);
    html += tile(goal.name, grouped(counts ? counts->converters : 0));
    if (!counts) continue;
    for (const auto& sum : counts->revenue)
      html += tile(goal.name + " revenue",
                   sum.overflowed ? "too large" : money_grouped(sum.minor, sum.currency));
  }
  return html + "</dl>\n";
}

std::string run_html(const FlowResult& flow, const RunResult& run) {
  auto html = fmt::format("<section class=\"run\"><h2>{}</h2>\n<p class=\"soft\">{}",
                          html_text(flow.name), kind_text(flow.kind));
  if (run.run) {
    html += fmt::format(", {}, {}, started <time>{}</time>, audience {}", html_text(run_text(run)),
                        run_state_text(run.run->state), day_text(run.run->started_ms),
                        grouped(run.run->audience));
  }
  html += "</p>\n" + tiles(flow, run);
  for (const auto& experiment : run.experiments) html += experiment_html(flow, experiment);
  return html + reasons_table(run.counts) + "</section>\n";
}

std::string title_of(const Results& results) {
  return results.flows.size() == 1 ? results.flows[0].name + ": report" : std::string("Report");
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  append_html(out, printable(text));
  return out;
}

std::string report_html(const Results& results) {
  auto title = html_text(title_of(results));
  auto html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n"
      "<title>{}</title>\n<style>{}</style></head>\n<body><main>\n<header><h1>Report</h1><p "
      "class=\"soft\">As of {}</p></header>\n",
      title, kReportStyle, instant_text(results.as_of_ms));
  for (const auto& flow : results.flows) {
    if (flow.runs.empty())
      html += fmt::format(
          "<section class=\"run\"><h2>{}</h2><p class=\"soft\">campaign, not run "
          "yet</p></section>\n",
          html_text(flow.name));
    for (const auto& run : flow.runs) html += run_html(flow, run);
  }
  if (results.flows.empty()) html += "<p>There is nothing to report yet.</p>\n";
  return html +
         fmt::format("<footer><p>{}</p><p>Made by camp.</p></footer>\n</main></body></html>\n",
                     methods_text());
}

}  // namespace camp::cli
