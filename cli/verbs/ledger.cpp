#include <fmt/format.h>

#include <algorithm>

#include "cli/history_text.h"
#include "lang/value/civil.h"
#include "runtime/explain/ledger_check.h"

namespace camp::cli {

void options_ledger(po::options_description& options) {
  options.add_options()("flow", po::value<std::string>(), "list: only of this campaign or journey")(
      "run", po::value<std::string>(), "list: only of runs with this key")(
      "limit", po::value<std::uint64_t>()->default_value(0), "list: stop after so many; 0: all");
}

namespace {

// ---- verify

Json check_json(const LedgerCheck& check) {
  const auto& sums = check.sums;
  Json findings = Json::array();
  for (const auto& finding : check.findings)
    findings.push_back({{"what", finding.what}, {"where", finding.where}});
  return {{"balanced", sums.balanced()},
          {"messages",
           {{"reserved", sums.reserved},
            {"sent", sums.sent},
            {"skipped", sums.skipped},
            {"withheld", sums.withheld},
            {"failed", sums.failed},
            {"cancelled", sums.cancelled},
            {"unknown", sums.unknown},
            {"pending", sums.pending}}},
          {"contacts", check.contacts},
          {"waiting", check.waiting},
          {"runs", check.runs},
          {"entries", check.entries},
          {"stopped", check.stopped},
          {"finding_count", check.finding_count},
          {"findings", std::move(findings)}};
}

std::string check_text(const LedgerCheck& check, bool color) {
  const auto& sums = check.sums;
  auto text = fmt::format(
      "{} reserved = {} sent + {} skipped + {} withheld + {} failed + {} cancelled + {} unknown + "
      "{} pending\n",
      grouped(sums.reserved), grouped(sums.sent), grouped(sums.skipped), grouped(sums.withheld),
      grouped(sums.failed), grouped(sums.cancelled), grouped(sums.unknown), grouped(sums.pending));
  text += fmt::format("read: {}, {}, {}, {}\n", counted(check.contacts, "contact"),
                      counted(check.waiting, "waiting instance"), counted(check.runs, "run"),
                      counted(check.entries, "journal entry", "journal entries"));
  for (const auto& finding : check.findings) {
    text += styled("finding:", Style::kBad, color) + " " + printable(finding.what);
    if (!finding.where.empty()) text += " (" + printable(finding.where) + ")";
    text += "\n";
  }
  if (check.finding_count > check.findings.size())
    text += fmt::format("and {} more\n", grouped(check.finding_count - check.findings.size()));
  if (check.stopped) return text + "stopped before the end: nothing is proven\n";
  if (check.clean())
    return text + styled("the ledger balances; nothing is wrong\n", Style::kGood, color);
  return text + fmt::format("{}: keep a copy of the store, and restore a backup or report it\n",
                            counted(check.finding_count, "finding"));
}

int verify(const Invocation& call) {
  if (call.arguments.size() != 1)
    return usage_error(call, "ledger", "ledger verify takes no arguments");
  auto session = open_session(call, "ledger", Access::kRead);
  if (!session) return session.code;
  ProgressLine line(call.console, "partitions");
  auto check = check_ledger(session->store(), session->engine().row(),
                            [&](std::uint64_t done, std::uint64_t total) {
                              line.update(done, total);
                              return !interrupted();
                            });
  if (!check.ok()) return call.console.fail("ledger", check.error());
  if (call.console.json()) {
    call.console.answer("ledger", check->clean(), check_json(*check));
  } else {
    call.console.out(check_text(*check, call.console.out_color()));
  }
  return check->finding_count == 0 ? kDone : kFindings;
}

// ---- list

struct Filter {
  std::uint32_t flow = 0;           // 0: any
  std::vector<std::uint32_t> runs;  // empty: any
  std::uint64_t limit = 0;

