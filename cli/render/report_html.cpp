#include "cli/render/report_html.h"

#include <fmt/format.h>

#include "cli/render/report_charts.h"
#include "cli/render/report_conclusion.h"
#include "cli/render/report_format.h"
#include "cli/render/report_steps.h"
#include "cli/render/report_tables.h"
#include "cli/render/report_trial.h"
#include "cli/render/table.h"
#include "lang/base/counted.h"
#include "lang/base/html.h"

namespace camp::cli {
namespace {

std::string tile(std::string_view name, const std::string& value, std::string_view below = "") {
  auto note = below.empty() ? "" : fmt::format("<dd class=\"soft\">{}</dd>", html_text(below));
  return fmt::format("<div><dt>{}</dt><dd>{}</dd>{}</div>\n", html_text(name), html_text(value),
                     note);
}

std::string paragraph(std::string_view css, std::string_view label, std::string_view text) {
  if (text.empty()) return "";
  return fmt::format("<p class=\"{}\"><b>{}</b> {}</p>\n", css, label, html_text(text));
}

std::string list(std::string_view css, const std::vector<std::string>& items) {
  if (items.empty()) return "";
  std::string html = fmt::format("<ul class=\"{}\">", css);
  for (const auto& item : items) html += fmt::format("<li>{}</li>", html_text(item));
  return html + "</ul>\n";
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

std::string funnel_caption(const ExperimentResult& experiment) {
  const auto& headline = experiment.headline;
  auto each = per_contact(headline.sent, headline.contacts);
  return "shares of an arm's contacts" + (each.empty()
                                              ? ""
                                              : "; " + each + " messages a contact" +
                                                    (headline.held_out > 0 ? " not held out" : ""));
}

std::string charts(const Results& results, const RunResult& run,
                   const ExperimentResult& experiment) {
  auto html =
      "<div class=\"charts\">\n" +
      figure("From contacts to goals", funnel_caption(experiment), funnel_chart(experiment));
  for (const auto& rate : experiment.rates) {
    html +=
        figure(rate.name, "share of contacts, 95 % interval" + against(experiment, rate.baseline),
               rate_chart(experiment, rate));
  }
  for (const auto& revenue : experiment.revenue) {
    html +=
        figure(measure_text(revenue), "mean, 95 % interval" + against(experiment, revenue.baseline),
               revenue_chart(experiment, revenue));
  }
  for (const auto& goal : experiment.goals) {
    auto chart = days_chart(run, experiment, goal);
    if (!chart.empty())
      html += figure(goal.name + " over time",
                     fmt::format("share of contacts so far, by day ({})", results.zone), chart);
  }
  return html + "</div>\n";
}

std::string legend(const ExperimentResult& experiment) {
  if (experiment.arms.size() < 2) return "";
  std::string html = "<ul class=\"legend\">";
  for (std::size_t i = 0; i < experiment.arms.size(); ++i) {
    const auto& arm = experiment.arms[i];
    auto value = arm.label == arm.name
                     ? ""
                     : fmt::format(" <span class=\"soft\">for {}</span>", html_text(arm.label));
    html += fmt::format("<li><i class=\"{}\"></i>{}{}</li>", arm_class(experiment, i),
                        html_text(arm_text(arm)), value);
  }
  return html + "</ul>\n";
}

std::string trials_html(const ExperimentResult& experiment) {
  std::string html;
  for (const auto& trial : trial_words(experiment)) {
    const bool bandit = trial.label == "bandit";
    html += paragraph(trial.label, bandit ? "Bandit:" : "Winner:", trial.words) +
            paragraph("caveats", "Correction:", trial.late) + list("earlier soft", trial.earlier);
  }
  return html;
}

// What comes first: the finding, how sure it is, what to do, and what speaks against it.
std::string conclusion_html(const FlowResult& flow, const ExperimentResult& experiment) {
  auto words = conclusion_words(flow.kind, experiment);
  return "<div class=\"result\">\n" +
         fmt::format("<p class=\"finding\">{}</p>\n", html_text(words.finding)) +
         paragraph("sure", "How sure:", words.sureness) + trials_html(experiment) +
         paragraph("todo", "What to do:", words.advice) + list("caveats", words.caveats) +
         list("others soft", words.others) + "</div>\n";
}

// Of all arms but the holdout.
std::string tiles(const ExperimentResult& experiment) {
  const auto& headline = experiment.headline;
  auto held_out = headline.held_out > 0 ? fmt::format("and {} held out", grouped(headline.held_out))
                                        : std::string();
  auto html = "<dl class=\"tiles\">\n" + tile("contacts", grouped(headline.contacts), held_out) +
              tile("messages sent", grouped(headline.sent),
                   fmt::format("to {}", counted(headline.reached, "contact")));
  if (headline.skipped > 0) html += tile("skipped", grouped(headline.skipped));
  for (const auto& sum : headline.revenue) {
    html += tile("money from " + sum.goal,
                 sum.overflowed ? "too large" : money_grouped(sum.minor, sum.currency));
    if (!sum.gain) continue;
    auto show = [&](double minor) { return mean_money(minor, sum.currency, true); };
    auto interval = range(sum.gain->interval, show);
    html += tile("of that, beyond the holdout", show(sum.gain->value),
                 interval.empty() ? "" : "95 % interval " + interval);
  }
  for (const auto& goal : headline.goals) {
    std::string below = "contacts";
    if (goal.gain) {
      below = signed_count(goal.gain->value) + " beyond the holdout";
      if (auto interval = range(goal.gain->interval, signed_count); !interval.empty())
        below += fmt::format(" (95 % interval {})", interval);
    }
    html += tile(goal.goal, grouped(goal.converters), below);
  }
  return html + "</dl>\n";
}

std::string experiment_html(const Results& results, const FlowResult& flow, const RunResult& run,
                            const ExperimentResult& experiment) {
  std::string html;
  if (experiment.outlets)
    return "<h3>By outlet</h3>\n" + counts_html(experiment) + comparisons_html(experiment);
  if (!experiment.name.empty())
    html += fmt::format("<h3>Experiment {}</h3>\n", html_text(experiment.name));
  html += conclusion_html(flow, experiment);
  auto ratio = ratio_text(experiment);
  bool alarm = experiment.ratio && experiment.ratio->alarm();
  if (alarm) html += fmt::format("<p class=\"alarm\" role=\"alert\">{}</p>\n", html_text(ratio));
  html += tiles(experiment) + legend(experiment) + charts(results, run, experiment) +
          counts_html(experiment) + comparisons_html(experiment);
  for (const auto& goal : experiment.goals) {
    if (!days_chart(run, experiment, goal).empty()) html += days_html(experiment, goal);
  }
  auto baselines = baselines_text(experiment);
  if (!baselines.empty()) html += fmt::format("<p class=\"soft\">{}</p>\n", html_text(baselines));
  if (!alarm && !ratio.empty()) html += fmt::format("<p class=\"soft\">{}</p>\n", html_text(ratio));
  return html;
}

std::string run_html(const Results& results, const FlowResult& flow, const RunResult& run) {
  std::string html = "<section class=\"run\">";
  bool alone = results.flows.size() == 1 && flow.runs.size() == 1;  // then the title has said it
  if (!alone) html += fmt::format("<h2>{}</h2>\n", html_text(flow.name));
  if (!flow.brief.empty())
    html += fmt::format("<p class=\"brief\">{}</p>\n", html_text(flow.brief));
  html += fmt::format("<p class=\"soft\">{}", kind_text(flow.kind));
  if (run.run) {
    html += fmt::format(", {}, {}, audience {}", html_text(run_text(run)),
                        run_state_text(run.run->state), grouped(run.run->audience));
  }
  if (run.begun)
    html += fmt::format(", {} <time>{}</time>", run.run ? "begun" : "first contact",
                        instant_words(*run.begun));
  html += "</p>\n";
  for (const auto& costs : run.costs)
    html += fmt::format("<p>{}</p>\n", html_text(costs_text(costs)));
  for (const auto& experiment : run.experiments)
    html += experiment_html(results, flow, run, experiment);
  if (run.steps) html += steps_html(*run.steps);
  return html + talks_html(run) + places_html(run) + reasons_html(run.counts) + "</section>\n";
}

std::string title_of(const Results& results) {
  if (results.flows.size() != 1) return "Campaigns and journeys: results";
  const auto& flow = results.flows[0];
  return flow.runs.size() == 1 && flow.runs[0].run
             ? fmt::format("{}, {}: results", flow.name, run_text(flow.runs[0]))
             : flow.name + ": results";
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  append_html(out, printable(text));
  return out;
}

std::string html_page(const HtmlPage& page) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"generator\" content=\"camp\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; {5}style-src "
      "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<title>{0}</title>\n<style>{1}{6}</style></head>\n<body><main>\n<header><h1>{0}</h1><p "
      "class=\"soft\">{2}</p></header>\n{3}<footer><p>{4}</p><p>Made by "
      "camp.</p></footer>\n</main></body></html>\n",
      html_text(page.title), kReportStyle, page.below, page.body, page.foot,
      page.has_images ? "img-src data:; " : "", page.style);
}

std::string report_html(const Results& results) {
  std::string html;
  for (const auto& flow : results.flows) {
    if (flow.runs.empty())
      html += fmt::format(
          "<section class=\"run\"><h2>{}</h2><p class=\"soft\">campaign, not run "
          "yet</p></section>\n",
          html_text(flow.name));
    for (const auto& run : flow.runs) html += run_html(results, flow, run);
  }
  if (results.flows.empty()) html += "<p>There is nothing to report yet.</p>\n";
  const auto as_of = fmt::format("As of <time>{}</time> ({})", instant_words(results.as_of),
                                 html_text(results.zone));
  return html_page({title_of(results), as_of, html, methods_text(results)});
}

}  // namespace camp::cli
