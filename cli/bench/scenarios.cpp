#include <fmt/format.h>

#include <fstream>

#include "cli/bench/world.h"
#include "runtime/audience/event_import.h"

namespace camp::cli::bench {
namespace {

constexpr Scenario kRows[] = {
    {"check", "parse, check and compile a large project: lines", &check},
    {"import", "contacts from CSV into the store: rows", &import_csv},
    {"events", "events from NDJSON that start nothing, applied and synced: events", &events},
    {"scan", "a segment with three conditions over all contacts: rows", &scan},
    {"broadcast", "a campaign from scan to ledger and spool, one rendered e-mail each: contacts",
     &broadcast},
    {"broadcast_ledger", "the same without rendering and spool: contacts", &broadcast_ledger},
    {"transitions", "journeys from timer to next timer, synced: transitions", &transitions},
    {"rules", "what rules cost a journey that sends: transitions, over those without any", &rules},
    {"segments", "what segments cost an event that touches none, or three: microseconds",
     &segments},
    {"sleep", "instances asleep: bytes each, time to open, memory", &sleep},
    {"timers", "due in one minute over due in an hour; a thousand due among the sleepers", &timers},
    {"render", "a bare Liquid file, parsed once: renders", &render},
    {"lsp",
     "a letter typed in a project of 2,000 lines, until its findings are there: milliseconds",
     &lsp},
};

}  // namespace

// A project of about `lines` lines: segments, messages and journeys as people write them.
std::string large_source(std::uint64_t lines) {
  std::string text =
      "contact {\n  email: email?\n  points: int = 0\n  country: string?\n}\n"
      "event purchase { total: money }\n"
      "conversation news { from \"Acme <news@acme.example>\" }\n";
  for (std::uint64_t line = 8, n = 0; line < lines; line += 20, ++n) {
    text += fmt::format(
        "## Number {0}.\nsegment s{0} = contact.points > {0} and (contact.country ?? \"\") in "
        "[\"FI\", \"SE\"]\n"
        "message m{0} {{\n  email {{\n    subject \"Hi {{{{ contact.points }}}}\"\n    text "
        "\"Number {0}\"\n  }}\n}}\n"
        "campaign c{0} {{\n  category marketing\n  conversation news\n  goal g on purchase as p "
        "within 7d worth p.total\n"
        "  audience {{ include s{0} }}\n  flow {{\n    send m{0}\n    if contact.points > 5 {{\n   "
        "   wait 2d\n"
        "    }}\n  }}\n}}\n",
        n);
  }
  return text;
}

std::span<const Scenario> scenarios() { return kRows; }

Result<Json> check(const Settings& settings) {
  auto source = large_source(settings.lines);
  auto lines = static_cast<std::uint64_t>(std::count(source.begin(), source.end(), '\n'));
  Stopwatch watch;
  auto compiled = compile_source(std::move(source));
  auto seconds = watch.seconds();
  if (!compiled.ok()) return compiled.error();
  return rate("lines", lines, seconds);
}

namespace {

ByteSource source_of(std::ifstream& file) {
  return [&file](char* into, std::size_t size) -> Result<std::size_t> {
    file.read(into, static_cast<std::streamsize>(size));
    return static_cast<std::size_t>(file.gcount());
  };
}

}  // namespace

Result<Json> import_csv(const Settings& settings) {
  CAMP_ASSIGN(auto world, World::make(settings, "import", false));
  auto path = settings.folder + "/import/contacts.csv";
  {
    std::ofstream file(path);
    file << "id,email,first_name,country,points,spent,timezone\n";
    for (std::uint64_t i = 0; i < settings.contacts; ++i)
      file << fmt::format("c{},customer{}@example.com,Name{},FI,{},{}.{:02} EUR,Europe/Helsinki\n",
                          i, i, i % 1000, i % 97, i % 500, i % 100);
  }
  std::ifstream file(path, std::ios::binary);
  RealFileSystem files;
  Stopwatch watch;
  CAMP_ASSIGN(
      auto report,
      import_contacts(source_of(file), {}, *world->engine().current(), world->engine(), files,
                      path + ".rejects", [](const ImportReport&, std::uint64_t) { return true; }));
  auto seconds = watch.seconds();
  if (report.counts.created != settings.contacts)
    return Error{ErrorKind::kInvalid,
                 fmt::format("only {} contacts came in", report.counts.created), "", ""};
  return rate("rows", report.rows, seconds);
}

// One event for each contact, in an order that has nothing to do with theirs.
Result<Json> events(const Settings& settings) {
  CAMP_ASSIGN(auto world, World::make(settings, "events", false, true));
  CAMP_TRY(world->fill(settings.contacts));
  CAMP_TRY(world->store().compact());
  CAMP_TRY(world->reopen());
  auto path = settings.folder + "/events/events.ndjson";
  {
    constexpr std::uint64_t kStride = 7'368'787;  // a prime: every contact once
    std::ofstream file(path);
    for (std::uint64_t i = 0; i < settings.contacts; ++i)
      file << fmt::format(R"({{"id":"p{}","contact":"c{}","event":"purchase",)"
                          R"("data":{{"total":"{}.90 EUR"}}}})",
                          i, i * kStride % settings.contacts, i % 500)
           << '\n';
  }
  std::ifstream file(path, std::ios::binary);
  RealFileSystem files;
  EventImportOptions options;
  options.default_time_ms = world->engine().now_ms();
  Stopwatch watch;
  CAMP_ASSIGN(auto report, import_events(source_of(file), options, *world->engine().current(),
                                         world->engine(), files, path + ".rejects",
                                         [](const EventReport&, std::uint64_t) { return true; }));
  auto seconds = watch.seconds();
  if (report.counts.applied != settings.contacts)
    return Error{ErrorKind::kInvalid, fmt::format("only {} events came in", report.counts.applied),
                 "", ""};
  return rate("events", report.rows, seconds);
}

Result<Json> scan(const Settings& settings) {
  CAMP_ASSIGN(auto world, World::make(settings, "scan", false));
  CAMP_TRY(world->fill(settings.contacts));
  CAMP_TRY(world->store().compact());
  CAMP_TRY(world->reopen());
  const auto& program = *world->engine().current();
  const auto* segment = program.program().segment("buyers");
  Machine machine;
  Stopwatch watch;
  std::uint64_t rows = 0, members = 0;
  auto contacts = world->store().iterate(Family::kContacts, {});
  for (contacts->seek_to_first(); contacts->valid(); contacts->next(), ++rows) {
    ContactGlance seen;
    if (!glance(contacts->value(), &seen))
      return Error{ErrorKind::kCorrupt, "a contact's row", "", ""};
    Situation situation;
    situation.contact = facts_of({}, seen);
    Value member;
    Incident incident;
    if (!machine.evaluate(program, segment->condition, situation, &member, &incident))
      return Error{ErrorKind::kInvalid, incident.message, "", ""};
    if (member.truth()) ++members;
  }
  auto result = rate("rows", rows, watch.seconds());
  result["members"] = members;
  result["store"] = world->store_path();
  return result;
}

namespace {

Result<Json> run_campaign(const Settings& settings, std::string_view folder,
                          std::string_view campaign, bool deliver) {
  CAMP_ASSIGN(auto world, World::make(settings, folder, deliver));
  CAMP_TRY(world->fill(settings.contacts));
  CAMP_TRY(world->store().compact());
  CAMP_TRY(world->reopen());
  Stopwatch watch;
  CAMP_ASSIGN(auto report, world->engine().run(campaign, "1"));
  CAMP_TRY(world->engine().settle());
  auto result = rate("contacts", report.run.done, watch.seconds());
  result["messages"] = world->engine().handed_over();
  return result;
}

}  // namespace

Result<Json> broadcast(const Settings& settings) {
  return run_campaign(settings, "broadcast", "letter", true);
}

Result<Json> broadcast_ledger(const Settings& settings) {
  return run_campaign(settings, "broadcast_ledger", "ledger_only", false);
}

Result<Json> transitions(const Settings& settings) {
  CAMP_ASSIGN(auto world, World::make(settings, "transitions", false));
  CAMP_TRY(world->fill(settings.contacts));
  CAMP_TRY(happen(*world, "wake", 0, settings.contacts));
  CAMP_TRY(world->store().compact());
  CAMP_TRY(world->reopen());
  Stopwatch watch;
  constexpr std::int64_t kFourHoursMs = 4 * 3'600'000;
  CAMP_ASSIGN(auto report, world->engine().advance_to(kFourHoursMs));
  return rate("transitions", report.transitions, watch.seconds());
}

Result<Json> sleep(const Settings& settings) {
  CAMP_ASSIGN(auto world, World::make(settings, "sleep", false));
  CAMP_TRY(world->fill(settings.sleepers));
  CAMP_TRY(world->store().compact());
  CAMP_ASSIGN(auto before, world->store().disk_bytes());
  CAMP_TRY(happen(*world, "wake", 0, settings.sleepers));
  // To the last wait of the journey: what stays is what sleeps.
  CAMP_TRY(world->store().compact());
  CAMP_ASSIGN(auto after, world->store().disk_bytes());
  Json result{
      {"what", "sleeping instances"},
      {"count", world->engine().counters().waiting},
      {"bytes_each", static_cast<double>(after - before) / static_cast<double>(settings.sleepers)},
      {"disk_bytes", after}};
  Stopwatch watch;
  CAMP_TRY(world->reopen());
  CAMP_ASSIGN(auto next, world->engine().next_due_ms());
  result["open_seconds"] = watch.seconds();
  result["next_due_ms"] = next.value_or(-1);
  result["resident_bytes"] = resident_bytes();
  result["store"] = world->store_path();
  return result;
}

namespace {

constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs;

// Transitions a second of timers that come due `minutes` minutes long, as many in each.
Result<double> drain(const Settings& settings, std::uint64_t minutes) {
  CAMP_ASSIGN(auto world, World::make(settings, "timers", false));
  CAMP_TRY(world->fill(settings.contacts));
  for (std::uint64_t i = 0; i < minutes; ++i) {
    CAMP_TRY(world->engine().advance_to(static_cast<std::int64_t>(i) * kMinuteMs));
    CAMP_TRY(happen(*world, "wake", settings.contacts * i / minutes,
                    settings.contacts * (i + 1) / minutes));
  }
  CAMP_TRY(world->store().compact());
  CAMP_TRY(world->reopen());
  Stopwatch watch;
  CAMP_ASSIGN(auto report, world->engine().advance_to(kHourMs + (minutes - 1) * kMinuteMs));
  const auto seconds = watch.seconds();
  if (report.transitions != settings.contacts)
    return Error{
        ErrorKind::kInvalid,
        fmt::format("{} timers came due instead of {}", report.transitions, settings.contacts), "",
        ""};
  return static_cast<double>(report.transitions) / seconds;
}

}  // namespace

Result<Json> timers(const Settings& settings) {
  CAMP_ASSIGN(const auto at_once, drain(settings, 1));
  CAMP_ASSIGN(const auto spread, drain(settings, 60));
  CAMP_ASSIGN(auto world, World::make(settings, "timers", false));
  CAMP_TRY(world->fill(settings.sleepers));
  CAMP_TRY(happen(*world, "doze", 0, settings.sleepers));
  const auto due = std::min<std::uint64_t>(1000, settings.sleepers);
  CAMP_TRY(happen(*world, "wake", 0, due));
  CAMP_TRY(world->store().compact());
  CAMP_TRY(world->reopen());
  Stopwatch watch;
  CAMP_ASSIGN(auto report, world->engine().advance_to(kHourMs));
  return Json{{"what", "timers"},
              {"due_in_one_minute", settings.contacts},
              {"per_second", at_once},
              {"over_an_hour_per_second", spread},
              {"ratio", at_once / spread},
              {"sleepers", settings.sleepers},
              {"due_among_them", report.transitions},
              {"milliseconds", watch.seconds() * 1000}};
}

}  // namespace camp::cli::bench
