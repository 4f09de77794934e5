#include "cli/render/report_data.h"
#include "cli/render/report_format.h"
#include "cli/render/tally.h"
#include "lang/value/civil.h"

namespace camp::cli {
namespace {

Json interval_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return Json::array({interval->low, interval->high});
}

Json optional_json(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// `scale`: minor units to one of the currency; 1 for rates.
Json comparison_json(const std::optional<Comparison>& comparison, double scale) {
  if (!comparison) return nullptr;
  const auto& c = *comparison;
  auto difference = c.difference_interval;
  if (difference) difference = Interval{difference->low / scale, difference->high / scale};
  return {{"difference", c.difference / scale},
          {"difference_interval", interval_json(difference)},
          {"lift", optional_json(c.lift)},
          {"lift_interval", interval_json(c.lift_interval)},
          {"p", optional_json(c.p)},
          {"test", test_text(c.test)}};
}

Json reasons_json(const Counts& counts) {
  Json refused = Json::object();
  for (std::size_t i = 1; i < counts.refused.size(); ++i) {
    if (counts.refused[i] > 0) refused[std::string(refusal_text(i))] = counts.refused[i];
  }
  return {{"skipped", skipped_json(counts.skipped)}, {"refused", refused}};
}

Json goal_json(const GoalName& goal, const Counts& counts) {
  const auto* found = counts.goal(goal.number);
  Json revenue = Json::array(), days = Json::object();
  if (found) {
    for (const auto& sum : found->revenue) {
      revenue.push_back(
          {{"currency", currency_text(sum.currency)},
           {"amount", sum.overflowed ? Json(nullptr) : Json(money_plain(sum.minor, sum.currency))},
           {"contacts", sum.contacts}});
    }
    for (const auto& [day, converters] : found->converters_by_day)
      days[date_text(day)] = converters;
  }
  return {{"goal", goal.name},
          {"contacts", found ? found->converters : 0},
          {"conversions", found ? found->conversions : 0},
          {"credited_contacts", found ? found->credited : 0},
          {"revenue", revenue},
          {"contacts_by_day", days}};
}

Json counts_json(const FlowResult& flow, const Counts& counts) {
  Json json = Json::object();
  for (const auto& column : count_columns()) {
    std::string key(column.name);
    for (auto& c : key) c = c == ' ' ? '_' : c;
    json[key] = column.of(counts);
  }
  json["queued"] = counts.queued;
  json["reasons"] = reasons_json(counts);
  Json goals = Json::array();
  for (const auto& goal : flow.goals) goals.push_back(goal_json(goal, counts));
  json["goals"] = goals;
  return json;
}

Json arms_json(const FlowResult& flow, const ExperimentResult& experiment) {
  Json arms = Json::array();
  for (const auto& arm : experiment.arms) {
    constexpr double kWholePpm = 1'000'000;
    Json json{{"arm", arm.name}, {"label", arm.label}, {"holdout", arm.holdout}};
    json["share"] = arm.share_ppm ? Json(*arm.share_ppm / kWholePpm) : Json(nullptr);
    auto counts = counts_json(flow, arm.counts);
    for (auto& [key, value] : counts.items()) json[key] = value;
    arms.push_back(std::move(json));
  }
  return arms;
}

Json rates_json(const ExperimentResult& experiment) {
  Json rates = Json::array();
  for (const auto& rate : experiment.rates) {
    Json cells = Json::array();
    for (std::size_t i = 0; i < rate.cells.size(); ++i) {
      const auto& cell = rate.cells[i];
      cells.push_back(
          {{"arm", experiment.arms[i].name},
           {"contacts", cell.proportion.x},
           {"of", cell.proportion.n},
           {"rate", cell.proportion.n == 0 ? Json(nullptr) : Json(cell.proportion.rate())},
           {"interval", interval_json(cell.interval)},
           {"comparison", comparison_json(cell.comparison, 1)}});
    }
    rates.push_back({{"name", rate.name},
                     {"goal", rate.goal},
                     {"baseline", experiment.arms[rate.baseline].name},
                     {"arms", cells}});
  }
  return rates;
}

Json revenue_json(const ExperimentResult& experiment) {
  Json all = Json::array();
  for (const auto& revenue : experiment.revenue) {
    double scale = 1;
    for (int i = 0; i < minor_digits(revenue.currency); ++i) scale *= 10;
    Json cells = Json::array();
    for (std::size_t i = 0; i < revenue.cells.size(); ++i) {
      const auto& cell = revenue.cells[i];
      Json json{{"arm", experiment.arms[i].name}, {"mean", nullptr}, {"interval", nullptr}};
      if (!cell.overflowed) {
        json["mean"] = cell.mean / scale;
        if (cell.interval)
          json["interval"] = Json::array({cell.interval->low / scale, cell.interval->high / scale});
      }
      json["comparison"] = comparison_json(cell.comparison, scale);
      cells.push_back(std::move(json));
    }
    all.push_back({{"goal", revenue.goal},
                   {"currency", currency_text(revenue.currency)},
                   {"baseline", experiment.arms[revenue.baseline].name},
                   {"arms", cells}});
  }
  return all;
}

Json ratio_json(const ExperimentResult& experiment) {
  if (!experiment.ratio) return nullptr;
  bool checked = experiment.ratio->state == SampleRatio::State::kChecked;
  return {{"checked", checked},
          {"test", "chi-square test"},
          {"p", checked ? Json(experiment.ratio->p) : Json(nullptr)},
          {"alarm", experiment.ratio->alarm()},
          {"text", ratio_text(experiment)}};
}

Json run_json(const FlowResult& flow, const RunResult& run) {
  Json json = Json::object();
  if (run.run) {
    json = {{"run", run.run->number},
            {"key", run.run->key},
            {"state", run_state_text(run.run->state)},
            {"started", instant_text(run.run->started_ms)},
            {"audience", run.run->audience}};
  }
  json["counts"] = counts_json(flow, run.counts);
  Json experiments = Json::array();
  for (const auto& experiment : run.experiments) {
    experiments.push_back(
        {{"experiment", experiment.name.empty() ? Json(nullptr) : Json(experiment.name)},
         {"arms", arms_json(flow, experiment)},
         {"rates", rates_json(experiment)},
         {"revenue_per_contact", revenue_json(experiment)},
         {"sample_ratio", ratio_json(experiment)}});
  }
  json["experiments"] = experiments;
  return json;
}

}  // namespace

Json report_json(const Results& results) {
  Json flows = Json::array();
  for (const auto& flow : results.flows) {
    Json runs = Json::array();
    for (const auto& run : flow.runs) runs.push_back(run_json(flow, run));
    flows.push_back({{"name", flow.name}, {"kind", kind_text(flow.kind)}, {"runs", runs}});
  }
  return {{"as_of", instant_text(results.as_of_ms)}, {"methods", methods_text()}, {"flows", flows}};
}

}  // namespace camp::cli
