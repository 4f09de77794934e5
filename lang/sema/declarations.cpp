#include "lang/sema/declarations.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/limits.h"
#include "lang/base/overloaded.h"
#include "lang/catalog/events.h"
#include "lang/sema/constants.h"
#include "lang/sema/types.h"
#include "lang/value/address.h"

namespace camp::sema {
void DeclarationChecker::declare(const std::vector<ast::File>& files) {
  declare_builtin_events();
  for (const auto& file : files) {
    for (const auto& declaration : file.declarations) declare_one(declaration);
  }
  std::sort(model_.holdouts.begin(), model_.holdouts.end(),
            [](auto* a, auto* b) { return a->name.text < b->name.text; });
}

EventInfo event_info(const BuiltinEvent& builtin) {
  EventInfo event{builtin.name, {}};
  for (const auto& field : builtin.fields)
    event.fields.add({field.name, field.type, {}, 0, std::nullopt});
  return event;
}

void DeclarationChecker::declare_builtin_events() {
  for (const auto& builtin : builtin_events()) {
    if (builtin.status != EventStatus::kReady) continue;
    auto& event = model_.event_storage.emplace_back(event_info(builtin));
    model_.events.emplace(event.name, &event);
  }
}

void DeclarationChecker::declare_one(const ast::Declaration& declaration) {
  auto named = [&](SymbolKind kind, const ast::Name& name) {
    declare_name(kind, name, declaration);
  };
  std::visit(Overloaded{
                 [&](const ast::Import&) {
                   if (!declaration.incomplete && !imported_at(declaration.span))
                     project_imports_.push_back(&declaration);
                 },
                 [&](const ast::Contact&) { declare_contact(declaration); },
                 [&](const ast::Event& node) { named(SymbolKind::kEvent, node.name); },
                 [&](const ast::Segment& node) { named(SymbolKind::kSegment, node.name); },
                 [&](const ast::List& node) { named(SymbolKind::kList, node.name); },
                 [&](const ast::Define& node) { named(SymbolKind::kDefine, node.name); },
                 [&](const ast::Conversation& node) {
                   named(SymbolKind::kConversation, node.name);
                   for (const auto& opt_in : node.opt_ins)
                     model_.confirmations.emplace(opt_in.message.text, &opt_in);
                 },
                 [&](const ast::Message& node) { named(SymbolKind::kMessage, node.name); },
                 [&](const ast::Module& node) { named(SymbolKind::kModule, node.name); },
                 [&](const ast::Flow& node) {
                   named(node.journey ? SymbolKind::kJourney : SymbolKind::kCampaign, node.name);
                   declare_requests(node);
                 },
                 [&](const ast::Holdout& node) { named(SymbolKind::kHoldout, node.name); },
                 [&](const ast::Seeds& node) { named(SymbolKind::kSeeds, node.name); },
                 [&](const ast::Outlet& node) { named(SymbolKind::kOutlet, node.name); },
                 [&](const ast::Drafter& node) { named(SymbolKind::kDrafter, node.name); },
                 [&](const ast::Service& node) {
                   named(SymbolKind::kService, node.name);
                   if (is_first(node.name, declaration)) declare_calls(node);
                 },
                 [](const ast::Scenario&) {},    // its name is no symbol
                 [](const ast::Invariant&) {},   // likewise
                 [](const ast::Policy&) {},      // has none
                 [](const ast::ChannelUse&) {},  // a channel's
             },
             declaration.node);
}

// A request is an event of its own: what asks for it gives its fields.
void DeclarationChecker::declare_requests(const ast::Flow& flow) {
  const ast::Start* first = nullptr;
  for (const auto& start : flow.starts) {
    if (!start.on_request) continue;
    if (first != nullptr) {
      reporter_
          .report(Code::kDuplicateProperty, start.span,
                  fmt::format("'{}' starts on two requests", flow.name.text))
          .also(first->span, "the first")
          .help("put the fields of both into one");
      continue;
    }
    first = &start;
    auto& event = model_.event_storage.emplace_back();
    event.name = model_.arena.copy(request_event(flow.name.text));
    model_.events.emplace(event.name, &event);
  }
}

void DeclarationChecker::declare_contact(const ast::Declaration& declaration) {
  if (imported_at(declaration.span)) {
    module_contacts_.push_back(&std::get<ast::Contact>(declaration.node));
    return;
  }
  if (contact_ == nullptr) {
    contact_ = &declaration;
    return;
  }
  reporter_.report(Code::kDuplicateName, declaration.keyword, "the contact is declared twice")
      .also(contact_->keyword, "first declared here")
      .help("put all fields into one `contact { }`");
}

void DeclarationChecker::declare_name(SymbolKind kind, const ast::Name& name,
                                      const ast::Declaration& declaration) {
  if (model_.events.count(name.text) != 0 && model_.symbols.count(name.text) == 0) {
    reporter_.report(Code::kDuplicateName, name.span,
                     fmt::format("'{}' is a built-in event", name.text));
    return;
  }
  auto [found, added] =
      model_.symbols.emplace(name.text, Symbol{kind, name.text, name.span, &declaration});
  if (!added) return report_twice(found->second, name);
  if (kind == SymbolKind::kEvent) {
    auto& event = model_.event_storage.emplace_back();
    event.name = name.text;
    found->second.event = &event;
    model_.events.emplace(event.name, &event);
  } else if (kind == SymbolKind::kDefine) {
    auto& define = model_.define_storage.emplace_back();
    define.ast = &std::get<ast::Define>(declaration.node);
    found->second.define = &define;
  } else if (kind == SymbolKind::kModule) {
    auto& module = model_.module_storage.emplace_back();
    module.ast = &std::get<ast::Module>(declaration.node);
    found->second.module = &module;
  } else if (kind == SymbolKind::kOutlet) {
    model_.outlets.push_back(&found->second);
  } else if (kind == SymbolKind::kHoldout) {
    model_.holdouts.push_back(&std::get<ast::Holdout>(declaration.node));
  }
}

void DeclarationChecker::report_twice(const Symbol& first, const ast::Name& again) {
  reporter_.declared_twice(again.text);
  if (imported_at(again.span) && !imported_at(first.span))
    return report_imported_twice(first, again);
  reporter_
      .report(Code::kDuplicateName, again.span, fmt::format("'{}' is declared twice", again.text))
      .label("declared again")
      .also(first.span, "first declared here");
}

// The schema first: expressions need its types. Then what has expressions, in the order of the
// files.
void DeclarationChecker::check(const std::vector<ast::File>& files) {
  auto each = [&](auto&& look) {
    for (const auto& file : files) {
      for (const auto& declaration : file.declarations) look(declaration);
    }
  };
  if (contact_ != nullptr) check_contact(std::get<ast::Contact>(contact_->node));
  check_module_needs();
  each([&](const ast::Declaration& declaration) {
    if (auto* event = std::get_if<ast::Event>(&declaration.node);
        event && is_first(event->name, declaration))
      check_fields(event->fields, model_.events[event->name.text]->fields, {});
    if (auto* define = std::get_if<ast::Define>(&declaration.node);
        define && is_first(define->name, declaration))
      check_define(*define);
    if (auto* module = std::get_if<ast::Module>(&declaration.node);
        module && is_first(module->name, declaration))
      check_module_parameters(*module);
    if (auto* message = std::get_if<ast::Message>(&declaration.node)) check_parameters(*message);
    if (auto* flow = std::get_if<ast::Flow>(&declaration.node)) check_requests(*flow, declaration);
    if (auto* service = std::get_if<ast::Service>(&declaration.node);
        service && is_first(service->name, declaration))
      check_calls(*service);
  });
  check_outlets();
  each([&](const ast::Declaration& declaration) { check_inside(declaration); });
}

void DeclarationChecker::check_requests(const ast::Flow& flow,
                                        const ast::Declaration& declaration) {
  if (!is_first(flow.name, declaration)) return;
  for (const auto& start : flow.starts) {
    if (!start.on_request) continue;
    check_fields(start.fields, model_.events.at(request_event(flow.name.text))->fields, {});
    return;
  }
}

// Of two with one name only the first is looked into.
bool DeclarationChecker::is_first(const ast::Name& name,
                                  const ast::Declaration& declaration) const {
  const auto* symbol = model_.find(name.text);
  return symbol != nullptr && symbol->declaration == &declaration;
}

void DeclarationChecker::check_inside(const ast::Declaration& declaration) {
  std::visit(Overloaded{
                 [](const ast::Import&) {},
                 [](const ast::Contact&) {},  // the schema, which has been checked before
                 [](const ast::Event&) {},
                 [](const ast::List&) {},
                 [](const ast::Flow&) {},  // FlowChecker, as modules
                 [](const ast::Module&) {},
                 [](const ast::Scenario&) {},  // ScenarioChecker
                 [&](const ast::Invariant& node) { check_invariant(node); },
                 [](const ast::Policy&) {},  // PolicyChecker
                 [&](const ast::Holdout& node) { check_holdout(node, reporter_); },
                 [&](const ast::Seeds& node) { check_seeds(node); },
                 [&](const ast::Define& node) {
                   if (is_first(node.name, declaration))
                     expressions_.check_definition(*model_.find(node.name.text));
                 },
                 [&](const ast::Segment& node) { check_segment(node); },
                 [&](const ast::Conversation& node) { check_conversation(node); },
                 [&](const ast::Outlet& node) { check_outlet(node); },
                 [&](const ast::Drafter& node) { check_drafter(node, declaration.incomplete); },
                 [&](const ast::ChannelUse& node) { check_channel(node, declaration.incomplete); },
                 [&](const ast::Message& node) { check_message(node); },
                 [&](const ast::Service& node) {
                   if (is_first(node.name, declaration)) check_service(node);
                 },
             },
             declaration.node);
}

void DeclarationChecker::check_contact(const ast::Contact& contact) {
  for (const auto& field : contact.fields) {
    if (field.name.text != "id") continue;
    reporter_.report(Code::kDuplicateName, field.name.span,
                     "every contact has an `id` already: a string");
  }
  check_fields(contact.fields, model_.contact, "default");
  check_default_zone();
}

void DeclarationChecker::check_default_zone() {
  const auto* zone = model_.contact.find("timezone");
  if (zone == nullptr || zone->type.kind != TypeKind::kTimezone || !zone->default_value) return;
  if (zone->default_value->tag == Tag::kString) model_.default_zone = zone->default_value->text();
}

// `constant`: what the value behind a field is called; "" where none may stand.
void DeclarationChecker::check_fields(const std::vector<ast::Field>& fields, FieldTable& table,
                                      std::string_view constant) {
  for (const auto& field : fields) {
    check_type(field.type.type, field.type.span);
    FieldInfo info{field.name.text, field.type.type, field.name.span, 0, std::nullopt};
    if (field.default_value != nullptr && constant.empty()) {
      reporter_
          .report(Code::kWrongPlace, field.default_value->span,
                  "only a contact's fields have defaults")
          .help("make the field optional: `T?`")
          .fix("make it optional instead",
               {field.name.span.source, field.type.span.end, field.default_value->span.end},
               field.type.type.optional ? "" : "?");
    } else if (field.default_value != nullptr) {
      check_constant(field, constant, info);
    }
    if (table.add(std::move(info))) continue;
    reporter_
        .report(Code::kDuplicateName, field.name.span,
                fmt::format("the field '{}' stands twice", field.name.text))
        .also(table.find(field.name.text)->span, "first here");
  }
}

void DeclarationChecker::check_type(const Type& type, Span span) {
  if (type.choices.size() > limits::kTypeItems || type.fields.size() > limits::kTypeItems) {
    reporter_.report(Code::kTooMany, span,
                     fmt::format("a type has at most {} choices or fields", limits::kTypeItems));
    return;
  }
  for (const auto& element : type.element) check_type(element, span);
  std::vector<std::string_view> seen;
  for (const auto& field : type.fields) {
    seen.push_back(field.name);
    check_type(field.type, span);
  }
  std::sort(seen.begin(), seen.end());
  if (auto twice = std::adjacent_find(seen.begin(), seen.end()); twice != seen.end())
    reporter_.report(Code::kDuplicateName, span,
                     fmt::format("the field '{}' stands twice", *twice));
  seen.assign(type.choices.begin(), type.choices.end());
  std::sort(seen.begin(), seen.end());
  if (auto twice = std::adjacent_find(seen.begin(), seen.end()); twice != seen.end())
    reporter_.report(Code::kDuplicateArm, span,
                     fmt::format("the choice \"{}\" stands twice", *twice));
}

void DeclarationChecker::check_constant(const ast::Field& field, std::string_view what,
                                        FieldInfo& info) {
  const auto& value = *field.default_value;
  expressions_.check_as(value, field.type.type,
                        fmt::format("the {} of '{}'", what, field.name.text));
  auto constant = constant_of(value, model_.arena);
  const auto* ref = model_.refs.find(value.id);
  if (ref != nullptr && ref->kind == RefKind::kError) return;  // reported: no such name
  if (!constant) {
    reporter_.report(Code::kTypeMismatch, value.span,
                     fmt::format("a {} is a constant: a number, a text, a date, ...", what));
    return;
  }
  if (constant->tag == Tag::kInt && field.type.type.kind == TypeKind::kDecimal) {
    auto wide = arithmetic(Arithmetic::kAdd, *constant, Value::decimal(0));
    if (wide) constant = wide;
  }
  if (constant->tag == Tag::kMoney) info.currency = constant->aux;
  info.default_value = constant;
}

void DeclarationChecker::check_define(const ast::Define& define) {
  auto& info = *model_.find(define.name.text)->define;
  FieldTable parameters;
  check_fields(define.parameters, parameters, {});
  info.parameters = bind(parameters, BindingKind::kParameter);
}

std::vector<Binding*> DeclarationChecker::bind(const FieldTable& parameters, BindingKind kind) {
  std::vector<Binding*> bindings;
  for (const auto& parameter : parameters.all()) {
    auto* binding = model_.new_binding(kind, parameter.name, parameter.span);
    binding->typed = {parameter.type};
    binding->parameter = static_cast<std::uint32_t>(bindings.size());
    bindings.push_back(binding);
  }
  return bindings;
}

void DeclarationChecker::check_parameters(const ast::Message& message) {
  auto& info = model_.messages[message.name.id];
  check_fields(message.parameters, info.parameters, "preview");
  const bool confirms =
      model_.confirmations.count(message.name.text) != 0 || is_for_opt_ins(message.name.span);
  if (confirms) add_confirm_url(message, info);
  info.arguments = bind(info.parameters, BindingKind::kArgument);
  if (confirms) info.confirm_url = info.arguments.back();
  if (info.arguments.size() <= limits::kMessageParameters) return;
  reporter_
      .report(Code::kTooMany, info.arguments[limits::kMessageParameters]->span,
              fmt::format("a message has at most {} parameters", limits::kMessageParameters))
      .help("give it one record with fields");
}

// They are locals where the module's body is put in place.
void DeclarationChecker::check_module_parameters(const ast::Module& module) {
  FieldTable parameters;
  check_fields(module.parameters, parameters, {});
  model_.find(module.name.text)->module->parameters = bind(parameters, BindingKind::kLet);
}

void DeclarationChecker::check_segment(const ast::Segment& segment) {
  expressions_.set_owner(model_.find(segment.name.text));
  expressions_.check_condition(*segment.condition, fmt::format("segment '{}'", segment.name.text));
  expressions_.set_owner(nullptr);
  if (Conditions(model_).after({}, *segment.condition).impossible)
    reporter_.report(Code::kNeverHolds, segment.condition->span,
                     "this never holds: nobody is ever in this segment");
}

void DeclarationChecker::check_conversation(const ast::Conversation& conversation) {
  if (conversation.from) check_mailbox(*conversation.from);
  if (conversation.reply_to) check_mailbox(*conversation.reply_to);
  for (const auto& name : conversation.suppress)
    expressions_.find_symbol(name, {SymbolKind::kList}, "list");
  check_opt_ins(conversation);
  if (conversation.dkim) check_dkim(*conversation.dkim);
}

// The selector is a part of a name in the DNS (RFC 6376, 3.1; RFC 1123, 2.1).
void DeclarationChecker::check_dkim(const ast::DkimUse& dkim) {
  const auto& selector = dkim.selector;
  if (is_template(selector) || !is_dns_name(selector.text) ||
      selector.text.size() > limits::kSelectorBytes)
    reporter_.report(Code::kBadSigning, selector.span, "no name in the DNS can be so")
        .help("letters, digits and `-`, with dots between: `selector \"s1\"`");
  if (dkim.key.from == ast::SettingFrom::kText) {
    reporter_.report(Code::kBadSigning, dkim.key.span, "a private key has no place in a script")
        .help("write `key secret(\"DKIM_KEY\")`, and set DKIM_KEY, or DKIM_KEY_FILE to its file");
  } else {
    check_setting(dkim.key, "a key");
  }
}

void DeclarationChecker::check_mailbox(const ast::Text& text) {
  std::string display_name;
  std::string_view address;
  if (!is_template(text) && is_mailbox(text.text, &display_name, &address)) return;
  reporter_.report(Code::kNoSender, text.span, "this is not a mailbox")
      .help(
          "write `Name <address@example.com>` or `address@example.com`; a name with an @ or quotes "
          "stands in quotes: `\\\"Team @home\\\" <address@example.com>`");
}

// Definitions and segments are put in place when compiled, so none may need itself. An edge for
// each use; an iterative depth-first walk, because a chain of definitions can be as long as the
// project.
void DeclarationChecker::find_cycles() {
  std::unordered_map<const Symbol*, std::vector<const Use*>> edges;
  for (const auto& use : expressions_.uses()) edges[use.user].push_back(&use);
  enum class Colour { kWhite, kGrey, kBlack };
  std::unordered_map<const Symbol*, Colour> colours;
  struct Frame {
    const Symbol* symbol;
    std::size_t next;
  };
  for (const auto& start : expressions_.uses()) {
    if (colours[start.user] != Colour::kWhite) continue;
    std::vector<Frame> path{{start.user, 0}};
    colours[start.user] = Colour::kGrey;
    while (!path.empty()) {
      auto& frame = path.back();
      auto& out = edges[frame.symbol];
      if (frame.next == out.size()) {
        colours[frame.symbol] = Colour::kBlack;
        path.pop_back();
        continue;
      }
      const auto& use = *out[frame.next++];
      auto& colour = colours[use.used];
      if (colour == Colour::kGrey) {
        reporter_
            .report(Code::kRecursiveDefinition, use.span,
                    fmt::format("'{}' needs itself", use.used->name))
            .also(use.used->span, "declared here");
      } else if (colour == Colour::kWhite) {
        colour = Colour::kGrey;
        path.push_back({use.used, 0});
      }
    }
  }
}

void DeclarationChecker::check_use() {
  find_cycles();
  std::vector<const Symbol*> unused;
  for (const auto& [name, symbol] : model_.symbols) {
    bool looked_at = symbol.kind == SymbolKind::kMessage || symbol.kind == SymbolKind::kSegment ||
                     symbol.kind == SymbolKind::kModule;
    if (looked_at && !symbol.used) unused.push_back(&symbol);
  }
  std::sort(unused.begin(), unused.end(), [](const Symbol* a, const Symbol* b) {
    return std::pair(a->span.source, a->span.begin) < std::pair(b->span.source, b->span.begin);
  });
  for (const auto* symbol : unused) {
    const auto* word = symbol->kind == SymbolKind::kMessage  ? "message"
                       : symbol->kind == SymbolKind::kModule ? "module"
                                                             : "segment";
    reporter_.report(Code::kUnusedName, symbol->span,
                     fmt::format("the {} '{}' is never used", word, symbol->name));
  }
}

}  // namespace camp::sema
