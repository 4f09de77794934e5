// Templates: literal parts, and a function for each slot.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "lang/base/assert.h"
#include "lang/base/limits.h"
#include "lang/compile/expressions.h"
#include "lang/compile/liquid.h"
#include "lang/program/template_unit.h"

namespace camp::compile {
namespace {

// `in_link`: in the midst of a link of the text, which people click and do not read.
SlotForm form_of(const liquid::Output& output, bool in_link) {
  switch (output.place) {
    case liquid::Place::kPlain:
      return in_link || output.is_raw() ? SlotForm::kAsIs : SlotForm::kProse;
    case liquid::Place::kText:
      if (output.is_raw()) return SlotForm::kAsIs;
      return in_link ? SlotForm::kEscaped : SlotForm::kProseHtml;
    case liquid::Place::kAttribute:
      return SlotForm::kEscaped;
    case liquid::Place::kLink:
      return SlotForm::kLink;
    case liquid::Place::kLinkList:
      return SlotForm::kLinkList;
    case liquid::Place::kStyle:
      return SlotForm::kStyle;
    case liquid::Place::kStyleLink:
      return SlotForm::kStyleLink;
    case liquid::Place::kJsonValue:
    case liquid::Place::kJsonText:
      return SlotForm::kAsIs;  // written by a filter, see write_json()
  }
  return SlotForm::kEscaped;
}

// Whether the word at the end of `literal` is a link; without a blank in it, it goes on with what
// was before.
bool ends_in_link(std::string_view literal, bool before) {
  const auto blank = literal.find_last_of(" \t\r\n<>\"");
  const auto word = blank == literal.npos ? literal : literal.substr(blank + 1);
  return word.find("://") != word.npos || (before && blank == literal.npos);
}

// The checker has found it.
const FunctionInfo& filter_of(const liquid::Filter& filter) {
  const auto* function = find_function(filter.name.text, FunctionUse::kFilter);
  CAMP_ASSERT(function != nullptr);
  return *function;
}

// What the output's place in a JSON text makes of the value on the stack.
void write_json(FunctionBuilder& out, liquid::Place place) {
  if (place != liquid::Place::kJsonValue && place != liquid::Place::kJsonText) return;
  const auto* function = find_function(place == liquid::Place::kJsonValue ? "json" : "json_escape",
                                       FunctionUse::kFilter);
  CAMP_ASSERT(function != nullptr);
  out.op(Op::kCallFunction, function->number, 1);
}

FunctionIndex compile_slot(Context& context, const liquid::Output& output) {
  FunctionBuilder out(context.program);
  out.at(output.span);
  ExpressionCompiler(context, out, nullptr, nullptr).output(output);
  write_json(out, output.place);
  out.op(Op::kReturn);
  report_limits(context, out, output.span);
  return out.finish(FunctionKind::kExpression, 0);
}

// The names of a message: its template's own, the contact's, its parameters.
class MessageHost : public LiquidHost {
 public:
  MessageHost(Context& context, FunctionBuilder& out)
      : context_(context),
        out_(out),
        values_(context, out, nullptr, nullptr),
        code_(context.program, out, *this) {}

  LiquidCompiler& code() { return code_; }
  bool too_many() const { return variables_.size() + hidden_ >= limits::kTemplateVariables; }

  void lookup(const liquid::Expression& expression, const liquid::Lookup& lookup) override {
    auto ref = context_.model.refs.at(expression.id);
    const auto rest = std::exchange(ref.rest, {});
    const auto* binding = ref.binding;
    if (binding != nullptr && binding->kind == sema::BindingKind::kVariable)
      out_.op(Op::kLoadVariable, slot_of(*binding), context_.program.name(binding->name));
    else
      values_.ref(ref, expression.span);
    for (const auto name : rest) out_.op(Op::kMember, context_.program.text(name));
    const auto key = std::find_if(lookup.steps.begin(), lookup.steps.end(),
                                  [](const liquid::Step& step) { return step.key != nullptr; });
    code_.steps(lookup, static_cast<std::size_t>(key - lookup.steps.begin()));
  }
  std::uint16_t variable(const ast::Name& name) override {
    return slot_of(*context_.model.declared.at(name.id));
  }
  std::uint16_t hidden_variable() override {
    const auto slot = next_slot();
    ++hidden_;
    return slot;
  }
  void filter(const liquid::Filter& filter) override {
    if (filter.name.text == "raw") return;  // says how it is printed
    call_filter(context_.program, out_, filter_of(filter), filter,
                [&](const liquid::Expression& one) { code_.expression(one); });
  }
  void print(const liquid::Output& output, const std::function<void()>& push) override {
    const auto form = form_of(output, in_link_);
    const bool prose = form == SlotForm::kProse || form == SlotForm::kProseHtml;
    if (!prose) out_.op(Op::kProse, 0);
    push();
    write_json(out_, output.place);
    out_.op(Op::kPrint, static_cast<std::uint32_t>(form));
    if (!prose) out_.op(Op::kProse, 1);
  }
  void print(std::string_view literal, std::uint32_t constant) override {
    in_link_ = ends_in_link(literal, in_link_);
    out_.op(Op::kPrintText, constant);
  }
  bool prints_errors() const override { return false; }
  void partial(const liquid::Partial& partial) override;

 private:
  // The first two are the loops' own.
  std::uint16_t next_slot() const {
    return static_cast<std::uint16_t>(kTableLoopVariable + 1 + variables_.size() + hidden_);
  }
  std::uint16_t slot_of(const sema::Binding& binding) {
    if (binding.name == "forloop") return kForLoopVariable;
    if (binding.name == "tablerowloop") return kTableLoopVariable;
    return variables_.emplace(&binding, next_slot()).first->second;
  }

