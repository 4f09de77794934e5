// What it costs to have rules: the same work with and without each of them, in stores of their own.
#include <fmt/format.h>

#include <algorithm>

#include "cli/bench/world.h"

namespace camp::cli::bench {
namespace {

constexpr std::int64_t kFlowMs = 4 * 3'600'000;  // through all its waits

// A flow that sends at four of its five stops, with room for the rule beside it, in its head and
// behind its sends.
struct Rule {
  std::string_view name, beside, head, behind_send;
};
constexpr Rule kRules[] = {
    {"none", "", "", ""},
    {"quiet", "policy { quiet 21:00..08:00 on sms  quiet saturday 21:00..08:00 on email }", "", ""},
    {"caps", "policy { cap 9 per 7d for marketing  cap 5 per day on email }", "", ""},
    {"held", "policy { quiet 01:00..23:00 on email }", "", ""},
    {"goals", "", "goal second on purchase within 7d  goal third on purchase within 1d", ""},
    {"goal_when", "", "goal rich when contact.points > 1000", ""},
    {"exit_when", "", "exit when contact.points > 1000", ""},
    {"holdout", "holdout all_of_it 5%", "holdout 5%", ""},
    {"start_when",
     "segment rich = contact.points > 1000\n"
     "journey rich_ones { category transactional  start when rich  flow { wait 1d } }",
     "", ""},
    {"best_time", "", "", "at best time within 1h"},
};

std::string source_of(const Rule& rule) {
  const auto send = fmt::format("send bare via email {}", rule.behind_send);
  return fmt::format(
      "event set_off {{ n: int }}\n{}\n"
      "journey sending {{\n  category marketing  conversation news  start on set_off  again\n"
      "  goal paid on purchase as p within 14d worth p.total\n  {}\n"
      "  flow {{ {}  wait 1h {}  wait 1h {}  wait 1h {}  wait 1000d }}\n}}\n",
      rule.beside, rule.head, send, send, send, send);
}

Result<double> transitions_with(const Settings& settings, const Rule& rule) {
  CAMP_ASSIGN(auto world, World::make(settings, "rules", false, false, source_of(rule)));
  CAMP_TRY(world->fill(settings.contacts));
  CAMP_TRY(world->store().compact());
  CAMP_TRY(world->reopen());
  Stopwatch watch;
  CAMP_TRY(happen(*world, "set_off", 0, settings.contacts));
  CAMP_ASSIGN(auto report, world->engine().advance_to(world->engine().now_ms() + kFlowMs));
  const auto transitions = report.transitions + settings.contacts;
  return static_cast<double>(transitions) / watch.seconds();
}

// An event that so many segments read, each of which starts a journey. Nobody is in them; or
// everybody who did it, for a month or more, which each one's row then says.
std::string watched(std::size_t segments, bool with_everybody = false) {
  std::string text = "event seen { n: int }\nevent unseen { n: int }\n";
  for (std::size_t i = 0; i < segments; ++i)
    text += fmt::format(
        "segment often{0} = count(seen last {1}d) > {2}\n"
        "journey by_{0} {{ category transactional  start when often{0}  again  flow {{ wait 1d }} "
        "}}\n",
        i, 30 * (i + 1), with_everybody ? 0 : 50 + i);
  return text;
}

// Microseconds for each.
Result<double> event_us(World& world, std::string_view event, std::uint64_t contacts, int round) {
  Stopwatch watch;
  CAMP_TRY(happen(world, event, 0, contacts, fmt::format("{} {}", event, round)));
  return watch.seconds() * 1e6 / static_cast<double>(contacts);
}

struct EventCosts {
  double unseen_us = 0, seen_us = 0;
};
// Twice each, in turn: the second time counts, when caches are as warm for one as for the other.
Result<EventCosts> event_costs(const Settings& settings, std::size_t segments) {
  CAMP_ASSIGN(auto world, World::make(settings, "segments", false, true, watched(segments)));
  CAMP_TRY(world->fill(settings.contacts));
  CAMP_TRY(world->store().compact());
  CAMP_TRY(world->reopen());
  EventCosts costs;
  for (int round = 0; round < 2; ++round) {
    CAMP_ASSIGN(costs.unseen_us, event_us(*world, "unseen", settings.contacts, round));
    CAMP_ASSIGN(costs.seen_us, event_us(*world, "seen", settings.contacts, round));
  }
  return costs;
}

// A journey that starts by a segment of three conditions on attributes; nobody is in it.
constexpr std::string_view kByAttributes =
    "segment rich = contact.spent >= 20 EUR and (contact.country ?? \"\") in [\"FI\", \"SE\", "
    "\"NO\"] and "
    "contact.points > 1000\n"
    "journey by_rich { category transactional  start when rich  again  flow { wait 1d } }\n";

// Contacts a second of one iterator that does nothing else.
Result<double> bare_iterator(World& world, const Settings& settings) {
  Stopwatch watch;
  std::uint64_t bytes = 0;
  auto contacts = world.store().iterate(Family::kContacts, {});
  for (contacts->seek_to_first(); contacts->valid(); contacts->next())
    bytes += contacts->value().size();
  CAMP_TRY(contacts->status());
  if (bytes == 0) return Error{ErrorKind::kInvalid, "there is nobody", "", ""};
  return static_cast<double>(settings.contacts) / watch.seconds();
}

struct FirstBuild {
  double per_second = 0, bare_iterator = 0;  // contacts
};
// When a program begins to watch these segments.
Result<FirstBuild> first_build(const Settings& settings, std::string_view segments) {
  CAMP_ASSIGN(auto world, World::make(settings, "first_build", false, true, watched(0)));
  CAMP_TRY(world->fill(settings.contacts));
  for (const auto* id : {"one", "two"}) CAMP_TRY(happen(*world, "seen", 0, settings.contacts, id));
  CAMP_TRY(world->store().compact());
  CAMP_TRY(world->reopen());
  CAMP_ASSIGN(auto program, compile_source(project_source().append(segments)));
  FirstBuild built;
  // The second time counts: the files are in memory then.
  for (int round = 0; round < 2; ++round) {
    CAMP_ASSIGN(built.bare_iterator, bare_iterator(*world, settings));
  }
  Stopwatch watch;
  CAMP_TRY(world->engine().install(std::move(program)));
  built.per_second = static_cast<double>(settings.contacts) / watch.seconds();
  return built;
}

}  // namespace

Result<Json> rules(const Settings& settings) {
  Json result{{"what", "transitions that send"}};
  double without = 0;
  for (const auto& rule : kRules) {
    CAMP_ASSIGN(const auto per_second, transitions_with(settings, rule));
    if (without == 0) without = per_second;
    result[std::string(rule.name)] = {{"per_second", per_second}, {"ratio", per_second / without}};
  }
  return result;
}

Result<Json> segments(const Settings& settings) {
  CAMP_ASSIGN(const auto without, event_costs(settings, 0));
  CAMP_ASSIGN(const auto with, event_costs(settings, 3));
  CAMP_ASSIGN(const auto nobody_in, first_build(settings, watched(3)));
  CAMP_ASSIGN(const auto everybody_in, first_build(settings, watched(3, true)));
  CAMP_ASSIGN(const auto attributes, first_build(settings, watched(0).append(kByAttributes)));
  return Json{{"what", "microseconds for an event"},
              {"without_segments", without.seen_us},
              {"touches_none", with.unseen_us},
              {"touches_three", with.seen_us},
              {"more_for_none", with.unseen_us - without.unseen_us},
              {"more_for_three", with.seen_us - without.seen_us},
              {"first_build_contacts_per_second",
               {{"nobody_in", nobody_in.per_second},
                {"everybody_in", everybody_in.per_second},
                {"attributes", attributes.per_second},
                {"bare_iterator", attributes.bare_iterator}}}};
}

}  // namespace camp::cli::bench
