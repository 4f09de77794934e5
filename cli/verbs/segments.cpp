#include "runtime/explain/segments.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render/table.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/base/unicode.h"
#include "lang/graph/written.h"
#include "lang/program/codec.h"
#include "lang/value/civil.h"
#include "runtime/explain/membership.h"

namespace camp::cli {

void options_segments(po::options_description& options) {
  options.add_options()("members", po::value<std::size_t>()->default_value(10),
                        "with a NAME: so many of those who are in it")(
      "contact", po::value<std::string>(), "with a NAME: why this contact is in it, or not");
}

namespace {

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string starts_text(const SetSize& set) {
  return fmt::format("{}", fmt::join(set.starts, ", "));
}

std::string all_text(const SegmentCensus& census, bool color) {
  Table table({{"segment"},
               {"members", Align::kRight},
               {"of all", Align::kRight},
               {"undecided", Align::kRight},
               {"starts"}});
  for (const auto& set : census.sets) {
    table.add({set.is_list ? set.name + " (list)" : set.name, grouped(set.members),
               share_text(set.members, census.contacts),
               set.undecided == 0 ? std::string() : grouped(set.undecided), starts_text(set)});
  }
  return table.text(color) + counted(census.contacts, "contact") + "\n";
}

std::string one_text(const SegmentCensus& census, const SetSize& asked, bool color) {
  auto text =
      fmt::format("{}: {} of {} ({})\n", asked.name, grouped(asked.members),
                  counted(census.contacts, "contact"), share_text(asked.members, census.contacts));
  if (!asked.starts.empty()) text += fmt::format("starts {}\n", starts_text(asked));
  Table table({{"also in"}, {"members", Align::kRight}, {"of these", Align::kRight}});
  for (const auto& set : census.sets) {
    if (&set == &asked || set.with_asked == 0) continue;
    table.add({set.name, grouped(set.with_asked), share_text(set.with_asked, asked.members)});
  }
  if (!table.empty()) text += table.text(color);
  for (const auto& id : census.members) text += printable(id) + "\n";
  if (census.members.size() < asked.members)
    text += fmt::format("... and {} more (--members N, camp contacts export --segment {})\n",
                        grouped(asked.members - census.members.size()), asked.name);
  return text;
}

Json census_json(const SegmentCensus& census, bool about_one) {
  Json sets = Json::array();
  for (const auto& set : census.sets) {
    Json row{{"name", set.name},
             {"list", set.is_list},
             {"members", set.members},
             {"undecided", set.undecided},
             {"starts", set.starts}};
    if (about_one) row["with_asked"] = set.with_asked;
    sets.push_back(std::move(row));
  }
  Json body{{"contacts", census.contacts}, {"segments", std::move(sets)}};
  if (about_one) body["members"] = census.members;
  return body;
}

// ---- one contact

// On one line.
std::string source_text(const SourceSet& sources, Span span) {
  return printable(written(sources.text(span)));
}

std::string verdict_text(const Membership& told, const std::string& contact) {
  if (!told.member)
    return fmt::format("whether {} is in {} cannot be evaluated: {}", contact, told.set,
                       told.problem);
  return fmt::format("{} is {}{} {}{}", contact, *told.member ? "" : "not ",
                     told.is_list ? "on the list" : "in", told.set,
                     told.said_ms ? ", since " + instant_text(*told.said_ms) : "");
}

Json membership_json(const Membership& told, const std::string& contact, const SourceSet& sources) {
  Json body{{"contact", contact}, {"name", told.set}, {"list", told.is_list}};
  body["member"] = told.member ? Json(*told.member) : Json();
  if (!told.problem.empty()) body["problem"] = told.problem;
  if (told.said_ms) body["since"] = instant_text(*told.said_ms);
  for (const auto& part : told.parts)
    body["parts"].push_back({{"text", source_text(sources, part.span)},
                             {"place", sources.place_text(part.span)},
                             {"value", part.value}});
  return body;
}

// The values are those of the working copy's condition: said when it is not the one that runs.
int tell_membership(const Invocation& call, Reading& reading, const std::string& set) {
  const auto contact = tidied(call.text("contact"));
  const auto compiled = compile(reading.project());
  auto dissection = compiled.ok() ? dissect(*compiled, set) : std::nullopt;
  auto& view = reading.view();
  const bool other = !compiled.ok() || !compiled->program || !view.current() ||
                     program_hash(*compiled->program) != program_hash(view.current()->program());
  const auto told = read_membership(view, set, contact, dissection ? &*dissection : nullptr);
  if (!told.ok()) return call.fail(told.error());
  const SourceSet none;
  const auto& sources = compiled.ok() ? compiled->analysis.sources() : none;
  if (call.console.json()) {
    call.answer(told->member.has_value(), membership_json(*told, contact, sources));
    return told->member ? kDone : kFindings;
  }
  auto text = printable(verdict_text(*told, contact)) + "\n";
  if (dissection) {
    text += fmt::format("  {} ({})\n", source_text(sources, dissection->condition),
                        sources.place_text(dissection->condition));
    Table table({{"expression", Align::kLeft, 100}, {"is", Align::kLeft, 60}});
    for (const auto& part : told->parts)
      table.add({source_text(sources, part.span), printable(part.value)});
    if (!table.empty()) text += table.text(call.console.out_color());
  }
  call.console.out(text);
  if (other && !told->is_list)
    call.console.note(
        "warning: another program runs than the working copy's, whose values these are");
  return told->member ? kDone : kFindings;
}

}  // namespace

int run_segments(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("segments takes one name at most");
  if (call.has("contact") && call.arguments.empty())
    return call.usage("--contact: name the segment or list, too");
  auto store = open_reading(call);
  if (!store) return store.code;
  const auto asked = call.arguments.empty() ? std::string() : call.arguments[0];
  if (call.has("contact")) return tell_membership(call, *store, asked);
  const auto members = call.values["members"].as<std::size_t>();
  ProgressLine line(call.console, "contacts");
  auto census =
      count_segments(store->view(), asked, members, [&](std::uint64_t done, std::uint64_t total) {
        line.update(done, total);
        return !interrupted();
      });
  if (!census.ok()) return call.fail(census.error());
  std::uint64_t undecided = 0;
  for (const auto& set : census->sets) undecided += set.undecided;
  if (call.console.json()) {
    call.answer(true, census_json(*census, !asked.empty()));
    return undecided == 0 ? kDone : kFindings;
  }
  const bool color = call.console.out_color();
  if (asked.empty()) {
    call.console.out(census->sets.empty() ? "the project has no segments and no lists\n"
                                          : all_text(*census, color));
  } else {
    const auto set = std::find_if(census->sets.begin(), census->sets.end(),
                                  [&](const SetSize& it) { return it.name == asked; });
    call.console.out(one_text(*census, *set, color));
  }
  for (const auto& set : census->sets)
    if (set.undecided != 0)
      call.console.note(fmt::format("warning: {} cannot be evaluated for {}; the first: {}",
                                    set.name, counted(set.undecided, "contact"),
                                    printable(set.problem)));
  return undecided == 0 ? kDone : kFindings;
}

}  // namespace camp::cli
