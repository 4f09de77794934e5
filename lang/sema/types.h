// What goes with what: the language's rules about types, without names, places or messages.
//
// "Ignoring absence" means that `T?` counts as `T`; callers have dealt with it. kError agrees with
// everything, so that one mistake is reported once.
#pragma once
#include <optional>

#include "lang/catalog/functions.h"
#include "lang/syntax/ast.h"
#include "lang/value/type.h"
#include "lang/value/value.h"

namespace camp::sema {

// Whether it is a record, or holds one, whose fields only what is needed names: `{}`.
bool takes_needed_type(const ast::Expr& expr);
bool is_error(const Type& type);
bool is_number(const Type& type);  // int, decimal

// Whether a value of type `from` may stand where `to` is needed, ignoring absence: the same type,
// an int for a decimal, any text for a string, choices for choices that include them.
bool assignable(const Type& from, const Type& to);

// The type of `if c then a else b`, of `a ?? b` and of a list's items; nothing when there is none.
std::optional<Type> common_type(const Type& a, const Type& b);

bool equatable(const Type& a, const Type& b);  // for == and !=, ignoring absence
bool orderable(const Type& a, const Type& b);  // for < and so on, ignoring absence
// The type of `a op b`; nothing when the operator does not work on them.
std::optional<Type> arithmetic_type(ast::BinaryOp op, const Type& a, const Type& b);

// Whether a catalog function takes this, ignoring absence; and what it gives.
bool accepts(Kind kind, const Type& type);
Type result_type(const FunctionInfo& function, const Type& first);

std::vector<std::string> field_names(const Type& record);  // for "did you mean"

// `size`, `first` and `last` of a list or a text, as templates have them; nothing for any other.
std::optional<Type> liquid_member(const Type& type, std::string_view name);

Type type_of_value(const Value& value);  // of a literal

// What is wrong with a literal text as this type: "is not an e-mail address"; nothing when it is
// fine.
std::optional<std::string> text_mistake(std::string_view text, const Type& type);

}  // namespace camp::sema
