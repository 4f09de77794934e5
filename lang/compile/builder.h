// A Program under construction: its pools, and one function's code at a time.
//
// Names and constants are numbered in the order of their first use; as declarations are compiled by
// name, the same project gives the same numbers whatever the order of its files. Code that cannot
// be reached is not written: a FunctionBuilder drops what follows a Return, an Exit or a Jump until
// a label is bound.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/base/source.h"
#include "lang/program/program.h"

namespace camp::compile {

struct Place {
  std::uint32_t code = 0;
  Span span;
};

class ProgramBuilder {
 public:
  ProgramBuilder() { program.constant_arena = std::make_shared<Arena>(); }

  NameIndex name(std::string_view text);
  ConstIndex constant(const Value& value);
  ConstIndex text(std::string_view text) { return constant(Value::string(text)); }
  // Takes the code in; its places move with it.
  FunctionIndex add_function(FunctionKind kind, std::uint8_t locals, const std::string& code,
                             const std::vector<Place>& places);
  TemplateIndex add_template(TemplateDecl decl);
  void make_source_map(const SourceSet& sources);
  bool full() const;  // more code than a program may have: what is lowered from now on is not kept

  Program program;

 private:
  Value copy(const Value& value);

  std::unordered_map<std::string, NameIndex> names_;
  std::unordered_map<std::string, ConstIndex> constants_;  // by encoding
  std::vector<Place> places_;
};

// A place to jump to, before or after its place is known.
struct Label {
  std::optional<std::uint32_t> target;
  std::vector<std::uint32_t> patches;
  int depth = 0;  // of the stack, there
};

class FunctionBuilder {
 public:
  explicit FunctionBuilder(ProgramBuilder& program) : program_(program) {}

  void at(Span span) { span_ = span; }
  Span span() const { return span_; }
  // Operands in the order of the instruction's letters.
  void op(Op op, std::uint32_t first = 0, std::uint32_t second = 0, std::uint32_t third = 0,
          std::uint32_t fourth = 0);
  void constant(const Value& value) { op(Op::kConst, program_.constant(value)); }
  void jump(Op op, Label& label);
  void jump(Op op, Label& label, std::uint32_t first);  // with an operand before the target
  void bind(Label& label);
  // Here the VM goes on by itself: after a wait or at an experiment's arm, with an empty stack.
  std::uint32_t enter();
  std::uint32_t here() const { return static_cast<std::uint32_t>(code_.size()); }

  bool reachable() const { return reachable_; }
  bool too_large() const { return too_large_; }
  bool too_deep() const { return too_deep_; }
  FunctionIndex finish(FunctionKind kind, std::uint8_t locals) {
    return program_.add_function(kind, locals, code_, places_);
  }

 private:
  void put(std::uint32_t value, std::size_t bytes);
  void note(Label& label);  // the jump just written goes there

  ProgramBuilder& program_;
  std::string code_;
  std::vector<Place> places_;
  Span span_;
  int depth_ = 0;
  bool reachable_ = true;
  bool too_large_ = false;
  bool too_deep_ = false;
};

}  // namespace camp::compile
