#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/past.h"
#include "cli/render/explain_json.h"
#include "cli/render/explain_text.h"
#include "lang/base/counted.h"
#include "lang/base/unicode.h"
#include "lang/value/civil.h"
#include "runtime/explain/divergence.h"
#include "runtime/explain/told_text.h"

namespace camp::cli {

void options_replay(po::options_description& options) {
  add_past_options(options);
  options.add_options()("show", po::value<std::size_t>()->default_value(5),
                        "so many ways in which histories part, each with one who went it");
}

namespace {

// Who parted at the same places in the same way; the first of them stands for all.
struct Parting {
  Divergence first;
  std::uint64_t contacts = 0;
};

std::string way_of(const Divergence& parted) {
  const auto one = [](const std::optional<Deed>& deed) {
    if (!deed) return std::string("ends");
    const auto& subject = deed->told.subject;
    const auto* message = deed->told.message();
    return fmt::format("{}\n{}\n{}\n{}", subject.flow, static_cast<int>(deed->told.kind),
                       deed->place, message ? message->message + fate_text(*message) : "");
  };
  return one(parted.was) + "\n\n" + one(parted.is);
}

struct Comparison {
  std::uint64_t same = 0;
  std::vector<Parting> partings;  // most contacts first
  std::uint64_t parted() const {
    std::uint64_t all = 0;
    for (const auto& it : partings) all += it.contacts;
    return all;
  }
};

Result<Comparison> compare(Past& past, Reading& reading) {
  Comparison comparison;
  std::map<std::string, std::size_t> ways;
  for (const auto contact : past.recording->contacts()) {
    CAMP_ASSIGN(const auto was, deeds_of(reading.view(), contact));
    CAMP_ASSIGN(const auto is, deeds_of(*past.view, contact));
    auto parted = first_divergence(std::string(contact), was, is);
    if (!parted) {
      ++comparison.same;
      continue;
    }
    const auto [at, is_new] = ways.try_emplace(way_of(*parted), comparison.partings.size());
    if (is_new) comparison.partings.push_back({std::move(*parted), 0});
    ++comparison.partings[at->second].contacts;
  }
  std::stable_sort(comparison.partings.begin(), comparison.partings.end(),
                   [](const auto& a, const auto& b) { return a.contacts > b.contacts; });
  return comparison;
}

// ---- as text

// The line that the working copy has there.
std::string line_at(const Past& past, const std::string& place) {
  const auto colon = place.find(':');
  if (!past.sources || colon == std::string::npos) return {};
  const auto& sources = past.sources->analysis.sources();
  const auto id = sources.find(place.substr(0, colon));
  const auto line =
      static_cast<std::uint32_t>(std::strtoul(place.c_str() + colon + 1, nullptr, 10));
  if (!id || line == 0 || line > sources[*id].line_count()) return {};
  auto text = sources[*id].line(line);
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return printable(text);
}

std::string deed_text(std::string_view word, const std::optional<Deed>& deed) {
  if (!deed) return fmt::format("  {:<9} nothing more\n", word);
  const auto& told = deed->told;
  return fmt::format("  {:<9} {}  {} #{}  {}{}\n", word, instant_text(told.at_ms),
                     flow_cell(told.subject), told.subject.instance, printable(text_of(told)),
                     deed->place.empty() ? "" : "  at " + deed->place);
}

std::string parting_text(const Past& past, const Parting& parting, bool color) {
  const auto& [contact, was, is, before] = parting.first;
  auto text =
      styled(parting.contacts == 1 ? printable(contact) + " went another way\n"
                                   : fmt::format("{} and {} more went another way\n",
                                                 printable(contact), grouped(parting.contacts - 1)),
             Style::kBold, color);
  if (before) text += deed_text("both", before);
  text += deed_text("recorded", was) + deed_text("now", is);
  const auto line = is ? line_at(past, is->place) : std::string();
  if (!line.empty()) text += fmt::format("  {:<9} {}\n", "", line);
  return text;
}

std::string comparison_text(const Past& past, const Comparison& comparison, std::size_t most,
                            bool color) {
  const auto parted = comparison.parted();
  std::string text;
  for (std::size_t i = 0; i < comparison.partings.size() && i < most; ++i)
    text += "\n" + parting_text(past, comparison.partings[i], color);
  if (comparison.partings.size() > most)
    text += fmt::format("\n... and {} (--show N)\n",
                        counted(comparison.partings.size() - most, "other way", "other ways"));
  if (parted == 0) return "everybody's history comes out as it was recorded\n";
  return fmt::format("{} went another way, {} as recorded\n", counted(parted, "contact"),
                     grouped(comparison.same)) +
         text;
}

// ---- as JSON

Json deed_json(const std::optional<Deed>& deed) {
  if (!deed) return nullptr;
  auto json = told_json(deed->told);
  json["place"] = deed->place;
  return json;
}

Json replay_json(const Past& past, const Comparison& comparison, std::size_t most) {
  Json partings = Json::array();
  for (std::size_t i = 0; i < comparison.partings.size() && i < most; ++i) {
    const auto& [first, contacts] = comparison.partings[i];
    partings.push_back({{"contact", first.contact},
                        {"contacts", contacts},
                        {"before", deed_json(first.before)},
                        {"recorded", deed_json(first.was)},
                        {"now", deed_json(first.is)}});
  }
  Json unmet = Json::array();
  for (const auto& it : past.replay->unmet())
    unmet.push_back({{"at", instant_text(it.at_ms)}, {"contact", it.contact}, {"what", it.what}});
  return {{"contacts", past.recording->contacts().size()},
          {"inputs", past.recording->inputs().size()},
          {"erased", past.recording->erased()},
          {"unanswered", past.replay->unanswered()},
          {"same_program", past.is_same_program},
          {"same", comparison.same},
          {"parted", comparison.parted()},
          {"partings", std::move(partings)},
          {"unmet", std::move(unmet)}};
}

}  // namespace

int run_replay(const Invocation& call) {
  auto reading = open_reading(call);
  if (!reading) return reading.code;
  auto opened = live_past_again(call, *reading);
  if (!opened.past) return opened.code;
  auto& past = *opened.past;
  const auto comparison = compare(past, *reading);
  if (!comparison.ok()) return call.fail(comparison.error());
  const auto most = call.values["show"].as<std::size_t>();
  const bool same = comparison->partings.empty();
  if (call.console.json()) {
    call.answer(same, replay_json(past, *comparison, most));
  } else {
    call.console.note(past_text(past, *reading));
    call.console.out(comparison_text(past, *comparison, most, call.console.out_color()));
    if (const auto unmet = unmet_text(*past.replay, most); !unmet.empty()) call.console.note(unmet);
  }
  return same ? kDone : kFindings;
}

}  // namespace camp::cli
