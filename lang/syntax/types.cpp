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

void push_type(Frame& frame, ast::TypeUse use) {
  use.span = frame.span();
  frame.clear();
  frame.builder().push(frame.span(), std::make_unique<ast::TypeUse>(std::move(use)));
}

ast::TypeUse take_type(Item& item) {
  return std::move(*item.take<std::unique_ptr<ast::TypeUse>>());
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
  ast::TypeUse use;
  for (const auto& row : kTypeWords)
    if (row.word == name.text) use.type.kind = row.kind;
  if (use.type.kind == TypeKind::kError) report_unknown_type(frame.builder().report, name);
  push_type(frame, std::move(use));
}

void fold_choices(Frame& frame) {
  ast::TypeUse use;
  use.type.kind = TypeKind::kChoice;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    use.choices.push_back(frame[i].take<ast::Text>());
    use.type.choices.push_back(use.choices.back().text);
  }
  push_type(frame, std::move(use));
}

void fold_list_type(Frame& frame) {
  ast::TypeUse use;
  use.type.kind = TypeKind::kList;
  use.parts.push_back(take_type(frame[0]));
  use.type.element.push_back(use.parts.back().type);
  push_type(frame, std::move(use));
}

void fold_record_type(Frame& frame) {
  ast::TypeUse use;
  use.type.kind = TypeKind::kRecord;
  for (std::size_t i = 0; i + 1 < frame.size(); i += 2) {
    use.names.push_back(frame[i].take<ast::Name>());
    use.parts.push_back(take_type(frame[i + 1]));
    use.type.fields.push_back({use.names.back().text, use.parts.back().type});
  }
  push_type(frame, std::move(use));
}

void fold_type(Frame& frame) {
  auto use = take_type(frame[0]);
  use.type.optional = frame.has(Part::kOptional);
  push_type(frame, std::move(use));
}

}  // namespace camp::syntax
