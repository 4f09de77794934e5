#include "cli/session.h"
#include "lang/program/codec.h"
#include "lang/program/disassembler.h"

namespace camp::cli {

void options_disasm(po::options_description&) {}

int run_disasm(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("disasm takes one name");
  auto compiled = open_sources(call);
  if (!compiled) return compiled.code;
  if (!compiled->program) return show_diagnostics(call, *compiled);
  const auto& sources = compiled->analysis.sources();
  auto source_line = [&](const std::string& file, std::uint32_t line) -> std::string {
    auto id = sources.find(file);
    if (!id || line < 1 || line > sources[*id].line_count()) return {};
    return std::string(sources[*id].line(line));
  };
  auto name = call.arguments.empty() ? std::string() : call.arguments[0];
  auto text = disassemble(*compiled->program, name, source_line);
  if (text.empty())
    return call.fail({ErrorKind::kNotFound, "nothing in this project is named '" + name + "'", "",
                      "camp disasm prints everything"});
  auto hash = to_hex(program_hash(*compiled->program).view());
  if (call.console.json()) {
    call.answer(true, {{"program", hash}, {"text", text}});
  } else {
    call.console.out("program " + hash + "\n\n" + text);
  }
  return kDone;
}

}  // namespace camp::cli
