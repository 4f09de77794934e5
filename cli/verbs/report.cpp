#include <fmt/format.h>

#include "cli/render/report_data.h"
#include "cli/render/report_html.h"
#include "cli/render/report_table.h"
#include "cli/render/report_text.h"
#include "cli/result_file.h"
#include "cli/session.h"
#include "runtime/explain/segments.h"
#include "runtime/explain/unknown.h"

namespace camp::cli {

namespace {

std::string dimension_words() {
  std::string words;
  for (const auto& it : dimensions()) words += (words.empty() ? "" : ", ") + std::string(it.word);
  return words;
}

}  // namespace

void options_report(po::options_description& options) {
  static const auto by = "one table of messages instead, a row for each: " + dimension_words();
  options.add_options()("run", po::value<std::string>(), "only the runs with this key")(
      "steps", "each flow drawn as it is written: how many came to each step, stand there, left")(
      "by", po::value<std::string>(), by.c_str())(
      "zone", po::value<std::string>(),
      "whose days and times (Europe/Helsinki); else the schema's default zone")(
      "csv", "one long table on stdout (RFC 4180)")(
      "html", po::value<std::string>()->value_name("FILE"),
      "writes one self-contained page with charts into this file; - for stdout");
}

namespace {

// The brief stands in the sources, not in the store.
std::map<std::string, std::string> briefs(Reading& reading) {
  const auto sources = sources_of_what_runs(reading);
  return sources ? briefs_of(*sources) : std::map<std::string, std::string>();
}

Result<const calendar::Zone*> zone_of(const Invocation& call, StoreView& view) {
  if (const auto name = call.text("zone"); !name.empty()) {
    const auto* zone = calendar::find_zone(name);
    if (zone != nullptr) return zone;
    return Error{ErrorKind::kInvalid, fmt::format("there is no time zone '{}'", name), "",
                 "a name of the IANA's, as Europe/Helsinki"};
  }
  return view.current() ? view.current()->default_zone() : calendar::utc();
}

Result<void> walk(const Invocation& call, Reading& reading, std::span<JournalFold* const> folds) {
  ProgressLine line(call.console, "chunks of the journal");
  return walk_journal(reading.view().store(), folds, [&](std::uint64_t chunks) {
    line.update(chunks, 0);
    return !interrupted();
  });
}

ReportFilter filter_of(const Invocation& call) {
  return {call.arguments.empty() ? "" : call.arguments[0], call.text("run")};
}

Result<Results> make(const Invocation& call, Reading& reading) {
  auto& view = reading.view();
  ReportSetting setting;
  setting.as_of_ms = view.now_ms();
  CAMP_ASSIGN(setting.zone, zone_of(call, view));
  setting.briefs = briefs(reading);
  CAMP_ASSIGN(auto declared, declared_by_all(view.programs(), view.row().next_program));
  const bool with_steps = call.has("steps") || call.has("html");
  FlowTrees trees;
  if (with_steps) {
    CAMP_ASSIGN(trees, FlowTrees::of_all(view.programs(), view.row().next_program));
  }
  ReportBuilder builder(setting.zone, TalkSteps(declared));
  StepFold steps(trees);
  JournalFold* const folds[] = {&builder, &steps};
  CAMP_TRY(walk(call, reading, std::span(folds, with_steps ? 2u : 1u)));
  CAMP_ASSIGN(auto runs, view.runs().all());
  CAMP_ASSIGN(setting.trials, read_trials(view.store()));
  CAMP_ASSIGN(setting.corrections,
              read_corrections(view.store(), view.programs(), runs, setting.trials));
  CAMP_ASSIGN(auto results, make_results(std::move(builder).take(), declared, view.names(), runs,
                                         filter_of(call), setting));
  if (with_steps) add_steps(results, trees, std::move(steps).take(), view.names());
  return results;
}

// ---- --by

Result<TableScope> scope_of(const Declared& declared, const std::vector<RunRow>& runs,
                            const ReportFilter& filter) {
  TableScope scope;
  std::vector<std::string> known;
  for (const auto& flow : declared.flows) {
    known.push_back(flow.name);
    if (flow.name == filter.flow) scope.flow = flow.flow;
  }
  if (!filter.flow.empty() && scope.flow == 0)
    return unknown_name("campaign or journey", filter.flow, known);
  for (const auto& run : runs)
    if (!filter.run_key.empty() && run.key == filter.run_key &&
        (scope.flow == 0 || run.campaign == scope.flow))
      scope.runs.push_back(run.number);
  if (!filter.run_key.empty() && scope.runs.empty())
    return Error{ErrorKind::kNotFound,
                 fmt::format("there is no run with the key '{}'", filter.run_key), "",
                 "camp runs lists them"};
  return scope;
}

Result<TableResults> make_table(const Invocation& call, Reading& reading, Dimension dimension) {
  auto& view = reading.view();
  const auto filter = filter_of(call);
  TableSetting setting;
  setting.as_of_ms = view.now_ms();
  CAMP_ASSIGN(setting.zone, zone_of(call, view));
  CAMP_ASSIGN(auto declared, declared_by_all(view.programs(), view.row().next_program));
  CAMP_ASSIGN(auto runs, view.runs().all());
  CAMP_ASSIGN(auto scope, scope_of(declared, runs, filter));
  setting.goal_windows = goal_windows_of(declared);
  SegmentsOfContacts segments(view);
  const Dimensions rows(dimension, setting.zone, declared,
                        [&](std::string_view contact) { return segments.of(contact); });
  TableFold fold(rows, std::move(scope), setting);
  JournalFold* const folds[] = {&fold};
  CAMP_TRY(walk(call, reading, folds));
  CAMP_TRY(segments.status());
  auto results = table_results(std::move(fold).take(), rows, view.names(), runs, setting);
  results.flow = filter.flow;
  results.undecided = segments.undecided();
  results.run_key = filter.run_key;
  return results;
}

const DimensionInfo* dimension_of(const Invocation& call, std::string* problem) {
  const auto word = call.text("by");
  const auto* found = find_dimension(word);
  if (found == nullptr)
    *problem =
        fmt::format("there is no table by '{}'; there are those by {}", word, dimension_words());
  return found;
}

// ---- what comes out

// One of the four outputs; each is made when it is the one.
template <class Made, class Html, class Csv, class InJson, class Text>
int answer(const Invocation& call, const Result<Made>& made, Html html, Csv csv, InJson json,
           Text text) {
  if (!made.ok()) {
    auto code = call.fail(made.error());
    return interrupted() ? static_cast<int>(kInterrupted) : code;
  }
  const auto file = call.text("html");
  if (file == "-") {
    call.console.out(html(*made));
    return kDone;
  }
  if (!file.empty()) {
    if (const auto free = check_no_script(file); !free.ok()) return call.fail(free.error());
    auto written = RealFileSystem().write_file(file, html(*made));
    if (!written.ok()) return call.fail(written.error());
  }
  if (call.console.json()) {
    auto body = json(*made);
    if (!file.empty()) body["html"] = file;
    call.answer(true, std::move(body));
  } else if (call.has("csv")) {
    call.console.out(csv(*made));
  } else if (!file.empty()) {
    call.console.out(fmt::format("wrote {}\n", file));
  } else {
    call.console.out(text(*made, call.console.out_color()));
  }
  return kDone;
}

}  // namespace

int run_report(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("name one campaign or journey, or none for all");
  if (call.has("csv") && (call.has("html") || call.console.json()))
    return call.usage("--csv goes to stdout alone, without --json or --html");
  if (call.has("csv") && call.has("steps"))
    return call.usage("--steps is drawn on the terminal, in --json and in --html, not in --csv");
  for (const auto* option : {"run", "zone", "html"})
    if (call.has(option) && call.text(option).empty())
      return call.usage(fmt::format("--{} is empty", option));
  if (call.has("by") && call.has("steps"))
    return call.usage("--by is a table and --steps a drawing: one of the two");
  if (call.text("html") == "-" && call.console.json())
    return call.usage("--html - goes to stdout alone, without --json");
  const DimensionInfo* by = nullptr;
  if (std::string problem; call.has("by") && (by = dimension_of(call, &problem)) == nullptr)
    return call.usage(problem);
  auto store = open_reading(call);
  if (!store) return store.code;
  if (by != nullptr)
    return answer(call, make_table(call, *store, by->dimension), table_html, table_csv, table_json,
                  table_text);
  return answer(call, make(call, *store), report_html, report_csv, report_json,
                call.has("steps") ? report_steps_text : report_text);
}

}  // namespace camp::cli
