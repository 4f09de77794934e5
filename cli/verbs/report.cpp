#include <fmt/format.h>

#include "cli/render/report_data.h"
#include "cli/render/report_html.h"
#include "cli/render/report_text.h"
#include "cli/session.h"
#include "lang/program/codec.h"

namespace camp::cli {

void options_report(po::options_description& options) {
  options.add_options()("run", po::value<std::string>(), "only the runs with this key")(
      "csv", "one long table on stdout (RFC 4180)")(
      "html", po::value<std::string>(),
      "writes one self-contained page with charts into this file; - for stdout");
}

namespace {

// The brief stands in the sources, not in the store: where those cannot be read, or are of another
// program than the one that runs, there is none.
std::map<std::string, std::string> briefs(Reading& reading) {
  const auto compiled = compile(reading.project());
  const auto& current = reading.view().current();
  const bool is_what_runs = compiled.ok() && compiled->program && current &&
                            program_hash(*compiled->program) == program_hash(current->program());
  return is_what_runs ? briefs_of(*compiled) : std::map<std::string, std::string>();
}

Result<Results> make(const Invocation& call, Reading& reading) {
  auto& view = reading.view();
  ReportSetting setting;
  setting.as_of_ms = view.now_ms();
  if (view.current()) setting.zone = view.current()->default_zone();
  setting.briefs = briefs(reading);
  ProgressLine line(call.console, "chunks of the journal");
  CAMP_ASSIGN(auto declared, declared_by_all(view.programs(), view.row().next_program));
  const auto go_on = [&](std::uint64_t chunks) {
    line.update(chunks, 0);
    return !interrupted();
  };
  CAMP_ASSIGN(auto model, fold_journal(view.store(), setting.zone, TalkSteps(declared), go_on));
  CAMP_ASSIGN(auto runs, view.runs().all());
  CAMP_ASSIGN(setting.trials, read_trials(view.store()));
  ReportFilter filter{call.arguments.empty() ? "" : call.arguments[0], call.text("run")};
  return make_results(std::move(model), declared, view.names(), runs, filter, setting);
}

}  // namespace

int run_report(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("name one campaign or journey, or none for all");
  if (call.has("csv") && (call.has("html") || call.console.json()))
    return call.usage("--csv goes to stdout alone, without --json or --html");
  if (call.text("html") == "-" && call.console.json())
    return call.usage("--html - goes to stdout alone, without --json");
  auto store = open_reading(call);
  if (!store) return store.code;
  auto results = make(call, *store);
  if (!results.ok()) {
    auto code = call.fail(results.error());
    return interrupted() ? static_cast<int>(kInterrupted) : code;
  }
  auto file = call.text("html");
  if (file == "-") {
    call.console.out(report_html(*results));
    return kDone;
  }
  if (!file.empty()) {
    auto written = RealFileSystem().write_file(file, report_html(*results));
    if (!written.ok()) return call.fail(written.error());
  }
  if (call.console.json()) {
    auto body = report_json(*results);
    if (!file.empty()) body["html"] = file;
    call.answer(true, std::move(body));
  } else if (call.has("csv")) {
    call.console.out(report_csv(*results));
  } else if (!file.empty()) {
    call.console.out(fmt::format("wrote {}\n", file));
  } else {
    call.console.out(report_text(*results, call.console.out_color()));
  }
  return kDone;
}

}  // namespace camp::cli
