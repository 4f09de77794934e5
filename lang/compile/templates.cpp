// Templates: literal parts, and a function for each slot.
#include <fmt/format.h>

#include "lang/base/assert.h"
#include "lang/compile/expressions.h"

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

FunctionIndex compile_slot(Context& context, const liquid::Output& output) {
  FunctionBuilder out(context.program);
  out.at(output.span);
  ExpressionCompiler(context, out, nullptr, nullptr).output(output);
  out.op(Op::kReturn);
  report_limits(context, out, output.span);
  return out.finish(FunctionKind::kExpression, 0);
}

}  // namespace

// Inside an expression: all parts on the stack, then joined.
void ExpressionCompiler::text(const ast::Text& text) {
  const auto* found = model_.templates.find(text.id);
  if (found == nullptr) return out_.constant(Value::string(text.text));
  const auto& parts = (*found)->parts;
  constexpr std::size_t kPartsMax = 255;  // Join counts in one byte
  if (parts.size() > kPartsMax) {
    context_.reporter.report(Code::kTooMany, text.span,
                             fmt::format("a text has at most {} parts", kPartsMax));
    return;
  }
  for (const auto& part : parts) {
    if (auto* literal = std::get_if<std::string>(&part))
      out_.constant(Value::string(*literal));
    else
      output(std::get<liquid::Output>(part));
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
    for (const auto& argument : filter.arguments) expression(argument);
    const auto* function = find_function(filter.name.text, FunctionUse::kFilter);
    CAMP_ASSERT(function != nullptr);
    out_.op(Op::kCallFunction, function->number,
            static_cast<std::uint32_t>(filter.arguments.size() + 1));
  }
}

TemplateIndex compile_template(Context& context, const ast::Text& name) {
  TemplateDecl decl;
  const auto* found = context.model.templates.find(name.id);
  if (found == nullptr) {
    if (!name.text.empty()) decl.parts.push_back({context.program.text(name.text)});
  } else {
    bool in_link = false;
    for (const auto& part : (*found)->parts) {
      if (auto* literal = std::get_if<std::string>(&part)) {
        decl.parts.push_back({context.program.text(*literal)});
        in_link = ends_in_link(*literal, in_link);
        continue;
      }
      const auto& output = std::get<liquid::Output>(part);
      if (decl.slots.size() > UINT16_MAX) {
        context.reporter.report(Code::kTooMany, output.span,
                                fmt::format("a template has at most {} outputs", UINT16_MAX));
        break;
      }
      decl.parts.push_back(
          {kNone, static_cast<std::uint16_t>(decl.slots.size()), form_of(output, in_link)});
      decl.slots.push_back(compile_slot(context, output));
    }
  }
  context.program.program.templates.push_back(std::move(decl));
  return static_cast<TemplateIndex>(context.program.program.templates.size() - 1);
}

}  // namespace camp::compile
