// A bare Liquid file and its partials to bytecode.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lang/program/template_unit.h"
#include "lang/template/template.h"

namespace camp {

// Gives the text of a partial, or nothing.
using PartialReader = std::function<std::optional<std::string>(std::string_view name)>;

// The file's own syntax error, or its unit. Partials are read as far as their names are written in
// quotes, and all of `also` (a name may be computed); a syntax error in one of them is printed
// where it is included, as Liquid does.
std::variant<TemplateUnit, liquid::SyntaxError> compile_unit(std::string text,
                                                             liquid::Strictness strictness,
                                                             const PartialReader& read,
                                                             std::vector<std::string> also);

}  // namespace camp
