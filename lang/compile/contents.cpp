#include "lang/compile/contents.h"

#include <algorithm>

#include "lang/base/assert.h"
#include "lang/base/limits.h"
#include "lang/sema/contents.h"

namespace camp::compile {
namespace {

TemplateIndex literal_template(Context& context, std::string_view bytes) {
  return context.program.add_template(literal_text(context, bytes));
}

// A template of one slot: the time as ISO 8601 has it, in the contact's zone.
TemplateIndex time_template(Context& context, const ast::Expr& when) {
  FunctionBuilder out(context.program);
  out.at(when.span);
  const bool from_now = context.model.from_now.contains(when.id);
  if (from_now) out.op(Op::kNow);
  ExpressionCompiler(context, out, nullptr, nullptr).value(when);
  if (from_now) out.op(Op::kAdd);
  out.op(Op::kReturn);
  report_limits(context, out, when.span);
  TemplateDecl decl;
  decl.parts.push_back({kNone, 0, SlotForm::kAsIs});
  decl.slots.push_back(out.finish(FunctionKind::kExpression, 0));
  return context.program.add_template(std::move(decl));
}

// The file's own name, unless the script gives another.
std::string_view label_of(const ast::PartUse& use) {
  if (use.label) return use.label->text;
  std::string_view path = use.text->text;
  return path.substr(path.rfind('/') + 1);
}

PartDecl compile_part(Context& context, const ast::PartUse& use, ContentPart part) {
  PartDecl decl;
  decl.part = part;
  const bool attached = info_of(part).value == PartValue::kBytes;
  if (use.label || attached) decl.label = context.program.text(label_of(use));
  if (use.when != nullptr)
    decl.text = time_template(context, *use.when);
  else if (attached)
    decl.text = literal_template(context, context.model.attachments.at(use.text->id));
  else
    decl.text = compile_template(context, *use.text);
  return decl;
}

// Has the contact answered on WhatsApp within its reply window?
//   count(message.replied last 24h where channel == "whatsapp") > 0
FunctionIndex reply_window(Context& context, Span span) {
  if (context.reply_window != kNone) return context.reply_window;
  FunctionBuilder out(context.program);
  out.at(span);
  out.constant(Value::duration({0, 0, limits::kReplyWindowMs}));
  out.op(Op::kEventsBegin, context.program.name("message.replied"),
         static_cast<std::uint32_t>(Aggregate::kCount));
  Label next, end;
  out.bind(next);
  out.jump(Op::kEventsNext, end);
  out.op(Op::kEventField, context.program.name("channel"));
  out.constant(Value::string(info_of(Channel::kWhatsapp).word));
  out.op(Op::kEqual);
  out.jump(Op::kJumpIfFalse, next);
  out.constant(Value::boolean(true));
  out.op(Op::kEventsAdd);
  out.jump(Op::kJump, next);
  out.bind(end);
  out.op(Op::kEventsAtLeast, 1);
  out.op(Op::kReturn);
  return context.reply_window = out.finish(FunctionKind::kExpression, 0);
}

bool has_text(const ast::Message& message) {
  const auto is_text = [](const ast::PartUse& use) {
    return sema::part_of(use, Channel::kWhatsapp) == ContentPart::kText;
  };
  return std::any_of(message.contents.begin(), message.contents.end(), [&](const auto& content) {
    return content.channel.text == info_of(Channel::kWhatsapp).word &&
           std::any_of(content.parts.begin(), content.parts.end(), is_text);
  });
}

FunctionIndex segment_test(Context& context, const ast::Name& name) {
  FunctionBuilder out(context.program);
  out.at(name.span);
  ExpressionCompiler(context, out, nullptr, nullptr).symbol_test(*context.model.find(name.text));
  out.op(Op::kReturn);
  report_limits(context, out, name.span);
  return out.finish(FunctionKind::kExpression, 0);
}

}  // namespace

TemplateDecl literal_text(Context& context, std::string_view text) {
  TemplateDecl decl;
  if (!text.empty()) decl.parts.push_back({context.program.text(text)});
  return decl;
}

void sort_parts(ContentDecl& content) {
  std::stable_sort(content.parts.begin(), content.parts.end(),
                   [](const auto& one, const auto& other) {
                     return info_of(one.part).lead < info_of(other.part).lead;
                   });
}

FunctionIndex text_allowed(Context& context, Channel channel, Span span) {
  return channel == Channel::kWhatsapp ? reply_window(context, span) : kNone;
}

ContentDecl compile_content(Context& context, const ast::Message& message,
                            const ast::Content& content) {
  ContentDecl decl;
  decl.channel = *find_channel(content.channel.text);
  const auto selectors = sema::selectors_of(message, content);
  if (selectors.segment != nullptr) {
    decl.segment = context.program.name(selectors.segment->text);
    decl.in_segment = segment_test(context, *selectors.segment);
  }
  if (selectors.language != nullptr)
    decl.language = context.program.text(sema::language_of(*selectors.language));
  for (const auto& use : content.parts)
    decl.parts.push_back(compile_part(context, use, *sema::part_of(use, decl.channel)));
  if (decl.language != kNone && find_part(decl.channel, ContentPart::kLanguage) != nullptr)
    decl.parts.push_back({ContentPart::kLanguage, kNone,
                          literal_template(context, sema::language_of(*selectors.language))});
  sort_parts(decl);
  if (!decl.is_variant() && has_text(message))
    decl.text_allowed = text_allowed(context, decl.channel, content.span);
  return decl;
}

}  // namespace camp::compile
