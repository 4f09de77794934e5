#include "lang/program/verifier.h"

#include "lang/base/utf8.h"
#include "lang/program/verifier_parts.h"

namespace camp {
namespace {

std::string text_of(const Place& place) {
  std::string text = std::string(place.table) + " " + std::to_string(place.row);
  if (place.part != nullptr)
    text += ", " + std::string(place.part) + " " + std::to_string(place.part_row);
  return text;
}

}  // namespace

Error rule_broken(std::string place, std::string rule) {
  return {ErrorKind::kCorrupt, "the program cannot be run: " + std::move(rule), std::move(place),
          "compile the project again"};
}

bool is_plain_name(std::string_view text) {
  return !text.empty() && !find_invalid_utf8(text) && is_one_line(text);
}

Result<void> TableChecks::require(bool holds, const Place& place, const char* rule) const {
  if (holds) return {};
  return rule_broken(text_of(place), rule);
}

Result<void> TableChecks::name(const Place& place, NameIndex index) const {
  return require(index < program_.names.size(), place, "a name is not in the table of names");
}

Result<void> TableChecks::name_of(const Place& place, NameIndex index, NameUse use) const {
  CAMP_TRY(name(place, index));
  if ((facts_.name_uses[index] & use) != 0) return {};
  const char* kind = use == kNamesEvent ? "event" : use == kNamesList ? "list" : "attribute";
  return rule_broken(text_of(place),
                     "no " + std::string(kind) + " '" + program_.name(index) + "' is declared");
}

Result<void> TableChecks::text(const Place& place, ConstIndex index) const {
  CAMP_TRY(require(index < program_.constants.size(), place, "a constant is not in its table"));
  return require(program_.constants[index].tag == Tag::kString, place,
                 "a text is not a string constant");
}

Result<void> TableChecks::text_or_none(const Place& place, ConstIndex index) const {
  if (index == kNone) return {};
  return text(place, index);
}

Result<void> TableChecks::expression(const Place& place, FunctionIndex index,
                                     std::uint32_t locals) const {
  CAMP_TRY(require(index < program_.functions.size(), place, "a function is not in its table"));
  const auto& function = program_.functions[index];
  CAMP_TRY(require(function.kind == FunctionKind::kExpression, place,
                   "an expression is asked of a function that is none"));
  return require(function.locals <= locals, place, "an expression reads locals that are not there");
}

Result<void> TableChecks::template_body(const Place& place, FunctionIndex index) const {
  CAMP_TRY(require(index < program_.functions.size(), place, "a function is not in its table"));
  return require(program_.functions[index].kind == FunctionKind::kTemplate, place,
                 "a text in pieces is asked of a function that is no template");
}

Result<void> TableChecks::expression_or_none(const Place& place, FunctionIndex index,
                                             std::uint32_t locals) const {
  if (index == kNone) return {};
  return expression(place, index, locals);
}

Result<void> TableChecks::not_negative(const Place& place, const Duration& duration) const {
  return require(duration.months >= 0 && duration.days >= 0 && duration.ms >= 0, place,
                 "a duration is negative");
}

Result<void> verify(const Program& program) {
  ProgramFacts facts;
  CAMP_TRY(verify_declarations(program, facts));
  CAMP_TRY(verify_flows(program, facts));
  return verify_code(program, facts);
}

}  // namespace camp
