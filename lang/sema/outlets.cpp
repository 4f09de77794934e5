// outlet NAME { timezone "..." from "..." }, `per outlet`, and `outlet.name` in messages. Whose
// outlet a contact's is, the attribute `outlet` says.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "lang/sema/constants.h"
#include "lang/sema/declarations.h"
#include "lang/sema/flow.h"

namespace camp::sema {
namespace {

constexpr std::string_view kNameField = "name";

}  // namespace

void DeclarationChecker::check_outlet(const ast::Outlet& outlet) {
  if (outlet.timezone)
    expressions_.check_zone(outlet.timezone->text, outlet.timezone->span, "an outlet's");
  if (outlet.from) check_mailbox(*outlet.from);
  if (outlet.reply_to) check_mailbox(*outlet.reply_to);
  if (!outlet.label) return;
  const auto& label = *outlet.label;
  if (!is_template(label) && is_one_line(label.text) && !label.text.empty()) return;
  reporter_.report(Code::kTypeMismatch, label.span, "an outlet's name is one line of plain text")
      .help("for example `name \"Helsinki, Kamppi\"`");
}

// Once for all of them.
void DeclarationChecker::check_outlets() {
  const auto& outlets = model_.outlets;
  if (outlets.empty()) return;
  if (outlets.size() > limits::kOutlets)
    reporter_.report(Code::kTooMany, outlets[limits::kOutlets]->span,
                     fmt::format("a project has at most {} outlets", limits::kOutlets));
  const auto* field = model_.contact.find(kOutletWord);
  if (field == nullptr) {
    reporter_
        .report(Code::kNoOutlet, outlets.front()->span,
                "nothing says whose outlet this is: the contact has no field `outlet`")
        .help("write `contact { outlet: string? }`: it holds an outlet's name");
    return;
  }
  if (field->type.kind == TypeKind::kString) return;
  if (field->type.kind != TypeKind::kChoice) {
    reporter_
        .report(Code::kTypeMismatch, field->span,
                fmt::format("`outlet` holds the name of a contact's outlet, but is {}",
                            to_string(field->type)))
        .help("make it `string?`, or `one of` the outlets' names");
    return;
  }
  check_outlet_choices(*field);
}

void DeclarationChecker::check_outlet_choices(const FieldInfo& field) {
  const auto& choices = field.type.choices;
  for (const auto* outlet : model_.outlets) {
    if (std::find(choices.begin(), choices.end(), outlet->name) != choices.end()) continue;
    reporter_
        .report(Code::kUnknownOutlet, outlet->span,
                fmt::format("no contact can have the outlet '{}'", outlet->name))
        .also(field.span, "it is none of these");
  }
}

void FlowChecker::check_per_outlet() {
  if (!flow_->per_outlet || !model_.outlets.empty()) return;
  reporter_.report(Code::kNoOutlet, *flow_->per_outlet, "there are no outlets")
      .help("declare them: `outlet helsinki { timezone \"Europe/Helsinki\" }`");
}

// A mail that is sent per outlet has a sender when each of them has one.
bool FlowChecker::outlets_send() const {
  const auto& outlets = model_.outlets;
  return flow_->per_outlet && std::all_of(outlets.begin(), outlets.end(), [](const auto* outlet) {
           return std::get<ast::Outlet>(outlet->declaration->node).from.has_value();
         });
}

ExpressionChecker::Resolved ExpressionChecker::resolve_outlet(const Names& names) {
  if (model_.outlets.empty()) {
    reporter_.report(Code::kNoOutlet, names[0]->span, "there are no outlets")
        .help("declare them: `outlet helsinki { name \"Helsinki, Kamppi\" }`");
    return {};
  }
  if (names.size() == 1 || names[1]->text != kNameField) {
    const auto& name = names.size() == 1 ? *names[0] : *names[1];
    reporter_.report(Code::kUnknownField, name.span, "of an outlet a message knows its name")
        .help("write `outlet.name`");
    return {};
  }
  Type type{TypeKind::kString};
  type.optional = true;  // who has none may get the message from another flow
  Resolved resolved{{RefKind::kOutletName, nullptr, nullptr, {}, {}}, {type}};
  follow(resolved, names, 2);
  return resolved;
}

}  // namespace camp::sema
