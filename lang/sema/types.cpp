#include "lang/sema/types.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/catalog/zones.h"
#include "lang/value/address.h"

namespace camp::sema {
namespace {

bool is_ordered_kind(TypeKind kind) {
  switch (kind) {
    case TypeKind::kInt:
    case TypeKind::kDecimal:
    case TypeKind::kMoney:
    case TypeKind::kDuration:
    case TypeKind::kDate:
    case TypeKind::kTime:
    case TypeKind::kDatetime:
      return true;
    default:
      return false;
  }
}

bool is_moment(const Type& type) {
  return type.kind == TypeKind::kDate || type.kind == TypeKind::kDatetime;
}

std::optional<Type> sum_type(const Type& a, const Type& b) {
  if (a.is_text() && b.is_text()) return Type(TypeKind::kString);
  if (is_moment(a) && b.kind == TypeKind::kDuration) return Type(a.kind);
  if (a.kind == b.kind && (a.kind == TypeKind::kMoney || a.kind == TypeKind::kDuration))
    return Type(a.kind);
  return std::nullopt;
}

std::optional<Type> difference_type(const Type& a, const Type& b) {
  if (is_moment(a) && a.kind == b.kind) return Type(TypeKind::kDuration);
  if (is_moment(a) && b.kind == TypeKind::kDuration) return Type(a.kind);
  if (a.kind == b.kind && (a.kind == TypeKind::kMoney || a.kind == TypeKind::kDuration))
    return Type(a.kind);
  return std::nullopt;
}

std::optional<Type> product_type(const Type& a, const Type& b) {
  if (a.kind == TypeKind::kMoney && is_number(b)) return Type(TypeKind::kMoney);
  if (b.kind == TypeKind::kMoney && is_number(a)) return Type(TypeKind::kMoney);
  if (a.kind == TypeKind::kDuration && b.kind == TypeKind::kInt) return Type(TypeKind::kDuration);
  if (a.kind == TypeKind::kInt && b.kind == TypeKind::kDuration) return Type(TypeKind::kDuration);
  return std::nullopt;
}

// `[]`, which takes the type that is needed.
bool is_empty_list(const Type& type) {
  return type.kind == TypeKind::kList && type.element[0].kind == TypeKind::kError;
}
bool both_lists(const Type& a, const Type& b) {
  return a.kind == TypeKind::kList && b.kind == TypeKind::kList;
}

bool all_of_characters(std::string_view text, std::string_view more) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

}  // namespace

bool is_error(const Type& type) { return type.kind == TypeKind::kError; }

bool is_number(const Type& type) {
  return type.kind == TypeKind::kInt || type.kind == TypeKind::kDecimal;
}

bool assignable(const Type& from, const Type& to) {
  if (is_error(from) || is_error(to)) return true;
  if (from.kind == TypeKind::kAbsent)
    return true;  // whether absence is allowed is the caller's question
  if (to.kind == TypeKind::kDecimal) return is_number(from);
  if (to.kind == TypeKind::kString) return from.is_text();
  if (from.kind != to.kind) return false;
  if (to.kind == TypeKind::kChoice) {
    return std::all_of(from.choices.begin(), from.choices.end(), [&](const std::string& choice) {
      return std::find(to.choices.begin(), to.choices.end(), choice) != to.choices.end();
    });
  }
  if (to.kind == TypeKind::kList) {
    // An int inside a list is not widened: the list would have to be rebuilt.
    return is_empty_list(from) || from.element[0] == to.element[0] ||
           (from.element[0].is_text() && to.element[0].kind == TypeKind::kString &&
            from.element[0].optional == to.element[0].optional);
  }
  if (to.kind == TypeKind::kRecord) return from.fields == to.fields;
  return true;
}

std::optional<Type> common_type(const Type& a, const Type& b) {
  bool optional = a.optional || b.optional;
  auto with = [&](Type type) {
    type.optional = type.optional || optional;
    return type;
  };
  if (is_error(a) || is_error(b)) return Type(TypeKind::kError);
  if (a.kind == TypeKind::kAbsent && b.kind == TypeKind::kAbsent) return a;
  if (a.kind == TypeKind::kAbsent) {
    optional = true;
    return with(b);
  }
  if (b.kind == TypeKind::kAbsent) {
    optional = true;
    return with(a);
  }
  if (a.without_optional() == b.without_optional()) return with(a);
  if (both_lists(a, b) && is_empty_list(a)) return with(b);
  if (both_lists(a, b) && is_empty_list(b)) return with(a);
  if (is_number(a) && is_number(b)) return with(Type(TypeKind::kDecimal));
  if (a.is_text() && b.is_text()) return with(Type(TypeKind::kString));
  return std::nullopt;
}

bool equatable(const Type& a, const Type& b) {
  if (is_error(a) || is_error(b)) return true;
  if (is_number(a) && is_number(b)) return true;
  if (a.is_text() && b.is_text()) return true;
  if (a.kind == TypeKind::kHandle || a.kind == TypeKind::kAbsent) return false;
  if (both_lists(a, b) && (is_empty_list(a) || is_empty_list(b))) return true;
  return a.without_optional() == b.without_optional();
}

bool orderable(const Type& a, const Type& b) {
  if (is_error(a) || is_error(b)) return true;
  if (is_number(a) && is_number(b)) return true;
  if (a.is_text() && b.is_text()) return true;
  return a.kind == b.kind && is_ordered_kind(a.kind);
}

std::optional<Type> arithmetic_type(ast::BinaryOp op, const Type& a, const Type& b) {
  using ast::BinaryOp;
  if (is_error(a) || is_error(b)) return Type(TypeKind::kError);
  if (is_number(a) && is_number(b)) {
    if (op == BinaryOp::kDivide) return Type(TypeKind::kDecimal);
    bool decimal = a.kind == TypeKind::kDecimal || b.kind == TypeKind::kDecimal;
    return Type(decimal ? TypeKind::kDecimal : TypeKind::kInt);
  }
  switch (op) {
    case BinaryOp::kAdd:
      return sum_type(a, b);
    case BinaryOp::kSubtract:
      return difference_type(a, b);
    case BinaryOp::kMultiply:
      return product_type(a, b);
    case BinaryOp::kDivide:
      if (a.kind == TypeKind::kMoney && is_number(b)) return Type(TypeKind::kMoney);
      if (a.kind == TypeKind::kMoney && b.kind == TypeKind::kMoney) return Type(TypeKind::kDecimal);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

bool accepts(Kind kind, const Type& type) {
  if (is_error(type)) return true;
  switch (kind) {
    case Kind::kAny:
    case Kind::kAnyOrAbsent:
    case Kind::kSameAsFirst:
      return type.kind != TypeKind::kHandle;
    case Kind::kBool:
      return type.kind == TypeKind::kBool;
    case Kind::kInt:
      return type.kind == TypeKind::kInt;
    case Kind::kNumber:
      return is_number(type) || type.kind == TypeKind::kMoney;
    case Kind::kText:
    case Kind::kField:
      return type.is_text();
    case Kind::kOptions:  // nothing that an expression could be
      return false;
    case Kind::kDate:
      return type.kind == TypeKind::kDate;
    case Kind::kDatetime:
      return type.kind == TypeKind::kDatetime;
    case Kind::kDateOrDatetime:
      return type.kind == TypeKind::kDate || type.kind == TypeKind::kDatetime;
    case Kind::kTime:
      return type.kind == TypeKind::kTime;
    case Kind::kList:
      return type.kind == TypeKind::kList;
    default:
      return true;
  }
}

Type result_type(const FunctionInfo& function, const Type& first) {
  auto element = [&] {
    bool typed_list = first.kind == TypeKind::kList && !first.element.empty();
    return typed_list ? first.element[0] : Type(TypeKind::kError);
  };
  switch (function.result) {
    case Kind::kBool:
      return TypeKind::kBool;
    case Kind::kInt:
      return TypeKind::kInt;
    case Kind::kText:
      return TypeKind::kString;
    case Kind::kDate:
      return TypeKind::kDate;
    case Kind::kDatetime:
      return TypeKind::kDatetime;
    case Kind::kTime:
      return TypeKind::kTime;
    // `number` of a result: an int stays one, so that `round(x)` of an int is an int.
    case Kind::kNumber:
    case Kind::kSameAsFirst:
      return first.without_optional();
    case Kind::kList: {
      if (first.kind == TypeKind::kList) return first.without_optional();
      Type list(TypeKind::kList);
      list.element.push_back(TypeKind::kString);
      return list;
    }
    case Kind::kPart:
      return first.kind == TypeKind::kList ? first.without_optional() : Type(TypeKind::kString);
    // Of an empty list there is none.
    case Kind::kItem: {
      auto type = element();
      type.optional = first.kind == TypeKind::kList;
      return type;
    }
    default:
      return TypeKind::kError;
  }
}

std::vector<std::string> field_names(const Type& record) {
  std::vector<std::string> names;
  for (const auto& field : record.fields) names.push_back(field.name);
  return names;
}

std::optional<Type> liquid_member(const Type& type, std::string_view name) {
  const bool list = type.kind == TypeKind::kList;
  if (!list && !type.is_text()) return std::nullopt;
  if (name == "size") return TypeKind::kInt;
  if (name != "first" && name != "last") return std::nullopt;
  auto item = list ? type.element[0] : Type(TypeKind::kString);
  item.optional = true;
  return item;
}

Type type_of_value(const Value& value) {
  switch (value.tag) {
    case Tag::kAbsent:
      return TypeKind::kAbsent;
    case Tag::kBool:
      return TypeKind::kBool;
    case Tag::kInt:
      return TypeKind::kInt;
    case Tag::kDecimal:
      return TypeKind::kDecimal;
    case Tag::kMoney:
      return TypeKind::kMoney;
    case Tag::kDuration:
      return TypeKind::kDuration;
    case Tag::kDate:
      return TypeKind::kDate;
    case Tag::kTime:
      return TypeKind::kTime;
    case Tag::kDatetime:
      return TypeKind::kDatetime;
    case Tag::kString:
      return TypeKind::kString;
    default:
      return TypeKind::kError;
  }
}

std::optional<std::string> text_mistake(std::string_view text, const Type& type) {
  auto unless = [](bool fine, std::string_view what) {
    return fine ? std::nullopt : std::optional<std::string>(what);
  };
  switch (type.kind) {
    case TypeKind::kEmail:
      return unless(is_email(text), "is not an e-mail address");
    case TypeKind::kPhone:
      return unless(is_phone(text), "is not a phone number like +358401234567");
    case TypeKind::kUrl:
      return unless(is_url(text), "is not a URL that begins with https:// or http://");
    case TypeKind::kLocale:
      return unless(all_of_characters(text, "-_"), "is not a locale like en or fi-FI");
    case TypeKind::kTimezone:
      return unless(is_zone(text), "is not a time zone");
    default:
      return std::nullopt;
  }
}

}  // namespace camp::sema
