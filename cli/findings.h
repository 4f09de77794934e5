// `--format github|sarif|junit`: what the project's diagnostics and its scenarios' failures are for
// the machines of those who build (render/findings_format.h).
#pragma once
#include <string>
#include <vector>

#include "cli/project.h"
#include "cli/render/findings_format.h"
#include "cli/scenario_report.h"

namespace camp::cli {

void add_format_option(po::options_description& options);
// Wrongly given, or beside --json: what to tell (Invocation::usage). Empty: nothing is wrong.
std::string wrong_format(const Invocation& call);
// Nothing: the answer is for people. Other verbs' formats (`camp graph --format svg`) are none.
std::optional<FindingsFormat> findings_format(const Invocation& call);

// Each script, and each file of a message in which something was found.
FindingsReport report_of(const CompiledProject& compiled);
// Each scenario.
FindingsReport report_of(const std::vector<ScenarioOutcome>& outcomes,
                         const CompiledProject& compiled);

}  // namespace camp::cli
