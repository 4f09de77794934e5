#include "cli/project.h"

namespace camp::cli {

void options_check(po::options_description&) {}

int run_check(const Invocation& call) {
  if (!call.arguments.empty())
    return usage_error(call, "check", "check takes the whole project: no file names");
  auto project = find_project(call);
  if (!project.ok()) return call.console.fail("check", project.error());
  auto compiled = compile(*project);
  if (!compiled.ok()) return call.console.fail("check", compiled.error());
  return show_diagnostics(call, "check", *compiled);
}

}  // namespace camp::cli
