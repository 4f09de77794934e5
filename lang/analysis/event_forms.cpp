#include "lang/analysis/event_forms.h"

#include <fmt/format.h>

namespace camp {
namespace {

constexpr std::size_t kEventForms = 12;

void add_field(std::string& text, std::string_view name, std::string_view value) {
  text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", name, value);
}

EventForms forms_of(const std::string& head, const sema::EventInfo& event, const FlowReads& reads,
                    const Somebody& somebody) {
  EventForms out;
  std::vector<const sema::FieldInfo*> fields;
  std::vector<std::vector<std::string>> values;
  std::vector<std::size_t> sizes;
  std::size_t all = 1;
  for (const auto& field : event.fields.all()) {
    const auto use = reads.event.find(std::string(field.name));
    if (use == reads.event.end() && field.type.optional) continue;
    fields.push_back(&field);
    values.push_back(
        values_for(field, use == reads.event.end() ? FieldUse{} : use->second, somebody));
    if (use == reads.event.end()) values.back().resize(1);
    sizes.push_back(values.back().size());
    all = all > kEventForms ? all : all * sizes.back();
  }
  out.sampled = all > kEventForms;
  for (const auto& one : combinations(sizes, kEventForms)) {
    std::string text;
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (const auto& value = values[i][one[i]]; !value.empty())
        add_field(text, fields[i]->name, value);
    out.forms.push_back(text.empty() ? head : fmt::format("{} {{ {} }}", head, text));
  }
  return out;
}

}  // namespace

EventForms event_forms(const sema::EventInfo& event, const FlowReads& reads,
                       const Somebody& somebody) {
  return forms_of(std::string(event.name), event, reads, somebody);
}

EventForms answer_forms(const sema::Model& model, const FlowReads& reads, const std::string& call,
                        const Somebody& somebody) {
  return forms_of(call + " answers", *model.events.at(call), reads, somebody);
}

std::set<std::string> answers_to(const ast::Ask& ask) {
  std::set<std::string> texts;
  for (const auto& choice : ask.choices) texts.insert(choice.text);
  if (ask.low && ask.high)
    for (auto value = ask.low->value.num; value <= ask.high->value.num; ++value)
      texts.insert(std::to_string(value));
  if (!ask.word) return texts;
  if (ask.word->text == "yes_no") texts.insert({"yes", "no"});
  if (ask.word->text == "int" || ask.word->text == "decimal") texts.insert("1");
  if (ask.word->text == "date") texts.insert("1990-03-02");
  if (ask.word->text == "text") texts.insert("hm");
  return texts;
}

}  // namespace camp
