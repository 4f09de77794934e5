// A program made by hand, with everything in it that a table or an instruction can be: a journey, a
// campaign, messages, a segment with an aggregate. Tests change one thing in it and see what
// happens.
#pragma once
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lang/program/program.h"

namespace camp::test {

// Code with labels.
class Assembler {
 public:
  Assembler& op(Op op, std::initializer_list<std::uint32_t> operands = {});
  Assembler& jump(Op op, const std::string& label);
  Assembler& label(const std::string& name);
  std::uint32_t at(const std::string& label) const { return labels_.at(label); }
  std::string code() const;  // with the jumps filled in

 private:
  std::string code_;
  std::map<std::string, std::uint32_t> labels_;
  std::vector<std::pair<std::size_t, std::string>> jumps_;
};

// Adds rows to a program that is being made.
class Builder {
 public:
  NameIndex name(const std::string& text);
  ConstIndex text(std::string_view text);
  ConstIndex constant(const Value& value);
  FunctionIndex expression(const std::string& code, std::uint8_t locals = 0);
  FunctionIndex flow(const std::string& code, std::uint8_t locals);

  Program program;

 private:
  FunctionIndex function(FunctionKind kind, const std::string& code, std::uint8_t locals);
};

Program sample_program();

// The sample, its journey's experiment decided: a test on a fifth, a tenth held out.
void decide(Program& program);
// The sample, its journey's experiment shared out anew every day, by opens.
void decide_again(Program& program);

// The sample with other code in its segment's function, and in its campaign's body (which then has
// no waits and experiments; its steps are 6 and 7, its one local is 0).
Program with_expression(const std::string& code, std::uint8_t locals = 0);
Program with_flow(const std::string& code);

inline constexpr std::uint32_t kCampaignStep = 6;

}  // namespace camp::test
