// Bytecode as people read it, interleaved with its source when that is at hand.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "lang/program/program.h"

namespace camp {

// Gives a source line ("" when it is not at hand) for `camp disasm`.
using SourceLine = std::function<std::string(const std::string& file, std::uint32_t line)>;

// One flow, segment or message by name; everything when the name is empty; "" when nothing has that
// name.
std::string disassemble(const Program& program, std::string_view name,
                        const SourceLine& source_line);

}  // namespace camp
