#include <fmt/format.h>

#include <algorithm>

#include "cli/findings.h"
#include "cli/prove/telling.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/base/suggest.h"
#include "runtime/env/real/real_file_system.h"

namespace camp::cli {
namespace {

constexpr std::size_t kProveDepth = 3, kProvePaths = 500;

// The flows that were named, else all that the project itself has; in their order.
Result<std::vector<std::string>> flows_to_prove(const Invocation& call,
                                                const CompiledProject& compiled) {
  std::vector<std::string> all;
  for (const auto& file : compiled.analysis.files()) {
    for (const auto& declaration : file.declarations)
      if (const auto* flow = std::get_if<ast::Flow>(&declaration.node))
        all.push_back(flow->name.text);
  }
  if (all.empty())
    return Error{ErrorKind::kNotFound, "the project has no campaign and no journey", "",
                 "camp new writes one"};
  if (call.arguments.empty()) return all;
  for (const auto& word : call.arguments) {
    if (std::find(all.begin(), all.end(), word) != all.end()) continue;
    const auto near = suggest(word, all);
    return Error{ErrorKind::kNotFound,
                 fmt::format("there is no campaign and no journey '{}'", word), "",
                 near ? fmt::format("did you mean '{}'?", *near) : "without names all are proved"};
  }
  std::erase_if(all, [&](const std::string& name) {
    return std::find(call.arguments.begin(), call.arguments.end(), name) == call.arguments.end();
  });
  return all;
}

// Behind what the file has.
Result<void> write_scenarios(const std::string& path, const std::vector<std::string>& scenarios) {
  constexpr std::uint64_t kScriptBytes = 64u << 20;
  RealFileSystem files;
  std::string text;
  if (files.exists(path)) {
    CAMP_ASSIGN(text, files.read_file(path, kScriptBytes));
    if (!text.empty() && text.back() != '\n') text += '\n';
  }
  for (const auto& one : scenarios) text += (text.empty() ? "" : "\n") + one;
  return files.write_file(path, text);
}

int prove_flows(const Invocation& call, const CompiledProject& compiled,
                const std::vector<std::string>& flows) {
  sim::Bounds bounds;
  bounds.happenings = call.values["depth"].as<unsigned>();
  bounds.paths = call.values["paths"].as<unsigned>();
  bounds.stop = [] { return interrupted(); };
  auto proof = prove({compiled.root}, compiled, flows, bounds);
  if (!proof.ok()) return call.fail(proof.error());
  const auto scenarios = scenarios_of(*proof);
  if (call.has("write") && !scenarios.empty()) {
    const auto written = write_scenarios(call.text("write"), scenarios);
    if (!written.ok()) return call.fail(written.error());
  }
  const bool ok = scenarios.empty();
  if (call.console.json())
    call.answer(ok, proof_json(*proof));
  else
    call.console.out(proof_text(*proof, call.console.out_color()));
  if (was_stopped(*proof)) return kInterrupted;
  return ok ? kDone : kFindings;
}

}  // namespace

void options_prove(po::options_description& options) {
  options.add_options()(
      "depth", po::value<unsigned>()->default_value(kProveDepth)->value_name("N"),
      "so many things happen to a contact on one path; time goes by without being counted")(
      "paths", po::value<unsigned>()->default_value(kProvePaths)->value_name("N"),
      "so many paths of each flow, and of all together, those on which less happens first")(
      "write", po::value<std::string>()->value_name("FILE"),
      "put the scenarios of what is broken at the end of this file");
}

int run_prove(const Invocation& call) {
  if (call.values["paths"].as<unsigned>() == 0) return call.usage("--paths is at least 1");
  auto compiled = open_sources(call);
  if (!compiled) return compiled.code;
  if (!compiled->program) return show_diagnostics(call, *compiled);
  const auto flows = flows_to_prove(call, *compiled);
  if (!flows.ok()) return call.fail(flows.error());
  return prove_flows(call, *compiled, *flows);
}

}  // namespace camp::cli
