// Expressions, conditions and templates to bytecode.
//
// Definitions and segments are put in place: a parameter is its argument, compiled again at each
// use (pure, so that this changes nothing but size, which has a limit). One per function.
#pragma once
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "lang/base/reporter.h"
#include "lang/compile/builder.h"
#include "lang/compile/step_paths.h"
#include "lang/sema/model.h"

namespace camp::compile {

// Where a flow keeps its locals.
struct Slots {
  std::unordered_map<const sema::Binding*, std::uint8_t> locals;  // let, handles
  std::map<std::pair<const sema::Binding*, std::string_view>, std::uint8_t>
      event_fields;           // "": its time
  std::uint32_t live = 0;     // slots in use here
  std::uint32_t highest = 0;  // and the most that ever were
};

// What every part of the compiler needs.
struct Context {
  const sema::Model& model;
  Reporter& reporter;
  ProgramBuilder& program;
  Arena& arena;  // for constants on their way
  // What the texts of a module's message read: its arguments, in their order.
  const std::vector<sema::Binding*>* spoken = nullptr;
  FunctionIndex reply_window = kNone;  // WhatsApp's, once a content has asked for it
  StepPaths* paths = nullptr;          // filled, where somebody asks
};

class ExpressionCompiler {
 public:
  // `slots` may be null: a function that has no flow. `at_hand`: the event at hand, or null.
  ExpressionCompiler(Context& context, FunctionBuilder& out, const Slots* slots,
                     const sema::Binding* at_hand)
      : context_(context), model_(context.model), out_(out), slots_(slots), at_hand_(at_hand) {}

  void value(const ast::Expr& expr);  // pushes one value
  void branch(const ast::Expr& expr, bool when,
              Label& label);                     // jumps when it is `when`, else goes on
  void text(const ast::Text& text);              // pushes a text, its template rendered
  void output(const liquid::Output& output);     // pushes one value
  void ref(const sema::Ref& ref, Span span);     // pushes what a name means
  void symbol_test(const sema::Symbol& symbol);  // pushes whether the contact is in it
  // The parameters of what is compiled are this call's arguments: a row of a scenario's table.
  void set_row(const ast::Call& row) {
    outermost_ = {&row, nullptr};
    frame_ = &outermost_;
  }
  // How many of the flow's locals are read: the highest slot, plus one.
  std::uint8_t locals_read() const { return static_cast<std::uint8_t>(locals_read_); }

 private:
  struct Frame {
    const ast::Call* call = nullptr;
    const Frame* caller = nullptr;
  };

  void node(const ast::Expr& expr);
  void instant(const ast::InstantLiteral& literal);
  void list(const ast::ListLiteral& list);
  void record(const ast::Expr& expr, const ast::RecordLiteral& record);
  // A constant that is stored as it is written: no number in it is widened.
  std::optional<Value> plain_constant(const ast::Expr& expr);
  void call(const ast::Expr& expr, const ast::Call& call);
  void unary(const ast::Unary& unary);
  void fallback(const ast::Binary& binary);
  void binary(const ast::Expr& expr, const ast::Binary& binary);
  void logic(const ast::Expr& expr, ast::BinaryOp op);
  void membership(const ast::Binary& binary);
  void presence(const ast::Presence& presence);
  void conditional(const ast::Conditional& conditional);
  void history(const sema::HistoryInfo& info);
  bool counts_to(const ast::Binary& binary);  // false: it is no such comparison
  void at_least(const sema::HistoryInfo& info, std::uint8_t wanted);
  bool add_events(const sema::HistoryInfo& info);  // up to where the aggregate ends
  void history_value(const sema::HistoryInfo& info, Label& next);
  void path(const ast::Expr& expr);
  void event_part(const sema::Ref& ref, Span span);
  void local(const sema::Ref& ref);
  void parameter(const sema::Ref& ref);
  std::uint32_t place_among_spoken(const sema::Binding& binding) const;
  void load(std::uint32_t slot);
  void fields(const std::vector<std::string_view>& names);
  void segment(const sema::Symbol& symbol);
  void expression(const liquid::Expression& expression);

  Context& context_;
  const sema::Model& model_;
  FunctionBuilder& out_;
  const Slots* slots_;
  const sema::Binding* at_hand_;
  Frame outermost_;
  const Frame* frame_ = nullptr;
  bool in_history_ = false;
  std::size_t depth_ = 0;
  bool too_deep_ = false;
  std::uint32_t locals_read_ = 0;
};

// Functions of their own: one result. Report what is too large. `row`: see set_row().
FunctionIndex compile_expression(Context& context, const ast::Expr& expr, const Slots* slots,
                                 const sema::Binding* at_hand, const ast::Call* row = nullptr);
// The template of a message's part; `name` is the text in the tree (of a file: its name).
TemplateIndex compile_template(Context& context, const ast::Text& name);
TemplateDecl template_of(Context& context, const ast::Text& name);
// A line each.
TemplateDecl join_lines(Context& context, const std::vector<TemplateDecl>& lines, Span span);
void report_limits(Context& context, const FunctionBuilder& out, Span span);

}  // namespace camp::compile
