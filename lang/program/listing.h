// One function's bytecode as text, and the words that tables and instructions are printed with.
// Internal to the disassembler.
//
// Takes any decoded program, verified or not: whoever looks for the reason of a refusal reads its
// code here. What comes out is safe for a terminal: control characters and broken UTF-8 are
// escaped.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "lang/program/disassembler.h"
#include "lang/program/instruction.h"

namespace camp {

class Listing {
 public:
  Listing(const Program& program, const SourceLine& source_line)
      : program_(program), source_line_(source_line) {}

  std::string name(NameIndex index) const;
  static std::string text(std::string_view name_or_label);
  static std::string_view form(SlotForm form);   // how a slot is written, for people
  std::string constant(ConstIndex index) const;  // strings quoted and cut
  std::string channel(Channel channel) const;

  // Jump targets of a function by offset; `flow` adds those of its waits and experiments.
  using Labels = std::map<std::size_t, std::string>;
  Labels labels(FunctionIndex index, const FlowDecl* flow) const;
  static std::string label(const Labels& labels, std::size_t offset);

  // Appends the instructions, with labels and source lines between them.
  void function(std::string& out, FunctionIndex index, const FlowDecl* flow) const;

 private:
  std::string_view code_of(FunctionIndex index) const;
  std::string operands(const Instruction& instruction, const Labels& labels,
                       const FlowDecl* flow) const;
  std::string operand(const Instruction& instruction, char letter, std::uint32_t value,
                      const Labels& labels, const FlowDecl* flow) const;
  static std::string local_name(const Instruction& instruction, std::uint32_t slot,
                                const FlowDecl* flow);
  std::string consent(const ConsentDecl& row) const;
  std::string table_row(Op op, std::uint32_t value, const FlowDecl* flow) const;
  const SourceMapEntry* source_at(std::uint32_t offset) const;
  void source(std::string& out, const SourceMapEntry& entry) const;

  const Program& program_;
  const SourceLine& source_line_;
};

// Printable text: control characters and what is not UTF-8 as escapes, cut after `bytes_max` with
// an ellipsis.
std::string printable(std::string_view text, std::size_t bytes_max);

}  // namespace camp