  bool takes(const JournalEntry& message) const {
    if (flow != 0 && message.subject.flow != flow) return false;
    return runs.empty() || std::find(runs.begin(), runs.end(), message.subject.run) != runs.end();
  }
};

Result<Filter> filter_of(const Invocation& call, Engine& engine) {
  Filter filter;
  filter.limit = call.values["limit"].as<std::uint64_t>();
  CAMP_ASSIGN(auto runs, engine.runs().all());
  if (call.has("flow")) {
    auto name = call.text("flow");
    std::vector<std::string> known;
    if (engine.current()) known = flow_names(engine.current()->program());
    for (const auto& run : runs) known.push_back(name_of(engine, run.campaign));
    if (std::find(known.begin(), known.end(), name) == known.end())
      return unknown_name("campaign or journey", name, known);
    filter.flow = engine.names().find(name);
  }
  if (!call.has("run")) return filter;
  std::vector<std::string> run_keys;
  for (const auto& run : runs) {
    if (filter.flow != 0 && run.campaign != filter.flow) continue;
    run_keys.push_back(run.key);
    if (run.key == call.text("run")) filter.runs.push_back(run.number);
  }
  if (filter.runs.empty()) return unknown_name("run with the key", call.text("run"), run_keys);
  return filter;
}

// Rows of a table are printed so many at a time, so that a ledger of millions streams.
constexpr std::size_t kTableRows = 1000;

Table new_table() {
  return Table({{"time"},
                {"contact", Align::kLeft, 40},
                {"flow", Align::kLeft, 40},
                {"message", Align::kLeft, 40},
                {"channel"},
                {"decision"},
                {"ledger id"}});
}

class Listing {
 public:
  Listing(const Invocation& call, Engine& engine)
      : call_(call), engine_(engine), table_(new_table()) {}

  void add(const LedgerLine& line) {
    const auto& entry = line.entry;
    ++count_;
    if (call_.console.json()) {
      Json json{{"contact", line.contact_id}};
      json.update(message_json(engine_, entry, line.fate, line.reason));
      call_.console.out(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
      return;
    }
    auto flow = name_of(engine_, entry.subject.flow);
    if (entry.subject.run != 0) flow += fmt::format(" #{}", entry.subject.run);
    table_.add({instant_text(entry.at_ms),
                std::string(line.contact_id),
                flow,
                name_of(engine_, entry.message),
                std::string(info_of(entry.channel).word),
                {fate_text(entry, line.fate, line.reason), style_of(line.fate)},
                {to_hex(entry.ledger_id.view()), Style::kDim}});
    if (table_.size() == kTableRows) flush();
  }

  // With --json the last line says that the list is whole.
  void finish() {
    if (call_.console.json())
      call_.console.answer("ledger", true, {{"messages", count_}});
    else if (count_ == 0)
      call_.console.out("no message was decided yet\n");
    else
      flush();
  }
  std::uint64_t count() const { return count_; }

 private:
  void flush() {
    if (!table_.empty()) call_.console.out(table_.text(call_.console.out_color()));
    table_ = new_table();
  }

  const Invocation& call_;
  Engine& engine_;
  Table table_;
  std::uint64_t count_ = 0;
};

int list(const Invocation& call) {
  if (call.arguments.size() != 1)
    return usage_error(call, "ledger", "ledger list takes options only");
  auto session = open_session(call, "ledger", Access::kRead);
  if (!session) return session.code;
  auto filter = filter_of(call, session->engine());
  if (!filter.ok()) return call.console.fail("ledger", filter.error());
  Listing listing(call, session->engine());
  auto scanned = scan_ledger(session->store(), [&](const LedgerLine& line) {
    if (filter->takes(line.entry)) listing.add(line);
    bool full = filter->limit != 0 && listing.count() >= filter->limit;
    bool look = listing.count() % kTableRows == 0;  // asking flushes: not for every line
    return !full && !interrupted() && (!look || call.console.stdout_ok());
  });
  if (!scanned.ok()) return call.console.fail("ledger", scanned.error());
  if (interrupted()) return kInterrupted;
  listing.finish();
  return kDone;
}

}  // namespace

int run_ledger(const Invocation& call) {
  if (!call.arguments.empty() && call.arguments[0] == "verify") return verify(call);
  if (!call.arguments.empty() && call.arguments[0] == "list") return list(call);
  return usage_error(call, "ledger", "write: camp ledger verify, or camp ledger list");
}

}  // namespace camp::cli