  Context& context_;
  FunctionBuilder& out_;
  ExpressionCompiler values_;
  LiquidCompiler code_;
  std::unordered_map<const sema::Binding*, std::uint16_t> variables_;
  std::size_t hidden_ = 0;
  bool in_link_ = false;
};

// The file stands in its place; with `for` once for every item.
void MessageHost::partial(const liquid::Partial& partial) {
  if (partial.inlined == nullptr) return;
  for (const auto& [name, value] : partial.arguments) {
    code_.expression(value);
    out_.op(Op::kAssign, variable(name));
  }
  if (!partial.bound) return code_.block(partial.inlined->body);
  if (partial.for_each) {
    code_.walk(*partial.bound, partial.alias, partial.inlined->body);
    return;
  }
  code_.expression(*partial.bound);
  out_.op(Op::kAssign, variable(partial.alias));
  code_.block(partial.inlined->body);
}

FunctionIndex compile_liquid(Context& context, const liquid::Template& text) {
  FunctionBuilder out(context.program);
  MessageHost host(context, out);
  host.code().body(text.body);
  const auto span = text.body.nodes.empty() ? Span() : text.body.nodes.front().span;
  report_limits(context, out, span);
  if (host.too_many())
    context.reporter.report(
        Code::kTooMany, span,
        fmt::format("a template has at most {} variables", limits::kTemplateVariables));
  return out.finish(FunctionKind::kTemplate, 0);
}

}  // namespace

// Inside an expression: all parts on the stack, then joined.
void ExpressionCompiler::text(const ast::Text& text) {
  const auto* found = model_.templates.find(text.id);
  if (found == nullptr) return out_.constant(Value::string(text.text));
  const auto& parts = (*found)->body.nodes;
  constexpr std::size_t kPartsMax = 255;  // Join counts in one byte
  if (parts.size() > kPartsMax) {
    context_.reporter.report(Code::kTooMany, text.span,
                             fmt::format("a text has at most {} parts", kPartsMax));
    return;
  }
  for (const auto& part : parts) {
    if (auto* literal = std::get_if<std::string>(&part.what))
      out_.constant(Value::string(*literal));
    else
      output(std::get<liquid::Output>(part.what));  // no tag gets here
  }
  out_.op(Op::kJoin, static_cast<std::uint32_t>(parts.size()));
}

void ExpressionCompiler::expression(const liquid::Expression& expression) {
  if (auto* value = std::get_if<Value>(&expression.node)) {
    if (value->is_absent()) return out_.op(Op::kAbsent);
    return out_.constant(*value);
  }
  ref(model_.refs.at(expression.id), expression.span);
}

void ExpressionCompiler::output(const liquid::Output& output) {
  out_.at(output.span);
  expression(output.expression);
  for (const auto& filter : output.filters) {
    if (filter.name.text == "raw")
      continue;  // says how the slot is printed, and changes nothing else
    call_filter(context_.program, out_, filter_of(filter), filter,
                [&](const liquid::Expression& one) { expression(one); });
  }
}

namespace {

void report_outputs(Context& context, Span span) {
  context.reporter.report(Code::kTooMany, span,
                          fmt::format("a template has at most {} outputs", UINT16_MAX));
}

// A slot for each output; or, where there are tags, one for all of it.
TemplateDecl parts_of(Context& context, const liquid::Template& text) {
  TemplateDecl decl;
  if (text.needs_body) {
    decl.parts.push_back({kNone, 0, SlotForm::kPieces});
    decl.slots.push_back(compile_liquid(context, text));
    return decl;
  }
  bool in_link = false;
  for (const auto& part : text.body.nodes) {
    if (auto* literal = std::get_if<std::string>(&part.what)) {
      decl.parts.push_back({context.program.text(*literal)});
      in_link = ends_in_link(*literal, in_link);
      continue;
    }
    const auto& output = std::get<liquid::Output>(part.what);
    if (decl.slots.size() > UINT16_MAX) {
      report_outputs(context, output.span);
      break;
    }
    decl.parts.push_back(
        {kNone, static_cast<std::uint16_t>(decl.slots.size()), form_of(output, in_link)});
    decl.slots.push_back(compile_slot(context, output));
  }
  return decl;
}

}  // namespace

TemplateDecl template_of(Context& context, const ast::Text& name) {
  TemplateDecl decl;
  if (const auto* found = context.model.templates.find(name.id))
    decl = parts_of(context, **found);
  else if (!name.text.empty())
    decl.parts.push_back({context.program.text(name.text)});
  return decl;
}

TemplateIndex compile_template(Context& context, const ast::Text& name) {
  return context.program.add_template(template_of(context, name));
}

TemplateDecl join_lines(Context& context, const std::vector<TemplateDecl>& lines, Span span) {
  TemplateDecl all;
  for (const auto& line : lines) {
    if (!all.parts.empty()) all.parts.push_back({context.program.text("\n")});
    const auto before = all.slots.size();
    all.slots.insert(all.slots.end(), line.slots.begin(), line.slots.end());
    if (all.slots.size() > UINT16_MAX) {
      report_outputs(context, span);
      break;
    }
    for (auto part : line.parts) {
      if (part.literal == kNone) part.slot += static_cast<std::uint16_t>(before);
      all.parts.push_back(part);
    }
  }
  return all;
}

}  // namespace camp::compile
