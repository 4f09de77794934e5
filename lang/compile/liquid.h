// The nodes of a Liquid template to bytecode; the same for messages and bare files.
//
// What they do not share is a Host: where names come from, how a value is printed, and whether an
// error is printed in its place (bare files) or gives an absent value (messages).
#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include "lang/catalog/functions.h"
#include "lang/compile/builder.h"
#include "lang/template/template.h"

namespace camp::compile {

// A filter on what is pushed: its arguments, its keywords as one record behind them, the call.
// `push` pushes an expression.
void call_filter(ProgramBuilder& program, FunctionBuilder& out, const FunctionInfo& info,
                 const liquid::Filter& filter,
                 const std::function<void(const liquid::Expression&)>& push);

class LiquidHost {
 public:
  virtual ~LiquidHost() = default;
  // Pushes what an expression's lookup means.
  virtual void lookup(const liquid::Expression& expression, const liquid::Lookup& lookup) = 0;
  virtual std::uint16_t variable(const ast::Name& name) = 0;
  virtual std::uint16_t hidden_variable() = 0;            // one that no template can name
  virtual void filter(const liquid::Filter& filter) = 0;  // on what is pushed
  // Prints what `push` leaves on the stack, in the output's place.
  virtual void print(const liquid::Output& output, const std::function<void()>& push) = 0;
  virtual void print(std::string_view literal, std::uint32_t constant) = 0;
  virtual bool prints_errors() const = 0;
  virtual void partial(const liquid::Partial& partial) = 0;
};

class LiquidCompiler {
 public:
  LiquidCompiler(ProgramBuilder& program, FunctionBuilder& out, LiquidHost& host)
      : program_(program), out_(out), host_(host) {}

  // The whole body of a template function, its Return included.
  void body(const liquid::Block& block);
  // For hosts.
  void block(const liquid::Block& block);
  void expression(const liquid::Expression& expression);
  void steps(const liquid::Lookup& lookup, std::size_t from);  // on what is pushed
  void optional(const std::optional<liquid::Expression>& expression);
  void piped(const liquid::Piped& piped);
  // The body for every item; without anything else of a `for`.
  void walk(const liquid::Expression& collection, const ast::Name& variable,
            const liquid::Block& body);
  void leave_if_interrupted();  // behind what a break may come out of

 private:
  void node(const liquid::Node& node);
  void output(const liquid::Output& output);
  void tag(const liquid::Node& node, const liquid::If& tag);
  void tag(const liquid::Node& node, const liquid::Case& tag);
  void tag(const liquid::Node& node, const liquid::For& tag);
  void tag(const liquid::Node& node, const liquid::TableRow& tag);
  void tag(const liquid::Node& node, const liquid::Assign& tag);
  void tag(const liquid::Node& node, const liquid::Capture& tag);
  void tag(const liquid::Node& node, const liquid::Count& tag);
  void tag(const liquid::Node& node, const liquid::Cycle& tag);
  void tag(const liquid::Node& node, const liquid::IfChanged& tag);
  void tag(const liquid::Node& node, const liquid::Partial& tag);
  void tag(const liquid::Node& node, const liquid::Interrupt& tag);

  void guard(const liquid::Node& node, Label& end);
  void branch(const liquid::Condition& condition, std::size_t from, bool when, Label& label);
  void test(const liquid::Test& test);
  void when(const liquid::Node& node, const liquid::Expression& subject, const liquid::When& branch,
            std::uint16_t taken, Label& end);
  void note_taken(std::uint16_t variable, bool taken);
  void alike(const liquid::Expression& left, const liquid::Expression& right);
  void capture(const liquid::Block& body);
  void loop(const liquid::Block& body, const std::optional<liquid::Block>& otherwise);

  ProgramBuilder& program_;
  FunctionBuilder& out_;
  LiquidHost& host_;
  std::vector<Label*> ways_out_;  // where a break or continue goes first
  std::uint32_t cycles_ = 0;
};

}  // namespace camp::compile
