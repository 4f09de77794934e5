#include <fmt/format.h>

#include <map>

#include "cli/lookup.h"
#include "cli/render/table.h"
#include "lang/program/codec.h"
#include "lang/value/civil.h"

namespace camp::cli {

void options_status(po::options_description& options) {
  options.add_options()("flows", "also who stands where, flow by flow: goes through all contacts");
}

namespace {

constexpr std::size_t kShortHash = 12;

struct Standing {
  std::uint64_t waiting = 0;
  std::uint64_t incidents = 0;
};
struct StandingKey {
  std::string flow;
  std::string step;
  auto operator<=>(const StandingKey&) const = default;
};
using Standings = std::map<StandingKey, Standing>;

Result<Standings> scan_standings(const Invocation& call, Session& session) {
  auto& engine = session.engine();
  // By number first: labels are looked up once a step, not once a contact.
  std::map<std::array<std::uint32_t, 3>, Standing> by_number;
  ProgressLine line(call.console, "contacts");
  std::uint64_t done = 0;
  ContactRow row;
  auto contacts = session.store().iterate(Family::kContacts, {});
  for (contacts->seek_to_first(); contacts->valid() && !interrupted(); contacts->next()) {
    if (!decode_contact_row(contacts->value(), &row)) {
      return Error{ErrorKind::kCorrupt, "a contact's row fails its checksum",
                   std::string(keys::id_of_contact_key(contacts->key())), "camp ledger verify"};
    }
    for (const auto& instance : row.instances) {
      if (instance.state == InstanceState::kEnded) continue;
      auto step = instance.token == 0 ? kNone : instance.step;  // failed before its first wait
      auto& standing = by_number[{instance.flow, instance.program, step}];
      ++(instance.state == InstanceState::kWaiting ? standing.waiting : standing.incidents);
    }
    line.update(++done, engine.row().counters.contacts);
  }
  CAMP_TRY(contacts->status());
  Standings standings;
  for (const auto& [key, standing] : by_number) {
    auto step = key[2] == kNone ? std::string("its start") : step_label(engine, key[1], key[2]);
    auto& sum = standings[{name_of(engine, key[0]), std::move(step)}];
    sum.waiting += standing.waiting;
    sum.incidents += standing.incidents;
  }
  return standings;
}

struct Status {
  std::uint64_t pending = 0;
  std::string program;
  std::optional<std::int64_t> next_due_ms;
  std::vector<RunRow> unfinished;
  std::optional<Standings> standings;
};

Result<Status> read_status(const Invocation& call, Session& session) {
  auto& engine = session.engine();
  const auto& counters = engine.row().counters;
  Status status;
  status.pending = counters.queued - std::min(counters.queued, counters.sent + counters.failed);
  if (engine.current()) status.program = to_hex(program_hash(engine.current()->program()).view());
  status.next_due_ms = engine.next_due_ms();
  CAMP_ASSIGN(auto runs, engine.runs().all());
  for (auto& run : runs) {
    if (run.state != RunState::kSent) status.unfinished.push_back(std::move(run));
  }
  if (call.has("flows")) {
    CAMP_ASSIGN(status.standings, scan_standings(call, session));
  }
  return status;
}

Json status_json(Session& session, const Status& status) {
  auto& engine = session.engine();
  const auto& counters = engine.row().counters;
  Json json{{"project", session.project().root},
            {"store", session.project().store_path()},
            {"clock", engine.virtual_time() ? "virtual" : "live"},
            {"now", instant_text(engine.now_ms())},
            {"program", status.program},
            {"contacts", counters.contacts},
            {"events", counters.events},
            {"instances",
             {{"entered", counters.entered},
              {"waiting", counters.waiting},
              {"incidents", counters.incidents}}},
            {"messages",
             {{"reserved", counters.queued + counters.withheld + counters.skipped},
              {"sent", counters.sent},
              {"pending", status.pending},
              {"failed", counters.failed},
              {"withheld", counters.withheld},
              {"skipped", counters.skipped}}}};
  if (status.next_due_ms) json["next_due"] = instant_text(*status.next_due_ms);
  json["unfinished_runs"] = Json::array();
  for (const auto& run : status.unfinished)
    json["unfinished_runs"].push_back({{"run", run.number},
                                       {"campaign", name_of(engine, run.campaign)},
                                       {"key", run.key},
                                       {"done", run.done},
                                       {"audience", run.audience}});
  if (status.standings) {
    json["flows"] = Json::array();
    for (const auto& [key, standing] : *status.standings)
      json["flows"].push_back({{"flow", key.flow},
                               {"step", key.step},
                               {"waiting", standing.waiting},
                               {"incidents", standing.incidents}});
  }
  return json;
}

std::string standings_text(const Standings& standings, bool color) {
  if (standings.empty()) return "\nnobody stands at a step\n";
  Table table({{"flow"}, {"stands at"}, {"waiting", Align::kRight}, {"incidents", Align::kRight}});
  for (const auto& [key, standing] : standings) {
    table.add({key.flow,
               key.step,
               standing.waiting ? grouped(standing.waiting) : "",
               {standing.incidents ? grouped(standing.incidents) : "", Style::kBad}});
  }
  return "\n" + table.text(color);
}

std::string status_text(Session& session, const Status& status, bool color) {
  auto& engine = session.engine();
  const auto& counters = engine.row().counters;
  Properties lines;
  lines.add("project", session.project().root);
  lines.add("store", session.project().store_path());
  lines.add("clock", fmt::format("{}, {}", instant_text(engine.now_ms()),
                                 engine.virtual_time() ? "virtual" : "live"));
  lines.add("program", status.program.empty() ? "none yet" : status.program.substr(0, kShortHash));
  lines.add("contacts", grouped(counters.contacts));
  lines.add("events", grouped(counters.events));
  lines.add("instances", fmt::format("{} entered, {} waiting", grouped(counters.entered),
                                     grouped(counters.waiting)));
  if (counters.incidents > 0)
    lines.add("incidents",
              fmt::format("{}: camp comms CONTACT --all shows them; --flows says where",
                          grouped(counters.incidents)),
              Style::kBad);
  lines.add("messages", fmt::format("{} sent, {} withheld, {} skipped, {} failed",
                                    grouped(counters.sent), grouped(counters.withheld),
                                    grouped(counters.skipped), grouped(counters.failed)));
  if (status.pending > 0)
    lines.add("outbox", fmt::format("{} pending: camp tick sends them", grouped(status.pending)),
              Style::kWarn);
  lines.add("next due",
            status.next_due_ms ? instant_text(*status.next_due_ms) : "nothing is waiting");
  for (const auto& run : status.unfinished)
    lines.add("unfinished",
              fmt::format("run {} of {}: {} of {}; camp run {} --key '{}' goes on", run.number,
                          name_of(engine, run.campaign), grouped(run.done), grouped(run.audience),
                          name_of(engine, run.campaign), run.key),
              Style::kWarn);
  return lines.text(color) + (status.standings ? standings_text(*status.standings, color) : "");
}

}  // namespace

int run_status(const Invocation& call) {
  if (!call.arguments.empty()) return usage_error(call, "status", "status takes no arguments");
  auto session = open_session(call, "status", Access::kRead);
  if (!session) return session.code;
  auto status = read_status(call, *session.session);
  if (!status.ok()) return call.console.fail("status", status.error());
  if (call.console.json()) {
    call.console.answer("status", true, status_json(*session.session, *status));
  } else {
    call.console.out(status_text(*session.session, *status, call.console.out_color()));
  }
  return kDone;
}

}  // namespace camp::cli
