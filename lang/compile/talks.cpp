#include "lang/compile/talks.h"

#include <fmt/format.h>

#include "lang/base/assert.h"
#include "lang/catalog/functions.h"
#include "lang/compile/contents.h"
#include "lang/sema/talks.h"
#include "lang/value/json_text.h"

namespace camp::compile {
namespace {

std::string_view word_of(const ast::Ask& ask) {
  if (ask.low) return "int";
  return ask.choices.empty() ? std::string_view(ask.word->text) : "choice";
}

class TalkCompiler {
 public:
  TalkCompiler(Context& context, const sema::SpokenInfo& info) : context_(context), info_(info) {}

  MessageDecl message() {
    MessageDecl decl;
    for (const auto* argument : info_.arguments) {
      FieldDecl parameter;
      parameter.name = context_.program.name(argument->name);
      parameter.type = argument->typed.type;
      decl.parameters.push_back(std::move(parameter));
    }
    context_.spoken = &info_.arguments;
    for (const auto& line : info_.lines) lines_.push_back(template_of(context_, *line.text));
    context_.spoken = nullptr;
    for (const auto& row : channels())
      if (info_.module->channels.test(static_cast<std::size_t>(row.channel)))
        decl.contents.push_back(content(row.channel));
    return decl;
  }

 private:
  Span span() const { return info_.lines.front().text->span; }

  ContentDecl content(Channel channel) {
    ContentDecl decl;
    decl.channel = channel;
    decl.text_allowed = text_allowed(context_, channel, span());
    if (find_part(channel, ContentPart::kLanguage) != nullptr) add_language(decl);
    add_lines(decl);
    if (info_.ask != nullptr) add_question(decl, *info_.ask);
    sort_parts(decl);
    return decl;
  }

  void add(ContentDecl& decl, ContentPart part, TemplateDecl text) {
    decl.parts.push_back({part, kNone, context_.program.add_template(std::move(text))});
  }

  // A text that is one part, or a part for each line.
  void add_lines(ContentDecl& decl) {
    const auto main = *info_of(decl.channel).main_part;
    const bool together = find_part(decl.channel, main)->most == 1;
    std::vector<TemplateDecl> texts;
    const auto take = [&](bool is_recording, TemplateDecl text) {
      if (together)
        texts.push_back(std::move(text));
      else
        add(decl, is_recording ? ContentPart::kPlay : main, std::move(text));
    };
    for (std::size_t i = 0; i < lines_.size(); ++i)
      if (sema::carries(decl.channel, info_.lines[i])) take(info_.lines[i].is_recording, lines_[i]);
    if (const auto list = sema::list_of_choices(info_, decl.channel); !list.empty())
      take(false, literal_text(context_, list));
    if (together) add(decl, main, join_lines(context_, texts, span()));
  }

  void add_question(ContentDecl& decl, const ast::Ask& ask) {
    switch (sema::how_asked(ask, decl.channel)) {
      case sema::Asked::kButtons:
        for (const auto& label : sema::button_labels(ask))
          add(decl, ContentPart::kSuggest, literal_text(context_, label));
        if (sema::form_of(ask) != AnswerForm::kYesNo) return;
        for (const bool yes : {true, false}) add(decl, ContentPart::kSuggest, yes_no(yes, false));
        return;
      case sema::Asked::kCall:
        return add(decl, ContentPart::kListen, listen(ask));
      case sema::Asked::kWords:
      case sema::Asked::kNot:
        return;
    }
  }

  // The contact's own, when the schema has it.
  void add_language(ContentDecl& decl) {
    const auto* field = context_.model.contact.find("language");
    if (field == nullptr || field->type.kind != TypeKind::kLocale) return;
    FunctionBuilder out(context_.program);
    out.at(span());
    out.op(Op::kAttribute, context_.program.name(field->name));
    add(decl, ContentPart::kLanguage, slot(out));
  }

  // What a call listens for, as a JSON object (lang/reference/modules.md).
  TemplateDecl listen(const ast::Ask& ask) {
    const auto form = sema::form_of(ask);
    auto text = fmt::format("{{\"answer\":\"{}\"", word_of(ask));
    if (form == AnswerForm::kRange)
      text += fmt::format(",\"from\":{},\"to\":{}", ask.low->value.num, ask.high->value.num);
    if (const auto keys = sema::keys_of(ask); keys > 0) text += fmt::format(",\"keys\":{}", keys);
    auto decl = literal_text(context_, text);
    for (std::size_t i = 0; i < ask.choices.size(); ++i) {
      std::string said;
      append_json_string(said, ask.choices[i].text);
      append_choice(decl, i, std::to_string(i + 1), literal_text(context_, said));
    }
    if (form == AnswerForm::kYesNo) {
      append_choice(decl, 0, "1", yes_no(true, true));
      append_choice(decl, 1, "0", yes_no(false, true));
    }
    decl.parts.push_back(
        {context_.program.text(ask.choices.empty() && form != AnswerForm::kYesNo ? "}" : "]}")});
    return decl;
  }

  void append_choice(TemplateDecl& decl, std::size_t place, std::string_view key,
                     const TemplateDecl& said) {
    decl.parts.push_back({context_.program.text(
        fmt::format("{}{{\"key\":\"{}\",\"say\":", place == 0 ? ",\"choices\":[" : ",", key))});
    for (auto part : said.parts) {
      if (part.literal == kNone) part.slot = static_cast<std::uint16_t>(decl.slots.size());
      decl.parts.push_back(part);
    }
    decl.slots.insert(decl.slots.end(), said.slots.begin(), said.slots.end());
    decl.parts.push_back({context_.program.text("}")});
  }

  // Yes or no in the contact's language.
  TemplateDecl yes_no(bool yes, bool as_json) {
    FunctionBuilder out(context_.program);
    out.at(span());
    out.constant(Value::boolean(yes));
    call(out, "yes_no");
    if (as_json) call(out, "json");
    return slot(out);
  }

  static void call(FunctionBuilder& out, std::string_view filter) {
    const auto* function = find_function(filter, FunctionUse::kFilter);
    CAMP_ASSERT(function != nullptr);
    out.op(Op::kCallFunction, function->number, 1);
  }

  // A template of this one slot.
  static TemplateDecl slot(FunctionBuilder& out) {
    out.op(Op::kReturn);
    TemplateDecl decl;
    decl.parts.push_back({kNone, 0, SlotForm::kAsIs});
    decl.slots.push_back(out.finish(FunctionKind::kExpression, 0));
    return decl;
  }

  Context& context_;
  const sema::SpokenInfo& info_;
  std::vector<TemplateDecl> lines_;
};

}  // namespace

MessageDecl compile_spoken(Context& context, const sema::SpokenInfo& info) {
  return TalkCompiler(context, info).message();
}

}  // namespace camp::compile
