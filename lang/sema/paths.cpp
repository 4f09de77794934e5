// What a name or a path means: `now`, `contact.country`, `p.total`, `total` inside a where-clause.
#include <fmt/format.h>

#include <algorithm>

#include "lang/sema/expressions.h"
#include "lang/sema/types.h"

namespace camp::sema {
namespace {

// The names of a.b.c in order; `base` is what stands at the very left.
std::vector<const ast::Name*> unwind(const ast::Expr& expr, const ast::Expr** base) {
  std::vector<const ast::Name*> names;
  const auto* at = &expr;
  while (auto* member = std::get_if<ast::Member>(&at->node)) {
    names.push_back(&member->member);
    at = member->object.get();
  }
  *base = at;
  std::reverse(names.begin(), names.end());
  return names;
}

constexpr std::string_view kTimeOfEvent =
    "time";  // every event has one, unless a field takes the name

// Words that mean something everywhere; a local of that name would hide them.
constexpr std::string_view kReserved[] = {"contact", "now", "message", "list"};

}  // namespace

void ExpressionChecker::declare(Binding* binding) {
  if (binding->name.empty()) return;
  bool taken =
      std::find(std::begin(kReserved), std::end(kReserved), binding->name) != std::end(kReserved);
  const auto* local = scope_.find(binding->name);
  const auto* symbol = model_.find(binding->name);
  if (!taken && local == nullptr && symbol == nullptr) return scope_.declare(binding);
  auto report = reporter_.report(Code::kDuplicateName, binding->span,
                                 fmt::format("'{}' already means something here", binding->name));
  if (local != nullptr)
    report.also(local->span, "first named here");
  else if (symbol != nullptr)
    report.also(symbol->span, "declared here");
  report.help("take another name");
}

Typed ExpressionChecker::check_path(const ast::Expr& expr) {
  const ast::Expr* base = nullptr;
  auto names = unwind(expr, &base);
  if (auto* history = std::get_if<ast::History>(&base->node))
    return check_history(expr, *history, names);
  Resolved resolved;
  if (auto* use = std::get_if<ast::NameUse>(&base->node)) {
    names.insert(names.begin(), &use->name);
    resolved = resolve(names);
    model_.refs[expr.id] = resolved.ref;
    return resolved.typed;
  }
  // (if c then a else b).city: the base is an expression of its own; the fields are taken off its
  // value.
  resolved.typed = check(*base);
  resolved.ref.kind = RefKind::kError;
  follow(resolved, names, 0);
  model_.refs[expr.id] = resolved.ref;
  return resolved.typed;
}

ExpressionChecker::Resolved ExpressionChecker::resolve(const Names& names) {
  const auto& root = *names[0];
  if (auto found = resolve_at_hand(names)) return *found;
  if (auto* binding = scope_.find(root.text)) return resolve_local(binding, names);
  if (root.text == "contact") return resolve_contact(names);
  if (people_ != nullptr &&
      std::find(people_->names.begin(), people_->names.end(), root.text) != people_->names.end()) {
    people_->seen.push_back(&root);
    people_->note(root, model_);
    return resolve_contact(names);
  }
  if (root.text == kConfirmUrl && model_.find(kConfirmUrl) == nullptr) {
    reporter_
        .report(Code::kNothingToConfirm, root.span,
                "`confirm_url` is in the messages of a double opt-in only")
        .help("write `double_opt_in email using THIS_MESSAGE` in a conversation");
    return {};
  }
  if (root.text == "now") {
    Resolved resolved{{RefKind::kNow, nullptr, nullptr, {}, {}}, {TypeKind::kDatetime}};
    follow(resolved, names, 1);
    return resolved;
  }
  if (root.text == kOutletWord && template_ != nullptr) return resolve_outlet(names);
  return resolve_symbol(names);
}

// A bare field of the event at hand, unless the name is an alias that is followed by a dot: in
// `where c.cart == cart` a field named `c` does not hide the alias.
std::optional<ExpressionChecker::Resolved> ExpressionChecker::resolve_at_hand(const Names& names) {
  if (scope_.at_hand.empty() || !scope_.at_hand.back().bare) return std::nullopt;
  auto* binding = scope_.at_hand.back().binding;
  const auto* field = binding->fields->find(names[0]->text);
  if (field == nullptr && (names[0]->text != kTimeOfEvent)) return std::nullopt;
  bool record = field != nullptr && field->type.kind == TypeKind::kRecord;
  if (names.size() > 1 && !record && scope_.find(names[0]->text) != nullptr) return std::nullopt;
  return event_field(binding, names, 0);
}

ExpressionChecker::Resolved ExpressionChecker::resolve_local(Binding* binding, const Names& names) {
  binding->used = true;
  model_.note_meaning(names[0]->span, binding->span);
  if (binding->kind == BindingKind::kEvent) {
    if (names.size() > 1) return event_field(binding, names, 1);
    reporter_
        .report(Code::kWrongKindOfName, names[0]->span,
                fmt::format("'{}' is an event; name one of its fields", binding->name))
        .also(binding->span, "named here");
    return {};
  }
  if (binding->kind == BindingKind::kResult) return resolve_result(*binding, names);
  if (binding->kind == BindingKind::kHandle) {
    reporter_
        .report(Code::kWrongKindOfName, names[0]->span,
                fmt::format("'{}' is a message that was sent, not a value", binding->name))
        .also(binding->span, "named here")
        .help(fmt::format("wait for its events: `on {}.clicked`", binding->name));
    return {};
  }
  if (reads_ != nullptr && binding->kind == BindingKind::kLet &&
      std::find(reads_->begin(), reads_->end(), binding) == reads_->end())
    reads_->push_back(binding);
  Resolved resolved{{RefKind::kLocal, binding, nullptr, binding->name, {}}, binding->typed};
  follow(resolved, names, 1);
  return resolved;
}

// `f.score` of `do feedback(...) as f`.
ExpressionChecker::Resolved ExpressionChecker::resolve_result(const Binding& given,
                                                              const Names& names) {
  std::vector<std::string> candidates;
  for (auto* result : given.results) {
    candidates.emplace_back(result->name);
    if (names.size() == 1 || result->name != names[1]->text) continue;
    model_.note_meaning(names[1]->span, result->origin->span);
    Resolved resolved{{RefKind::kLocal, result, nullptr, result->name, {}}, result->typed};
    follow(resolved, names, 2);
    return resolved;
  }
  const auto& name = names.size() == 1 ? *names[0] : *names[1];
  auto report = reporter_.report(
      names.size() == 1 ? Code::kWrongKindOfName : Code::kUnknownField, name.span,
      names.size() == 1 ? fmt::format("'{}' is what a module gives; name one part of it", name.text)
                        : fmt::format("the module gives no '{}'", name.text));
  report.also(given.span, "named here");
  if (names.size() > 1)
    report.did_you_mean(name.text, candidates);
  else if (!candidates.empty())
    report.help(fmt::format("write `{}.{}`", name.text, candidates.front()));
  return {};
}

ExpressionChecker::Resolved ExpressionChecker::event_field(Binding* binding, const Names& names,
                                                           std::size_t at) {
  const auto& name = *names[at];
  const auto* field = binding->fields->find(name.text);
  Resolved resolved;
  if (field == nullptr && name.text == kTimeOfEvent) {
    resolved = {{RefKind::kEventTime, binding, nullptr, {}, {}}, {TypeKind::kDatetime}};
  } else if (field == nullptr) {
    std::vector<std::string> candidates{std::string(kTimeOfEvent)};
    for (const auto& other : binding->fields->all()) candidates.emplace_back(other.name);
    reporter_
        .report(Code::kUnknownField, name.span,
                fmt::format("this event has no field '{}'", name.text))
        .did_you_mean(name.text, candidates);
    return {};
  } else {
    model_.note_meaning(name.span, field->span);
    resolved = {{RefKind::kEventField, binding, nullptr, field->name, {}},
                {field->type, field->currency}};
  }
  for (const auto& hand : scope_.at_hand) {
    if (hand.binding != binding || &hand == &scope_.at_hand.back()) continue;
    reporter_
        .report(Code::kNotInThisVersion, name.span,
                "the where-clause of a history cannot look at the event outside of it")
        .help("keep the value in a `let` or an attribute first");
    return {};
  }
  if (scope_.at_hand.empty() || scope_.at_hand.back().binding != binding) {
    binding->kept.insert(resolved.ref.name);
    binding->used = true;
  }
  follow(resolved, names, at + 1);
  return resolved;
}

ExpressionChecker::Resolved ExpressionChecker::resolve_contact(const Names& names) {
  if (names.size() == 1) {
    reporter_
        .report(Code::kWrongKindOfName, names[0]->span,
                "'contact' is the whole contact; name a field")
        .help("for example `contact.email`; a list or segment is tested with `contact in NAME`");
    return {};
  }
  const auto& name = *names[1];
  if (name.text == "id") {
    Resolved resolved{{RefKind::kContactId, nullptr, nullptr, {}, {}}, {TypeKind::kString}};
    follow(resolved, names, 2);
    return resolved;
  }
  const auto* field = model_.contact.find(name.text);
  if (field == nullptr) {
    std::vector<std::string> candidates{"id"};
    for (const auto& other : model_.contact.all()) candidates.emplace_back(other.name);
    reporter_
        .report(Code::kUnknownField, name.span,
                fmt::format("the contact has no field '{}'", name.text))
        .help(model_.contact.all().empty()
                  ? "declare the contact's fields: `contact { email: email? }`"
                  : "")
        .did_you_mean(name.text, candidates);
    return {};
  }
  model_.note_meaning(name.span, field->span);
  Resolved resolved{{RefKind::kAttribute, nullptr, nullptr, field->name, {}},
                    {field->type, field->currency}};
  follow(resolved, names, 2);
  return resolved;
}

ExpressionChecker::Resolved ExpressionChecker::resolve_symbol(const Names& names) {
  auto found = model_.symbols.find(names[0]->text);
  if (found == model_.symbols.end()) {
    report_unknown(*names[0]);
    return {};
  }
  auto& symbol = found->second;
  symbol.used = true;
  model_.note_meaning(names[0]->span, symbol.span);
  bool segment = symbol.kind == SymbolKind::kSegment;
  if (!segment && symbol.kind != SymbolKind::kList) {
    reporter_
        .report(Code::kWrongKindOfName, names[0]->span,
                fmt::format("'{}' is not a value", symbol.name))
        .also(symbol.span, "declared here")
        .help(symbol.kind == SymbolKind::kDefine ? fmt::format("call it: `{}(...)`", symbol.name)
                                                 : "");
    return {};
  }
  if (segment && owner_ != nullptr) uses_.push_back({owner_, &symbol, names[0]->span});
  auto kind = segment ? RefKind::kSegment : RefKind::kList;
  Resolved resolved{{kind, nullptr, &symbol, symbol.name, {}}, {TypeKind::kBool}};
  follow(resolved, names, 1);
  return resolved;
}

// A record's field; in a template also what Liquid finds in lists and texts. Nothing when that is a
// mistake.
std::optional<Type> ExpressionChecker::part_of(const Type& object, std::string_view name,
                                               Span span) {
  if (template_ != nullptr) {
    auto member = liquid_member(object, name);
    template_->needs_body = template_->needs_body || member.has_value() || object.optional;
    if (member) {
      member->optional = member->optional || object.optional;
      return member;
    }
  }
  if (object.kind != TypeKind::kRecord) {
    reporter_.report(Code::kUnknownField, span,
                     fmt::format("{} has no fields", to_string(object.without_optional())));
    return std::nullopt;
  }
  if (const auto* field = object.field(name)) {
    auto type = field->type;
    type.optional = type.optional || object.optional;
    return type;
  }
  reporter_.report(Code::kUnknownField, span, fmt::format("this has no field '{}'", name))
      .did_you_mean(name, field_names(object));
  return std::nullopt;
}

// The fields behind a path's beginning, each of which must be there to be looked into; in a
// template what is absent has no parts, and so they are absent, too.
void ExpressionChecker::follow(Resolved& resolved, const Names& names, std::size_t from) {
  auto narrowed = [&] {
    auto key = path_key(resolved.ref);
    if (resolved.typed.type.optional && !key.empty() && scope_.facts.holds(key))
      resolved.typed.type.optional = false;
  };
  narrowed();
  for (auto i = from; i < names.size(); ++i) {
    const auto& type = resolved.typed.type;
    if (is_error(type)) break;
    auto part = part_of(type, names[i]->text, names[i]->span);
    const bool there =
        part && (template_ != nullptr || require_present(names[i - (i == 0 ? 0 : 1)]->span, type,
                                                         "but its field is needed"));
    if (!there) {
      resolved = {};
      break;
    }
    resolved.ref.rest.push_back(names[i]->text);
    resolved.typed = {std::move(*part)};
    narrowed();
  }
}

std::string ExpressionChecker::path_key(const Ref& ref) {
  std::string key;
  switch (ref.kind) {
    case RefKind::kAttribute:
      key = fmt::format("contact.{}", ref.name);
      break;
    case RefKind::kLocal:
      key = fmt::format("#{}", ref.binding->id);
      break;
    case RefKind::kEventField:
      key = fmt::format("#{}.{}", ref.binding->id, ref.name);
      break;
    case RefKind::kOutletName:
      key = "outlet.name";
      break;
    default:
      return {};
  }
  for (auto part : ref.rest) key.append(".").append(part);
  return key;
}

std::optional<std::string> ExpressionChecker::narrowable(const ast::Expr& expr) const {
  const auto* found = model_.refs.find(expr.id);
  if (found == nullptr) return std::nullopt;
  auto key = path_key(*found);
  return key.empty() ? std::nullopt : std::optional(key);
}

std::vector<std::string> ExpressionChecker::symbol_names(
    std::initializer_list<SymbolKind> kinds) const {
  std::vector<std::string> names;
  if (!reporter_.may_suggest()) return names;
  for (const auto& [name, symbol] : model_.symbols) {
    if (std::find(kinds.begin(), kinds.end(), symbol.kind) != kinds.end()) names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());  // the table has no order; a suggestion must have one
  return names;
}

const Symbol* ExpressionChecker::find_symbol(const ast::Name& name,
                                             std::initializer_list<SymbolKind> kinds,
                                             std::string_view word) {
  const auto* symbol = model_.find(name.text);
  if (symbol != nullptr && std::find(kinds.begin(), kinds.end(), symbol->kind) != kinds.end()) {
    model_.note_meaning(name.span, symbol->span);
    return symbol;
  }
  const auto code = symbol == nullptr ? Code::kUnknownName : Code::kWrongKindOfName;
  reporter_.report(code, name.span, fmt::format("there is no {} '{}'", word, name.text))
      .did_you_mean(name.text, symbol_names(kinds));
  return nullptr;
}

void ExpressionChecker::report_unknown(const ast::Name& name) {
  auto candidates = symbol_names({SymbolKind::kSegment, SymbolKind::kList, SymbolKind::kDefine});
  for (auto local : scope_.names()) candidates.emplace_back(local);
  if (!scope_.at_hand.empty() && scope_.at_hand.back().bare) {
    for (const auto& field : scope_.at_hand.back().binding->fields->all())
      candidates.emplace_back(field.name);
  }
  candidates.insert(candidates.end(), {"contact", "now"});
  auto report = reporter_.report(Code::kUnknownName, name.span,
                                 fmt::format("nothing is named '{}'", name.text));
  if (model_.contact.find(name.text) != nullptr)
    report.meant("contact." + name.text);
  else
    report.did_you_mean(name.text, candidates);
}

}  // namespace camp::sema
