#include "cli/simulation_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render/table.h"
#include "cli/render/volume_text.h"
#include "cli/scenario_report.h"
#include "lang/base/counted.h"

namespace camp::cli {
namespace {

constexpr std::size_t kStoryLines = 12;

std::string span_text(const SimulationReport& report) {
  return fmt::format("from {} to {}", instant_text(report.ahead.from_ms()),
                     instant_text(report.until_ms));
}

std::string share_text(std::uint32_t ppm) { return fmt::format("{}", share_of(ppm)); }

// "subscribed to news by email (0.6 of them) and sms"
std::string consents_text(const sim::PeoplePlan& people) {
  std::string text, last;
  for (const auto& consent : people.consents) {
    if (consent.conversation != last)
      text +=
          fmt::format("{}{} by ", text.empty() ? "subscribed to " : ", to ", consent.conversation);
    else
      text += " and ";
    text += info_of(consent.channel).word;
    if (consent.ppm != kWholePpm) text += fmt::format(" ({} of them)", share_text(consent.ppm));
    last = consent.conversation;
  }
  return text.empty() ? "subscribed to nothing" : text;
}

std::string lists_text(const sim::PeoplePlan& people) {
  std::string text;
  for (const auto& list : people.lists)
    text += fmt::format("{}{} ({} of them)", text.empty() ? "on " : ", ", list.name,
                        share_text(list.ppm));
  return text.empty() ? "on no list" : text;
}

std::string rates_text(const sim::Rates& rates) {
  if (rates.receipts.empty() && rates.own.empty())
    return "nobody opens, clicks or buys meanwhile (--rate)";
  return fmt::format(
      "what people do meanwhile is drawn by seed {}; of what has no rate nothing "
      "happens",
      rates.seed);
}

std::string happened_text(const SimulationReport& report, bool colour) {
  Table table({{"what they did"}, {"times", Align::kRight}});
  for (const auto& it : report.ahead.happened()) table.add({it.event, grouped(it.count)});
  return table.empty() ? "" : "\n" + table.text(colour);
}

std::string broken_text(const SimulationReport& report, const sim::BrokenInvariant& broken,
                        bool colour) {
  auto failure = broken.first;
  const auto& story = failure.story;
  auto text =
      styled("broken", Style::kBad, colour) + " " + printable(failure.message, Lines::kMany) + "\n";
  failure.span = failure.values.back().span;
  failure.message = failure.values.back().text;
  failure.values.pop_back();
  text += failure_places(failure, report.simulation.compiled.analysis.sources(), colour);
  text += fmt::format("  {} it; what had happened to {} by then:\n",
                      counted(broken.contacts.size(), "contact breaks", "contacts break"),
                      printable(failure.about));
  const auto first = story.size() > kStoryLines ? story.size() - kStoryLines : 0;
  if (first > 0) text += "    ...\n";
  for (auto i = first; i < story.size(); ++i) text += "    " + printable(story[i]) + "\n";
  return "\n" + text;
}

std::string all_broken_text(const SimulationReport& report, bool colour) {
  const auto all = report.ahead.broken();
  std::string text;
  for (const auto* broken : all) text += broken_text(report, *broken, colour);
  if (all.empty()) return "";
  return text + fmt::format(
                    "\n{} broken; camp prove looks for the shortest way there, as a "
                    "scenario\n",
                    counted(all.size(), "invariant is", "invariants are"));
}

Json broken_json(const SimulationReport& report, const sim::BrokenInvariant& broken) {
  const auto& sources = report.simulation.compiled.analysis.sources();
  Json json = {{"what", broken.first.invariant->text}, {"contact", broken.first.about},
               {"at", instant_text(broken.at_ms)},     {"told", broken.first.message},
               {"contacts", broken.contacts.size()},   {"story", broken.first.story}};
  json["values"] = Json::array();
  for (const auto& value : broken.first.values)
    json["values"].push_back({{"expression", sources.text(value.span)}, {"value", value.text}});
  return json;
}

}  // namespace

std::string granted_text(const SimulationReport& report) {
  const auto& plan = report.ahead.plan();
  const auto count = report.ahead.world().engine().counters().contacts;
  auto text = rates_text(plan.rates);
  if (plan.rates.answers.empty()) text += "; no service answers";
  if (!report.is_drawn)
    return fmt::format("of {} as they are now, {}; {}", counted(count, "contact"),
                       span_text(report), text);
  return fmt::format("of {} drawn by seed {}, {}: {}, {}; {}", counted(count, "person", "people"),
                     plan.rates.seed, span_text(report), consents_text(plan.people),
                     lists_text(plan.people), text);
}

std::string simulation_text(const SimulationReport& report, bool colour) {
  return fmt::format("{} to {}\n", counted(report.volume.sent(), "message"),
                     counted(report.volume.contacts, "contact")) +
         volume_text(report.volume, colour) + happened_text(report, colour) +
         all_broken_text(report, colour);
}

Json simulation_json(const SimulationReport& report) {
  const auto& plan = report.ahead.plan();
  auto body = volume_json(report.volume);
  body["from"] = instant_text(report.ahead.from_ms());
  body["until"] = instant_text(report.until_ms);
  body["all_contacts"] = report.ahead.world().engine().counters().contacts;
  body["drawn"] = report.is_drawn;
  body["seed"] = plan.rates.seed;
  body["happened"] = Json::object();
  for (const auto& it : report.ahead.happened()) body["happened"][it.event] = it.count;
  body["broken"] = Json::array();
  for (const auto* broken : report.ahead.broken())
    body["broken"].push_back(broken_json(report, *broken));
  return body;
}

}  // namespace camp::cli
