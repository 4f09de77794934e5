#include "cli/session.h"

namespace camp::cli {

void options_check(po::options_description& options) {
  options.add_options()("strict", "exit 1 for warnings too");
}

int run_check(const Invocation& call) {
  if (!call.arguments.empty()) return call.usage("check takes the whole project: no file names");
  auto compiled = open_sources(call);
  return compiled ? show_diagnostics(call, *compiled) : compiled.code;
}

}  // namespace camp::cli
