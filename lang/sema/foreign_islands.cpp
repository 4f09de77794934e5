// What other tools would fill in is printed as it stands: a warning, and the name here.
#include "lang/template/foreign_islands.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/letters.h"
#include "lang/sema/expressions.h"

namespace camp::sema {
namespace {

// FIRST_NAME, firstName and first-name are one name.
std::string without_marks(std::string_view name) {
  std::string plain;
  for (char c : name)
    if (c != '_' && c != '-') plain.push_back(ascii_lower(c));
  return plain;
}

std::string_view our_name(std::string_view theirs) {
#define CAMP_FOREIGN_NAME(their, our) \
  if (theirs == their) return our;
#include "lang/sema/foreign_names.def"
#undef CAMP_FOREIGN_NAME
  return {};
}

// What nearly every contact has, under any of its names: `{first_name}` means one also where there
// is no such field.
bool is_usual_name(std::string_view name) {
  const auto plain = without_marks(name);
#define CAMP_FOREIGN_NAME(their, our) \
  if (plain == their || plain == without_marks(our)) return true;
#include "lang/sema/foreign_names.def"
#undef CAMP_FOREIGN_NAME
  return false;
}

// `*|IF:FNAME|*`
bool is_condition(std::string_view name) {
  constexpr std::string_view kWords[] = {"IF:", "IFNOT:", "ELSEIF:", "ELSE:", "END:"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return name.starts_with(word); });
}

}  // namespace

void ExpressionChecker::check_foreign_islands(const ast::Text& text, Markup markup) {
  for (const auto& island : liquid::find_foreign_islands(text.text, markup == Markup::kHtml)) {
    const auto known = known_name(island.name, island.only_known);
    if (island.only_known && !known && !is_usual_name(island.name)) continue;
    auto report = reporter_.report(
        Code::kForeignIsland, text.source_span(island.begin, island.end),
        fmt::format("`{}` is printed as it stands",
                    std::string_view(text.text).substr(island.begin, island.end - island.begin)));
    if (known) {
      const auto ours = fmt::format("{{{{ {} }}}}", *known);
      report.help(fmt::format("did you mean `{}`?", ours));
      if (!is_always_there(*known)) continue;  // what is printed instead is its author's to say
      // Of `{name}` a text may mean just that, and `user.name` may be another's.
      const bool is_plain =
          island.name.find('.') == island.name.npos || island.name.starts_with("contact.");
      report.fix(fmt::format("write `{}`", ours), text.source_span(island.begin, island.end), ours,
                 is_plain && !island.only_known ? Certainty::kCertain : Certainty::kGuess);
    } else if (is_condition(island.name))
      report.help("conditions are `{% if contact.FIELD %}...{% else %}...{% endif %}`");
    else
      report.help("values are `{{ contact.FIELD }}` and `{{ PARAMETER }}`");
  }
}

// What a template here would call it: `contact.first_name`, a parameter. Nothing if there is none.
// `whole`: `subscriber.email` is not `email`.
std::optional<std::string> ExpressionChecker::known_name(std::string_view written,
                                                         bool whole) const {
  const auto root = written.substr(0, written.find('.'));
  const auto last = written.substr(written.find_last_of('.') + 1);
  if (scope_.find(root) != nullptr) return std::string(written);
  if (root == "contact" && root != written) {
    auto field = root.size() + 1 + last.size() == written.size() ? contact_field_like(last) : "";
    return field.empty() ? std::string(written) : field;
  }
  if (whole && root != written) return std::nullopt;
  const auto plain = without_marks(last);
  for (auto name : scope_.names())
    if (without_marks(name) == plain) return std::string(name);
  auto field = contact_field_like(last);
  return field.empty() ? std::nullopt : std::optional(std::move(field));
}

bool ExpressionChecker::is_always_there(std::string_view known) const {
  constexpr std::string_view kContact = "contact.";
  if (const auto* binding = scope_.find(known)) return !binding->typed.type.optional;
  if (!known.starts_with(kContact)) return false;
  const auto* field = model_.contact.find(known.substr(kContact.size()));
  return field != nullptr && !field->type.optional;
}

std::string ExpressionChecker::contact_field_like(std::string_view written) const {
  const auto plain = without_marks(written);
  const auto wanted = our_name(plain);
  std::string_view found;
  for (const auto& field : model_.contact.all()) {
    if (field.name == written) return fmt::format("contact.{}", written);
    if (field.name == wanted || without_marks(field.name) == plain) found = field.name;
  }
  return found.empty() ? "" : fmt::format("contact.{}", found);
}

}  // namespace camp::sema
