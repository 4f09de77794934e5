// EVENT as e where C: which event, under which name, with which condition.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/overloaded.h"
#include "lang/catalog/events.h"
#include "lang/sema/clock_reading.h"
#include "lang/sema/flow.h"

namespace camp::sema {
namespace {

using Blocks = std::vector<const ast::Block*>;

void add(Blocks& blocks, const std::optional<ast::Block>& block) {
  if (block) blocks.push_back(&*block);
}

// The blocks directly inside of a statement.
Blocks blocks_of(const ast::Statement& statement) {
  Blocks blocks;
  std::visit(Overloaded{
                 [](const ast::ErrorStatement&) {},
                 [](const ast::Wait&) {},
                 [](const ast::Let&) {},
                 [](const ast::SetField&) {},
                 [](const ast::Exit&) {},
                 [](const ast::Say&) {},
                 [](const ast::Play&) {},
                 [](const ast::Ask&) {},  // in modules only, where nothing waits for a handle
                 [](const ast::Give&) {},
                 [](const ast::Target&) {},
                 [](const ast::WaitUntil&) {},
                 [](const ast::ListChange&) {},
                 [](const ast::Stop&) {},
                 [](const ast::Emit&) {},
                 [](const ast::StartJourney&) {},
                 [](const ast::ConsentChange&) {},
                 [&](const ast::Repeat& node) { blocks.push_back(&node.body); },
                 [&](const ast::Request& node) { add(blocks, node.otherwise); },
                 [&](const ast::Do& node) { add(blocks, node.otherwise); },
                 [&](const ast::Send& node) { add(blocks, node.otherwise); },
                 [&](const ast::If& node) {
                   blocks.push_back(&node.then);
                   if (node.otherwise) blocks.push_back(node.otherwise.get());
                 },
                 [&](const ast::WaitUpTo& node) {
                   for (const auto& arm : node.arms) blocks.push_back(&arm.body);
                   add(blocks, node.otherwise);
                 },
                 [&](const ast::Match& node) {
                   for (const auto& arm : node.arms) blocks.push_back(&arm.body);
                   add(blocks, node.otherwise);
                 },
                 [&](const ast::Experiment& node) {
                   for (const auto& arm : node.arms) add(blocks, arm.body);
                 },
             },
             statement.node);
  return blocks;
}

// A send that names its handle so, anywhere in the block; to say "not sent yet" instead of
// "unknown".
const ast::Send* find_send(const ast::Block& block, std::string_view handle,
                           std::size_t depth = 0) {
  constexpr std::size_t kDepthMax = 400;
  if (depth > kDepthMax) return nullptr;
  for (const auto& statement : block.statements) {
    auto* send = std::get_if<ast::Send>(&statement.node);
    if (send != nullptr && send->as && send->as->text == handle) return send;
    for (const auto* inner : blocks_of(statement)) {
      if (const auto* found = find_send(*inner, handle, depth + 1)) return found;
    }
  }
  return nullptr;
}

constexpr std::string_view kMessagePrefix = "message.";

}  // namespace

// Declares the alias in the scope that the caller has opened.
ClauseInfo* FlowChecker::check_clause(const ast::EventClause& clause) {
  static const FieldTable kNoFields;
  if (clause.when != nullptr) {
    auto* nothing = model_.new_binding(BindingKind::kEvent, {}, clause.span);
    nothing->fields = &kNoFields;
    expressions_.check_condition(*clause.when, "the condition");
    if (reads_clock(model_, *clause.when))
      reporter_
          .report(Code::kReadsClock, clause.when->span,
                  "this condition reads the clock: no change makes it true")
          .help("wait for the time itself: `wait until contact.trial_ends - 3d`");
    check_holding(*clause.when, "this never holds", "this always holds");
    auto& info = model_.clauses[clause.id];
    info = {kContactChanged, nothing, nullptr, {}};
    return &info;
  }
  auto target = resolve_event(clause.event);
  if (target.event == nullptr) {  // its fields are unknown: nothing more can be said
    if (clause.as && scope().find(clause.as->text) == nullptr) declare_unknown(clause.as);
    return nullptr;
  }
  auto* alias = clause.as
                    ? model_.new_binding(BindingKind::kEvent, clause.as->text, clause.as->span)
                    : model_.new_binding(BindingKind::kEvent, {}, clause.event.span);
  alias->fields = &target.event->fields;
  expressions_.declare(alias);
  if (clause.where != nullptr) {
    expressions_.check_with_event(alias, true, *clause.where);
    check_holding(*clause.where, "no such event is ever meant: this never holds",
                  "this always holds: every such event is meant");
  }
  auto& info = model_.clauses[clause.id];
  info = {target.name, alias, target.handle, find_of(clause.event)};
  return &info;
}

// The list or conversation whose events alone are meant.
std::string_view FlowChecker::find_of(const ast::EventUse& use) {
  if (!use.of || use.of->text == kAnyOfThem) return {};
  const bool list = use.object.has_value();
  const auto* symbol = find_symbol(*use.of, list ? SymbolKind::kList : SymbolKind::kConversation,
                                   list ? "list" : "conversation");
  return symbol != nullptr ? symbol->name : std::string_view();
}

FlowChecker::Target FlowChecker::resolve_event(const ast::EventUse& use) {
  if (use.object) return resolve_dotted(use);
  auto found = model_.events.find(use.name.text);
  if (found == model_.events.end()) {
    report_unknown_event(use, use.name.text);
    return {};
  }
  if (auto symbol = model_.symbols.find(use.name.text); symbol != model_.symbols.end()) {
    symbol->second.used = true;
    model_.note_meaning(use.name.span, symbol->second.span);
  }
  return {found->second->name, found->second, nullptr};
}

FlowChecker::Target FlowChecker::resolve_dotted(const ast::EventUse& use) {
  const auto& object = *use.object;
  if (auto* local = scope().find(object.text)) {
    if (local->kind == BindingKind::kHandle) return resolve_handle_event(use, local);
    reporter_
        .report(Code::kWrongKindOfName, object.span,
                fmt::format("'{}' is not a message that was sent", object.text))
        .also(local->span, "named here");
    return {};
  }
  auto full_name = object.text + "." + use.name.text;
  auto found = model_.events.find(full_name);
  if (found != model_.events.end()) {
    note_dotted_event(object, use.name, model_);
    return {found->second->name, found->second, nullptr};
  }
  const auto* send = flow_->body ? find_send(*flow_->body, object.text) : nullptr;
  if (send == nullptr) {
    report_unknown_event(use, full_name);
    return {};
  }
  reporter_
      .report(Code::kHandleNotSent, object.span,
              fmt::format("'{}' has not been sent on every path to here", object.text))
      .also(send->as->span, "it is sent here")
      .help("put the wait behind the send, in the same block");
  return {};
}

FlowChecker::Target FlowChecker::resolve_handle_event(const ast::EventUse& use, Binding* handle) {
  handle->used = true;
  model_.note_meaning(use.object->span, handle->span);
  auto found = model_.events.find(std::string(kMessagePrefix) + use.name.text);
  if (found != model_.events.end()) return {found->second->name, found->second, handle};
  if (report_planned_event(use, std::string(kMessagePrefix) + use.name.text)) return {};
  std::vector<std::string> candidates;
  for (const auto& event : builtin_events()) {
    if (event.status == EventStatus::kReady && event.name.starts_with(kMessagePrefix))
      candidates.push_back(event.name.substr(kMessagePrefix.size()));
  }
  reporter_
      .report(Code::kUnknownName, use.name.span,
              fmt::format("a message has no event '{}'", use.name.text))
      .did_you_mean(use.name.text, candidates);
  return {};
}

bool FlowChecker::report_planned_event(const ast::EventUse& use, const std::string& full_name) {
  const auto* builtin = find_builtin_event(full_name);
  if (builtin == nullptr || builtin->status != EventStatus::kPlanned) return false;
  reporter_.report(
      Code::kNotInThisVersion, use.span,
      fmt::format("`{}` is part of the language, but not of this version of camp", full_name));
  return true;
}

void FlowChecker::report_unknown_event(const ast::EventUse& use, const std::string& full_name) {
  if (report_planned_event(use, full_name)) return;
  std::vector<std::string> candidates;
  if (reporter_.may_suggest()) {
    for (const auto& [name, event] : model_.events) candidates.emplace_back(name);
    std::sort(candidates.begin(), candidates.end());
  }
  reporter_.report(Code::kUnknownName, use.span, fmt::format("there is no event '{}'", full_name))
      .did_you_mean(full_name, candidates);
}

}  // namespace camp::sema
