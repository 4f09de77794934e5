#include "lang/analysis/text_values.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/analysis/pattern_texts.h"
#include "lang/sema/types.h"
#include "lang/value/json_text.h"

namespace camp {
namespace {

using ast::BinaryOp;
using Texts = std::vector<std::string>;

bool passes(std::string_view text, const TextTest& test) {
  switch (test.op) {
    case BinaryOp::kContains:
      return text.find(test.text) != text.npos;
    case BinaryOp::kStartsWith:
      return text.starts_with(test.text);
    case BinaryOp::kEndsWith:
      return text.ends_with(test.text);
    default:
      return matches_pattern(text, test.text);
  }
}

// What people have, the plainest first.
Texts usual_texts(TypeKind kind, std::string_view who) {
  switch (kind) {
    case TypeKind::kEmail:
      return {fmt::format("{}@example.com", who), fmt::format("{}@example.org", who)};
    case TypeKind::kPhone:
      return {"+358401234567", "+4915112345678"};
    case TypeKind::kUrl:
      return {"https://example.com", "https://example.org"};
    case TypeKind::kLocale:
      return {"en", "fi", "de"};
    case TypeKind::kTimezone:
      return {"Europe/Helsinki", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "UTC"};
    default:
      return {"a", "b", "c", "0"};
  }
}

// Where a piece may stand in one of this kind.
Texts around(TypeKind kind, std::string_view who, const std::string& piece) {
  switch (kind) {
    case TypeKind::kEmail:
      return {fmt::format("{}{}", who, piece),
              fmt::format("{}@{}", who, piece),
              fmt::format("{}@example{}", who, piece),
              fmt::format("{}@{}.example", who, piece),
              piece + "@example.com",
              piece + "example.com",
              fmt::format("{}{}@example.com", who, piece)};
    case TypeKind::kPhone:
      return {piece + "401234567", "+358" + piece, "+35840" + piece + "4567", "+35840123" + piece};
    case TypeKind::kUrl:
      return {piece + "example.com", "https://" + piece, "https://example.com/" + piece};
    case TypeKind::kLocale:
      return {"en-" + piece, "en" + piece, piece + "en"};
    default:
      return {};
  }
}

// Of one kind, for somebody.
class TextMaker {
 public:
  TextMaker(const Type& type, const FieldUse& use, const Somebody& somebody)
      : type_(type), use_(use), who_(somebody.who), usual_(usual_texts(type.kind, who_)) {}

  Texts make_asked() {
    for (const auto& text : use_.texts) add(text);
    for (const auto& test : use_.tests) add_one_that(test);
    for (const auto length : lengths_of(use_)) add(std::string(length, 'a'));
    return std::move(all_);
  }
  Texts make() {
    all_ = make_asked();
    add_others(use_.linked ? 2 : 1);
    return std::move(all_);
  }

 private:
  bool is_one(std::string_view text) const { return !sema::text_mistake(text, type_); }

  void add(const std::string& text) {
    if (is_one(text)) all_.push_back(text);
  }

  void add_one_that(const TextTest& test) {
    auto pieces = test.op == BinaryOp::kMatches ? texts_matching(test.text) : Texts{test.text};
    Texts candidates = pieces;
    if (type_.kind != TypeKind::kString)
      candidates.insert(candidates.begin(), usual_.begin(), usual_.end());
    for (const auto& piece : pieces) {
      auto wider = around(type_.kind, who_, piece);
      candidates.insert(candidates.end(), wider.begin(), wider.end());
    }
    const auto found = std::find_if(candidates.begin(), candidates.end(), [&](const auto& text) {
      return is_one(text) && passes(text, test);
    });
    if (found != candidates.end()) all_.push_back(*found);
  }

  // What nobody asks for.
  void add_others(std::size_t count) {
    for (const auto& text : usual_) {
      const bool asked = use_.texts.contains(text) ||
                         std::any_of(use_.tests.begin(), use_.tests.end(),
                                     [&](const TextTest& test) { return passes(text, test); });
      if (asked) continue;
      all_.push_back(text);
      if (--count == 0) return;
    }
    if (all_.empty()) all_.push_back(usual_.front());
  }

  const Type type_;
  const FieldUse& use_;
  const std::string_view who_;
  const Texts usual_;
  Texts all_;
};

}  // namespace

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::vector<std::string> texts_of(const Type& type, const FieldUse& use, const Somebody& somebody) {
  return TextMaker(type, use, somebody).make();
}

std::vector<std::string> asked_texts(const FieldUse& use) {
  return TextMaker(TypeKind::kString, use, {}).make_asked();
}

}  // namespace camp
