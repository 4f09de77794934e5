#include <fmt/format.h>

#include <algorithm>

#include "cli/render/explain_json.h"
#include "cli/render/explain_text.h"
#include "cli/session.h"
#include "lang/base/bytes.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"
#include "runtime/explain/told_text.h"
#include "runtime/explain/unknown.h"

namespace camp::cli {

void options_ledger(po::options_description& options) {
  options.add_options()("flow", po::value<std::string>()->value_name("FLOW"),
                        "list: only of this campaign or journey")(
      "run", po::value<std::string>(), "list: only of runs with this key")(
      "limit", po::value<std::uint64_t>()->default_value(0), "list: stop after so many; 0: all");
}

namespace {

// ---- verify

std::string check_text(const LedgerCheck& check, bool color) {
  const auto& sums = check.sums;
  auto text = fmt::format(
      "{} reserved = {} sent + {} skipped + {} withheld + {} failed + {} cancelled + {} unknown + "
      "{}{} pending\n",
      grouped(sums.reserved), grouped(sums.sent), grouped(sums.skipped), grouped(sums.withheld),
      grouped(sums.failed), grouped(sums.cancelled), grouped(sums.unknown),
      sums.held > 0 ? grouped(sums.held) + " held + " : "", grouped(sums.pending));
  text += fmt::format("read: {}, {}, {}, {}, {}\n", counted(check.contacts, "contact"),
                      counted(check.waiting, "waiting instance"), counted(check.runs, "run"),
                      counted(check.entries, "journal entry", "journal entries"),
                      counted(check.spool_files.value_or(0), "spool file"));
  if (!check.spool_files && sums.sent > 0)
    text += "there is no spool here: whether what was sent lies in it was not looked at\n";
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

// ---- list

struct Filter {
  std::uint32_t flow = 0;           // 0: any
  std::vector<std::uint32_t> runs;  // empty: any
  std::uint64_t limit = 0;

  bool takes(const Subject& subject) const {
    if (flow != 0 && subject.flow != flow) return false;
    return runs.empty() || std::find(runs.begin(), runs.end(), subject.run) != runs.end();
  }
};

Result<Filter> filter_of(const Invocation& call, StoreView& view) {
  Filter filter;
  filter.limit = call.values["limit"].as<std::uint64_t>();
  CAMP_ASSIGN(auto runs, view.runs().all());
  if (call.has("flow")) {
    auto name = call.text("flow");
    std::vector<std::string> known;
    if (view.current())
      known = names_in(view.current()->program(), view.current()->program().flows);
    for (const auto& run : runs) known.push_back(view.name_of(run.campaign));
    if (std::find(known.begin(), known.end(), name) == known.end())
      return unknown_name("campaign or journey", name, known);
    filter.flow = view.names().find(name);
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
  Listing(const Invocation& call, StoreView& view)
      : call_(call), view_(view), table_(new_table()) {}

  void add(const LedgerLine& line) {
    ++count_;
    auto told = tell(view_, line);
    if (call_.console.json()) {
      Json json{{"contact", line.contact_id}};
      json.update(message_json(told));
      call_.console.out(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
      return;
    }
    const auto& message = *told.message();
    table_.add({instant_text(told.at_ms),
                std::string(line.contact_id),
                flow_cell(told.subject),
                message.message,
                std::string(info_of(message.channel).word),
                {fate_text(message), style_of(message.fate)},
                {to_hex(message.ledger_id.view()), Style::kDim}});
    if (table_.size() == kTableRows) flush();
  }

  // With --json the last line says that the list is whole.
  void finish() {
    if (call_.console.json())
      call_.answer(true, {{"messages", count_}});
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
  StoreView& view_;
  Table table_;
  std::uint64_t count_ = 0;
};

}  // namespace

int run_ledger_verify(const Invocation& call) {
  if (!call.arguments.empty()) return call.usage("ledger verify takes no arguments");
  auto store = open_reading(call);
  if (!store) return store.code;
  ProgressLine line(call.console, "partitions");
  RealFileSystem files;
  const SpoolFolder spool{files, store->project().spool_path()};
  const auto progress = [&](std::uint64_t done, std::uint64_t total) {
    line.update(done, total);
    return !interrupted();
  };
  auto check = check_ledger(store->store(), progress, &spool);
  if (!check.ok()) return call.fail(check.error());
  if (call.console.json()) {
    call.answer(check->clean(), ledger_check_json(*check));
  } else {
    call.console.out(check_text(*check, call.console.out_color()));
  }
  return check->finding_count == 0 ? kDone : kFindings;
}

int run_ledger_list(const Invocation& call) {
  if (!call.arguments.empty()) return call.usage("ledger list takes options only");
  auto store = open_reading(call);
  if (!store) return store.code;
  auto filter = filter_of(call, store->view());
  if (!filter.ok()) return call.fail(filter.error());
  Listing listing(call, store->view());
  auto scanned = scan_ledger(store->store(), [&](const LedgerLine& line) {
    if (filter->takes(line.entry.subject)) listing.add(line);
    bool full = filter->limit != 0 && listing.count() >= filter->limit;
    bool look = listing.count() % kTableRows == 0;  // asking flushes: not for every line
    return !full && !interrupted() && store->view().status().ok() &&
           (!look || call.console.stdout_ok());
  });
  if (!scanned.ok()) return call.fail(scanned.error());
  if (!store->view().status().ok()) return call.fail(store->view().status().error());
  if (interrupted()) return kInterrupted;
  listing.finish();
  return kDone;
}

}  // namespace camp::cli
