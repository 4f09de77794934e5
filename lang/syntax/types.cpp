#include <fmt/format.h>

#include "lang/syntax/folds.h"

namespace camp::syntax {
namespace {

struct TypeWord {
  std::string_view word;
  TypeKind kind;
};
constexpr TypeWord kTypeWords[] = {
    {"bool", TypeKind::kBool},         {"int", TypeKind::kInt},
    {"decimal", TypeKind::kDecimal},   {"string", TypeKind::kString},
    {"date", TypeKind::kDate},         {"time", TypeKind::kTime},
    {"datetime", TypeKind::kDatetime}, {"duration", TypeKind::kDuration},
    {"money", TypeKind::kMoney},       {"email", TypeKind::kEmail},
    {"phone", TypeKind::kPhone},       {"url", TypeKind::kUrl},
    {"locale", TypeKind::kLocale},     {"timezone", TypeKind::kTimezone},
};

void push_type(Frame& frame, Type type) {
  frame.clear();
  frame.builder().push(frame.span(),
                       std::make_unique<ast::TypeUse>(ast::TypeUse{std::move(type), frame.span()}));
}

void report_unknown_type(Reporter& report, const ast::Name& name) {
  std::vector<std::string> words;
  std::string all;
  for (const auto& row : kTypeWords) {
    words.emplace_back(row.word);
    all += std::string(row.word) + " ";
  }
  report.report(Code::kUnknownName, name.span, fmt::format("there is no type `{}`", name.text))
      .help(fmt::format("types are: {}one of \"...\", list of T, {{ field: T }}", all))
      .did_you_mean(name.text, words);
}

}  // namespace

void fold_type_name(Frame& frame) {
  auto name = frame[0].take<ast::Name>();
  Type type;
  for (const auto& row : kTypeWords)
    if (row.word == name.text) type.kind = row.kind;
  if (type.kind == TypeKind::kError) report_unknown_type(frame.builder().report, name);
  push_type(frame, std::move(type));
}

void fold_choices(Frame& frame) {
  Type type(TypeKind::kChoice);
  for (std::size_t i = 0; i < frame.size(); ++i)
    type.choices.push_back(frame[i].take<ast::Text>().text);
  push_type(frame, std::move(type));
}

void fold_list_type(Frame& frame) {
  Type type(TypeKind::kList);
  type.element.push_back(std::move(frame[0].take<std::unique_ptr<ast::TypeUse>>()->type));
  push_type(frame, std::move(type));
}

void fold_record_type(Frame& frame) {
  Type type(TypeKind::kRecord);
  for (std::size_t i = 0; i + 1 < frame.size(); i += 2) {
    auto name = frame[i].take<ast::Name>();
    type.fields.push_back({std::move(name.text),
                           std::move(frame[i + 1].take<std::unique_ptr<ast::TypeUse>>()->type)});
  }
  push_type(frame, std::move(type));
}

void fold_type(Frame& frame) {
  auto type = std::move(frame[0].take<std::unique_ptr<ast::TypeUse>>()->type);
  type.optional = frame.has(Part::kOptional);
  push_type(frame, std::move(type));
}

}  // namespace camp::syntax
