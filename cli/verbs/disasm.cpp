#include "cli/project.h"
#include "lang/program/codec.h"
#include "lang/program/disassembler.h"

namespace camp::cli {

void options_disasm(po::options_description&) {}

int run_disasm(const Invocation& call) {
  if (call.arguments.size() > 1) return usage_error(call, "disasm", "disasm takes one name");
  auto project = find_project(call);
  if (!project.ok()) return call.console.fail("disasm", project.error());
  auto compiled = compile(*project);
  if (!compiled.ok()) return call.console.fail("disasm", compiled.error());
  if (!compiled->result.program) return show_diagnostics(call, "disasm", *compiled);
  const auto& sources = compiled->result.sources;
  auto source_line = [&](const std::string& file, std::uint32_t line) -> std::string {
    for (SourceId id = 0; id < sources.size(); ++id) {
      if (sources[id].path() == file && line >= 1 && line <= sources[id].line_count())
        return std::string(sources[id].line(line));
    }
    return {};
  };
  auto name = call.arguments.empty() ? std::string() : call.arguments[0];
  auto text = disassemble(*compiled->result.program, name, source_line);
  if (text.empty())
    return call.console.fail(
        "disasm", {ErrorKind::kNotFound, "nothing in this project is named '" + name + "'", "",
                   "camp disasm prints everything"});
  auto hash = to_hex(program_hash(*compiled->result.program).view());
  if (call.console.json()) {
    call.console.answer("disasm", true, {{"program", hash}, {"text", text}});
  } else {
    call.console.out("program " + hash + "\n\n" + text);
  }
  return kDone;
}

}  // namespace camp::cli
