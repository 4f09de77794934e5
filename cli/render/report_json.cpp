#include "cli/render/report_conclusion.h"
#include "cli/render/report_data.h"
#include "cli/render/report_format.h"
#include "cli/render/report_steps.h"
#include "cli/render/report_trial.h"
#include "cli/render/tally.h"
#include "lang/value/civil.h"

namespace camp::cli {
namespace {

Json interval_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return Json::array({interval->low, interval->high});
}

std::string key_of(std::string_view column) {
  std::string key(column);
  for (auto& c : key) c = c == ' ' ? '_' : c;
  return key;
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
          {"confidence", 1 - c.alpha},
          {"lift", optional_json(c.lift)},
          {"lift_interval", interval_json(c.lift_interval)},
          {"p", optional_json(c.p)},
          {"test", test_text(c.test)}};
}

Json pairs_json(const ExperimentResult& experiment, const std::vector<PairResult>& pairs,
                double scale) {
  Json all = Json::array();
  for (const auto& pair : pairs) {
    all.push_back({{"arm", experiment.arms[pair.first].name},
                   {"against", experiment.arms[pair.second].name},
                   {"comparison", comparison_json(pair.comparison, scale)},
                   {"p_corrected", optional_json(pair.corrected_p)},
                   {"shown", pair.is_shown()},
                   {"contacts_needed", optional_json(pair.contacts_needed)}});
  }
  return all;
}

Json gain_json(const std::optional<Gain>& gain, double scale) {
  if (!gain) return nullptr;
  auto interval = gain->interval;
  if (interval) interval = Interval{interval->low / scale, interval->high / scale};
  return {{"value", gain->value / scale}, {"interval", interval_json(interval)}};
}

Json headline_json(const Headline& headline) {
  Json goals = Json::array(), revenue = Json::array();
  for (const auto& goal : headline.goals) {
    goals.push_back({{"goal", goal.goal},
                     {"contacts", goal.converters},
                     {"incremental", gain_json(goal.gain, 1)}});
  }
  for (const auto& sum : headline.revenue) {
    revenue.push_back(
        {{"goal", sum.goal},
         {"currency", currency_text(sum.currency)},
         {"amount", sum.overflowed ? Json(nullptr) : Json(money_plain(sum.minor, sum.currency))},
         {"incremental", gain_json(sum.gain, minor_scale(sum.currency))}});
  }
  return {{"contacts", headline.contacts},
          {"reached", headline.reached},
          {"held_out", headline.held_out},
          {"sent", headline.sent},
          {"skipped", headline.skipped},
          {"goals", goals},
          {"revenue", revenue}};
}

Json arms_named(const ExperimentResult& experiment, const std::vector<std::size_t>& arms) {
  Json names = Json::array();
  for (auto arm : arms) names.push_back(experiment.arms[arm].name);
  return names;
}

Json ruling_json(const ExperimentResult& experiment, const Ruling& ruling) {
  Json against = Json::array();
  auto scale = ruling.money ? minor_scale(ruling.currency) : 1;
  for (const auto& it : ruling.against) {
    against.push_back({{"arm", experiment.arms[it.arm].name},
                       {"comparison", comparison_json(it.comparison, scale)},
                       {"p_corrected", optional_json(it.corrected_p)},
                       {"shown", it.is_shown()}});
  }
  bool compared = !ruling.against.empty();
  return {{"goal", ruling.goal.empty() ? Json(nullptr) : Json(ruling.goal)},
          {"currency", ruling.money ? Json(currency_text(ruling.currency)) : Json(nullptr)},
          {"finding", word_of(ruling.finding)},
          {"best", compared ? Json(experiment.arms[ruling.best].name) : Json(nullptr)},
          {"level", arms_named(experiment, ruling.level)},
          {"behind", arms_named(experiment, ruling.behind)},
          {"against", against},
          {"contacts_needed", optional_json(ruling.contacts_needed)}};
}

