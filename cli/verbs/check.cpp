#include <fmt/format.h>

#include "cli/findings.h"
#include "cli/pressure_report.h"
#include "cli/session.h"
#include "lang/base/counted.h"

namespace camp::cli {
namespace {

// None: nothing bounds it.
bool is_within(const Pressure& pressure, std::uint64_t at_most) {
  const auto most = pressure.marketing.week_bound();
  return most && *most <= at_most;
}

}  // namespace

void options_check(po::options_description& options) {
  add_format_option(options);
  options.add_options()("strict", "exit 1 for warnings too")(
      "pressure", "how many messages one contact can get at most, by flow, channel and category")(
      "at-most", po::value<std::uint64_t>()->value_name("N"),
      "with --pressure: exit 1 when that may be more than N of marketing in 7 days");
}

int run_check(const Invocation& call) {
  if (!call.arguments.empty()) return call.usage("check takes the whole project: no file names");
  if (const auto wrong = wrong_format(call); !wrong.empty()) return call.usage(wrong);
  if (call.has("format") && call.has("pressure"))
    return call.usage("--pressure is a table for people, or --json: no --format has it");
  if (call.has("at-most") && !call.has("pressure"))
    return call.usage("--at-most goes with --pressure");
  auto compiled = open_sources(call);
  if (!compiled) return compiled.code;
  if (!call.has("pressure") || compiled->diagnostics.has_errors())
    return show_diagnostics(call, *compiled);
  const auto pressure = pressure_of(compiled->analysis);
  const auto& sources = compiled->analysis.sources();
  const auto code =
      show_diagnostics(call, *compiled, {{"pressure", pressure_json(pressure, sources)}});
  if (!call.console.json()) call.console.out(pressure_text(pressure, sources));
  if (!call.has("at-most")) return code;
  const auto at_most = call.values["at-most"].as<std::uint64_t>();
  if (is_within(pressure, at_most)) return code;
  call.console.note(fmt::format("a contact can get more than {} of marketing in 7 days",
                                counted(at_most, "message")));
  return kFindings;
}

}  // namespace camp::cli
