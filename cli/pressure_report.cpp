#include "cli/pressure_report.h"

#include <fmt/format.h>

#include "lang/base/counted.h"
#include "lang/catalog/channels.h"

namespace camp::cli {
namespace {

// Of a way with more, people have seen enough.
constexpr std::size_t kStepsShown = 20;

std::string place_of(const Course& step, const SourceSet& sources) {
  const auto& source = sources[step.place.source];
  return fmt::format("{}:{}", source.path(), source.locate(step.place.begin).line);
}

std::string_view word_of(const FlowPressure& flow) {
  return flow.transactional ? "transactional" : "marketing";
}

// "at most 9 messages in 7 days, 3 in a day; the policy lets through 3 in 7 days, 1 in a day"
std::string loads_text(const Load& week, const Load& day) {
  std::string text = fmt::format("at most {} in 7 days", counted(*week.most, "message"));
  if (day.most) text += fmt::format(", {} in a day", grouped(*day.most));
  return text;
}

// Only what takes something away.
std::string policy_text(const Load& week, const Load& day) {
  std::string text;
  const auto add = [&](const Load& load, std::string_view time) {
    if (!load.let_through || (load.most && *load.most <= *load.let_through)) return;
    text += fmt::format("{}{} in {}", text.empty() ? "; the policy lets through " : ", ",
                        grouped(*load.let_through), time);
  };
  add(week, "7 days");
  add(day, "a day");
  return text;
}

std::string flow_text(const FlowPressure& flow) {
  std::string text = fmt::format("{} {} ({}): ", flow.flow->journey ? "journey" : "campaign",
                                 flow.flow->name.text, word_of(flow));
  if (flow.walk && *flow.walk == 0) return text + "sends nothing\n";
  if (flow.week.most) {
    text += loads_text(flow.week, flow.day);
  } else {
    text += flow.walk ? fmt::format("{} ", counted(*flow.walk, "message"))
                      : fmt::format("more than {} messages ", kMostMessages);
    text += flow.comes_with.empty() ? "without a bound" : "with every " + flow.comes_with;
  }
  text += policy_text(flow.week, flow.day);
  if (flow.by_hand) text += "; each time somebody runs it";
  if (flow.runs > 1) text += fmt::format("; {} runs in 7 days", grouped(flow.runs));
  return text + "\n";
}

std::string channels_text(const std::vector<ChannelLoad>& channels) {
  if (channels.size() < 2) return "";
  std::string text = "  by channel in 7 days: ";
  bool first = true;
  for (const auto& one : channels) {
    const auto most = one.week.bound();
    text += fmt::format("{}{} {}", first ? "" : ", ", info_of(one.channel).word,
                        most ? grouped(*most) : "any number");
    first = false;
  }
  return text + "\n";
}

std::string way_text(const FlowPressure& flow, const SourceSet& sources) {
  std::string text;
  for (std::size_t i = 0; i < flow.way.size() && i < kStepsShown; ++i)
    text += fmt::format("    {:<32} {}\n", flow.way[i]->label, place_of(*flow.way[i], sources));
  if (flow.way.size() > kStepsShown)
    text += fmt::format("    and {} more\n", counted(flow.way.size() - kStepsShown, "step"));
  return text;
}

std::string total_text(std::string_view category, const TotalPressure& total) {
  if (total.empty) return "";
  std::string text = fmt::format("all {}: ", category);
  if (total.week.most) text += loads_text(total.week, total.day);
  if (!total.boundless.empty()) {
    text += total.week.most ? ", and what has no bound: " : "no bound, because of ";
    for (std::size_t i = 0; i < total.boundless.size(); ++i)
      text += (i == 0 ? "" : ", ") + total.boundless[i]->flow->name.text;
  }
  auto policy = total;
  if (!total.boundless.empty()) policy.week.most = policy.day.most = std::nullopt;
  return text + policy_text(policy.week, policy.day) + "\n" + channels_text(total.channels);
}

Json number(const std::optional<std::uint64_t>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json load_json(const Load& load) {
  return {{"most", number(load.most)}, {"let_through", number(load.let_through)}};
}

Json channels_json(const std::vector<ChannelLoad>& channels) {
  Json all = Json::object();
  for (const auto& one : channels)
    all[std::string(info_of(one.channel).word)] = {{"week", load_json(one.week)},
                                                   {"day", load_json(one.day)}};
  return all;
}

Json flow_json(const FlowPressure& flow, const SourceSet& sources) {
  Json way = Json::array();
  for (const auto* step : flow.way) {
    const auto& source = sources[step->place.source];
    way.push_back({{"step", step->label},
                   {"file", source.path()},
                   {"line", source.locate(step->place.begin).line}});
  }
  return {{"name", flow.flow->name.text},
          {"kind", flow.flow->journey ? "journey" : "campaign"},
          {"category", std::string(word_of(flow))},
          {"each_time", flow.walk ? Json(*flow.walk) : Json(nullptr)},
          {"week", load_json(flow.week)},
          {"day", load_json(flow.day)},
          {"comes_with", flow.comes_with.empty() ? Json(nullptr) : Json(flow.comes_with)},
          {"by_hand", flow.by_hand},
          {"runs_in_week", flow.runs},
          {"channels", channels_json(flow.channels)},
          {"way", std::move(way)}};
}

Json total_json(const TotalPressure& total) {
  Json boundless = Json::array();
  for (const auto* flow : total.boundless) boundless.push_back(flow->flow->name.text);
  return {{"week", load_json(total.week)},
          {"day", load_json(total.day)},
          {"boundless", std::move(boundless)},
          {"channels", channels_json(total.channels)}};
}

}  // namespace

std::string pressure_text(const Pressure& pressure, const SourceSet& sources) {
  std::string text = "\nwhat one contact can get at most\n";
  for (const auto& flow : pressure.flows)
    text += "\n" + flow_text(flow) + channels_text(flow.channels) + way_text(flow, sources);
  return text + "\n" + total_text("marketing", pressure.marketing) +
         total_text("transactional", pressure.transactional);
}

Json pressure_json(const Pressure& pressure, const SourceSet& sources) {
  Json flows = Json::array();
  for (const auto& flow : pressure.flows) flows.push_back(flow_json(flow, sources));
  return {{"flows", std::move(flows)},
          {"marketing", total_json(pressure.marketing)},
          {"transactional", total_json(pressure.transactional)}};
}

}  // namespace camp::cli