// The same as fields and as sentences.
Json conclusion_json(const FlowResult& flow, const ExperimentResult& experiment) {
  const auto& conclusion = experiment.conclusion;
  auto words = conclusion_words(flow.kind, experiment);
  auto json = ruling_json(experiment, conclusion.main);
  json["advice"] = word_of(conclusion.advice);
  Json caveats = Json::array(), others = Json::array();
  for (auto caveat : conclusion.caveats) caveats.push_back(word_of(caveat));
  for (const auto& other : conclusion.others) others.push_back(ruling_json(experiment, other));
  json["caveats"] = caveats;
  json["others"] = others;
  json["window_ends_on"] =
      conclusion.window_ends_on ? Json(date_text(*conclusion.window_ends_on)) : Json(nullptr);
  json["text"] = {{"finding", words.finding},
                  {"sureness", words.sureness},
                  {"advice", words.advice},
                  {"caveats", words.caveats},
                  {"others", words.others}};
  return json;
}

Json place_counts_json(const PlaceCounts& counts) {
  Json json = Json::object();
  for (const auto& column : place_columns()) json[key_of(column.name)] = column.of(counts);
  return json;
}

Json places_json(const RunResult& run) {
  Json places = Json::array();
  for (const auto& place : run.places) {
    bool message = !place.message.empty();
    Json json = {{"step", place.step},
                 {"message", message ? Json(place.message) : Json(nullptr)},
                 {"channel", message ? Json(info_of(place.channel).word) : Json(nullptr)}};
    json.update(place_counts_json(place.counts));
    Json arms = Json::array();
    for (const auto& it : place.arms) {
      const auto& experiment = run.experiments[it.experiment];
      Json arm = {{"experiment", experiment.name}, {"arm", experiment.arms[it.arm].name}};
      arm.update(place_counts_json(it.counts));
      arms.push_back(std::move(arm));
    }
    json["arms"] = arms;
    places.push_back(std::move(json));
  }
  return places;
}

Json talk_counts_json(const DeclaredTalk& talk, const TalkCounts& counts) {
  Json questions = Json::array(), targets = Json::array();
  for (std::size_t i = 0; i < talk.questions.size(); ++i) {
    const auto& it = counts.questions[i];
    questions.push_back({{"question", talk.questions[i]},
                         {"asked", it.asked},
                         {"answered", it.answered},
                         {"silent", it.silent},
                         {"unreadable", it.unreadable}});
  }
  for (std::size_t i = 0; i < talk.targets.size(); ++i) {
    Json share = nullptr;
    if (counts.begun > 0)
      share = static_cast<double>(counts.reached[i]) / static_cast<double>(counts.begun);
    targets.push_back(
        {{"target", talk.targets[i]}, {"reached", counts.reached[i]}, {"share", share}});
  }
  return {{"begun", counts.begun}, {"questions", questions}, {"targets", targets}};
}

Json talks_json(const RunResult& run) {
  Json talks = Json::array();
  for (const auto& it : run.talks) {
    Json json = {{"talk", it.talk.label}, {"module", it.talk.module}, {"text", talk_words(it)}};
    json.update(talk_counts_json(it.talk, it.counts));
    Json arms = Json::array();
    for (const auto& of_arm : it.arms) {
      const auto& experiment = run.experiments[of_arm.experiment];
      Json arm = {{"experiment", experiment.name}, {"arm", experiment.arms[of_arm.arm].name}};
      arm.update(talk_counts_json(it.talk, of_arm.counts));
      arms.push_back(std::move(arm));
    }
    json["arms"] = arms;
    talks.push_back(std::move(json));
  }
  return talks;
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
          {"conversions", shared_json(found ? found->conversions : 0)},
          {"credited_contacts", found ? found->credited : 0},
          {"refunded", shared_json(found ? found->refunded : 0)},
          {"revenue", revenue},
          {"contacts_by_day", days}};
}

