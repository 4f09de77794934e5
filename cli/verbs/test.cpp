#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "cli/findings.h"
#include "cli/result_file.h"
#include "cli/scenario_report.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/base/suggest.h"
#include "runtime/env/real/real_file_system.h"

namespace camp::cli {
namespace {

struct Suite {
  std::vector<ScenarioOutcome> outcomes;
  sim::Reached reached;
  double seconds = 0;
};

// Those whose name contains one of the words; all without any.
std::vector<ScenarioOutcome> choose(const plan::Suite& suite,
                                    const std::vector<std::string>& words) {
  std::vector<ScenarioOutcome> chosen;
  for (const auto& scenario : suite.scenarios) {
    bool wanted = words.empty() || std::any_of(words.begin(), words.end(), [&](const auto& word) {
                    return scenario.name.find(word) != std::string::npos;
                  });
    if (wanted) chosen.push_back({&scenario, {}, {}});
  }
  return chosen;
}

int nothing_to_run(const Invocation& call, const plan::Suite& suite) {
  Error error{ErrorKind::kNotFound, "the project has no scenarios", "",
              "write one: scenario \"a buyer leaves\" { ... }"};
  if (!suite.scenarios.empty()) {
    std::vector<std::string> names;
    for (const auto& scenario : suite.scenarios) names.push_back(scenario.name);
    const auto& word = call.arguments.front();
    error.message = fmt::format("no scenario's name contains '{}'", word);
    auto near = suggest(word, names);
    error.hint = near ? fmt::format("did you mean '{}'?", *near)
                      : fmt::format("there are {}: camp test runs them all", names.size());
  }
  call.fail(error);
  return kFindings;  // what tested nothing must not look like a success
}

// Each thread takes the next one that nobody has taken; the order of the outcomes is the project's.
void run_all(const sim::ScenarioStage& stage, bool coverage, Suite* suite) {
  auto begun = std::chrono::steady_clock::now();
  suite->reached = stage.nothing_reached();
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  auto work = [&] {
    auto reached = stage.nothing_reached();
    for (auto i = next++; i < suite->outcomes.size() && !interrupted(); i = next++) {
      auto& one = suite->outcomes[i];
      one.result = stage.run(*one.scenario, coverage ? &reached : nullptr);
    }
    std::lock_guard lock(mutex);
    suite->reached.add(reached);
  };
  auto cores = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < std::min<std::size_t>(cores, suite->outcomes.size()); ++i)
    threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
  suite->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

Result<void> write_files(const Invocation& call, const Suite& suite, const Coverage& coverage,
                         const CompiledProject& compiled) {
  RealFileSystem files;
  for (const auto* option : {"junit", "lcov"})
    if (call.has(option)) CAMP_TRY(check_no_script(call.text(option)));
  if (call.has("junit")) {
    CAMP_TRY(files.write_file(
        call.text("junit"),
        findings_text(FindingsFormat::kJunit, report_of(suite.outcomes, compiled))));
  }
  if (call.has("lcov")) {
    CAMP_TRY(files.write_file(call.text("lcov"), lcov_text(coverage.project)));
  }
  return {};
}

// What --coverage=PERCENT asks for.
unsigned least_coverage(const Invocation& call) {
  return call.has("coverage") ? call.values["coverage"].as<unsigned>() : 0;
}

int tell(const Invocation& call, const Suite& suite, const Coverage& coverage,
         const CompiledProject& compiled) {
  const auto& sources = compiled.analysis.sources();
  const auto format = findings_format(call);
  // Beside an answer for machines people are told on stderr.
  const auto say = [&](const std::string& text) {
    format ? call.console.note(text.substr(0, text.size() - 1)) : call.console.out(text);
  };
  std::size_t failed = 0, steps = 0;
  Json failures = Json::array(), shown = Json::array();
  for (const auto& one : suite.outcomes) {
    steps += one.result.steps;
    for (const auto& it : one.result.shown)
      shown.push_back({{"scenario", one.scenario->name},
                       {"step", sources.text(it.span)},
                       {"place", sources.place_text(it.span)},
                       {"value", it.text}});
    const auto told = shown_text(one, sources);
    if (!call.console.json() && !told.empty()) say(told);
    if (!one.result.failure) continue;
    ++failed;
    if (call.console.json())
      failures.push_back(failure_json(one, sources));
    else if (!format)
      call.console.out(failure_text(one, sources, call.console.out_color()) + "\n");
  }
  auto count = suite.outcomes.size();
  const auto least = least_coverage(call);
  const bool is_covered = covers(coverage.project, least);
  const bool ok = failed == 0 && is_covered;
  if (call.console.json()) {
    Json body = {{"scenarios", count},
                 {"failed", failed},
                 {"steps", steps},
                 {"seconds", suite.seconds},
                 {"per_second", suite.seconds > 0 ? double(count) / suite.seconds : 0.0},
                 {"shown", shown},
                 {"failures", failures}};
    if (call.has("coverage")) {
      body["coverage"] = coverage_json(coverage.project);
      body["coverage_of_modules"] = coverage_json(coverage.modules);
    }
    if (least > 0) body["coverage_least"] = least;
    call.answer(ok, std::move(body));
    return ok ? kDone : kFindings;
  }
  if (format) call.console.out(findings_text(*format, report_of(suite.outcomes, compiled)));
  if (call.has("coverage")) say(coverage_text(coverage));
  if (!is_covered) say(fmt::format("that is less than the {} % asked for\n", least));
  auto total = counted(count, "scenario");
  say(failed == 0 ? total + " passed\n" : fmt::format("{} of {} failed\n", failed, total));
  return ok ? kDone : kFindings;
}

}  // namespace

void options_test(po::options_description& options) {
  add_format_option(options);
  options.add_options()("junit", po::value<std::string>()->value_name("FILE"),
                        "write the outcomes as JUnit XML")(
      "coverage", po::value<unsigned>()->implicit_value(0, "")->value_name("PERCENT"),
      "the steps, branches and arms that no scenario reached; =PERCENT: with fewer it fails, as "
      "failing scenarios do")("lcov", po::value<std::string>()->value_name("FILE"),
                              "write the steps reached, for genhtml");
}

int run_test(const Invocation& call) {
  if (const auto wrong = wrong_format(call); !wrong.empty()) return call.usage(wrong);
  if (least_coverage(call) > kWhole)
    return call.usage("--coverage is a number of percent, up to 100: --coverage=95");
  auto compiled = open_sources(call);
  if (!compiled) return compiled.code;
  if (!compiled->program) return show_diagnostics(call, *compiled);
  Suite suite;
  suite.outcomes = choose(compiled->suite, call.arguments);
  for (auto& one : suite.outcomes) one.project_option = call.project_option();
  if (suite.outcomes.empty()) return nothing_to_run(call, compiled->suite);
  auto& tried = compiled->suite.tried;
  auto stage = sim::ScenarioStage::make(std::move(tried ? *tried : *compiled->program),
                                        std::move(compiled->suite.expressions),
                                        std::move(compiled->suite.invariants));
  if (!stage.ok()) return call.fail(stage.error());
  run_all(**stage, call.has("coverage") || call.has("lcov"), &suite);
  if (interrupted()) return kInterrupted;
  auto coverage = coverage_of((*stage)->program(), suite.reached, compiled->analysis.sources());
  auto written = write_files(call, suite, coverage, *compiled);
  if (!written.ok()) return call.fail(written.error());
  return tell(call, suite, coverage, *compiled);
}

}  // namespace camp::cli