Json counts_json(const FlowResult& flow, const Counts& counts) {
  Json json = Json::object();
  for (const auto& column : count_columns()) {
    json[key_of(column.name)] = column.of(counts);
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
    Json json{{"arm", arm.name}, {"label", arm.label}, {"holdout", arm.holdout}};
    json["share"] = arm.share_ppm ? Json(share_of(*arm.share_ppm)) : Json(nullptr);
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
           {"comparison", comparison_json(cell.comparison, 1)},
           {"p_corrected", optional_json(cell.corrected_p)}});
    }
    rates.push_back({{"name", rate.name},
                     {"goal", rate.goal},
                     {"baseline", experiment.arms[rate.baseline].name},
                     {"arms", cells},
                     {"pairs", pairs_json(experiment, rate.pairs, 1)}});
  }
  return rates;
}

Json revenue_json(const ExperimentResult& experiment) {
  Json all = Json::array();
  for (const auto& revenue : experiment.revenue) {
    auto scale = minor_scale(revenue.currency);
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
      json["p_corrected"] = optional_json(cell.corrected_p);
      cells.push_back(std::move(json));
    }
    all.push_back({{"goal", revenue.goal},
                   {"currency", currency_text(revenue.currency)},
                   {"baseline", experiment.arms[revenue.baseline].name},
                   {"arms", cells},
                   {"pairs", pairs_json(experiment, revenue.pairs, scale)}});
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

Json costs_json(const std::vector<RunCosts>& all) {
  Json json = Json::array();
  for (const auto& costs : all) {
    const auto amount = [&](std::int64_t minor) {
      return costs.overflowed ? Json(nullptr) : Json(money_plain(minor, costs.currency));
    };
    Json returns = Json::array();
    for (const auto& it : costs.returns) returns.push_back({{"goal", it.goal}, {"rate", it.rate}});
    json.push_back({{"currency", currency_text(costs.currency)},
                    {"amount", costs.overflowed ? amount(0) : amount(costs.total())},
                    {"of_run", amount(costs.of_run)},
                    {"of_messages", amount(costs.of_messages)},
                    {"returns", returns}});
  }
  return json;
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
  json["costs"] = costs_json(run.costs);
  json["counts"] = counts_json(flow, run.counts);
  Json experiments = Json::array();
  for (const auto& experiment : run.experiments) {
    experiments.push_back(
        {{"verdict", experiment.outlets ? Json(nullptr) : conclusion_json(flow, experiment)},
         {"headline", experiment.outlets ? Json(nullptr) : headline_json(experiment.headline)},
         {"experiment", experiment.name.empty() ? Json(nullptr) : Json(experiment.name)},
         {"arms", arms_json(flow, experiment)},
         {"rates", rates_json(experiment)},
         {"revenue_per_contact", revenue_json(experiment)},
         {"sample_ratio", ratio_json(experiment)},
         {"decisions", trials_json(experiment)}});
  }
  json["experiments"] = experiments;
  json["talks"] = talks_json(run);
  json["places"] = places_json(run);
  if (run.steps) json["steps"] = steps_json(*run.steps);
  return json;
}

}  // namespace

Json shared_json(const SharedCount& count) {
  return count.is_whole() ? Json(count.whole()) : Json(count.value());
}

Json report_json(const Results& results) {
  Json flows = Json::array();
  for (const auto& flow : results.flows) {
    Json runs = Json::array();
    for (const auto& run : flow.runs) runs.push_back(run_json(flow, run));
    flows.push_back({{"name", flow.name},
                     {"kind", kind_text(flow.kind)},
                     {"brief", flow.brief.empty() ? Json(nullptr) : Json(flow.brief)},
                     {"runs", runs}});
    if (flow.steps) flows.back()["steps"] = steps_json(*flow.steps);
  }
  return {{"as_of", instant_text(results.as_of.ms)},
          {"zone", results.zone},
          {"methods", methods_text(results)},
          {"flows", flows}};
}

}  // namespace camp::cli
