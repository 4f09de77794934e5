#include "lang/editor/known_names.h"

#include <algorithm>
#include <map>
#include <set>

namespace camp::editor {
namespace {

using format::Token;
using format::TokenKind;

constexpr std::string_view kMessagePrefix = "message.";

// The event that stands right before `as`: its last token's index is `at`.
std::string event_before(const std::vector<Token>& tokens, std::size_t at) {
  // `request shop.coupon(1) as r`
  if (tokens[at].is(")")) {
    std::size_t depth = 0;
    do {
      if (tokens[at].is(")")) ++depth;
      if (tokens[at].is("(")) --depth;
      if (at-- == 0) return {};
    } while (depth > 0);
  }
  if (tokens[at].kind != TokenKind::kWord) return {};
  std::string name(tokens[at].text);
  if (at >= 2 && tokens[at - 1].is(".") && tokens[at - 2].kind == TokenKind::kWord)
    name = std::string(tokens[at - 2].text) + "." + name;
  return name;
}

// What the statement or clause is that ends with `as`.
LocalName named_by_as(const std::vector<Token>& tokens, std::size_t as) {
  LocalName local;
  for (auto i = as; i-- > 0 && !tokens[i].is("{") && !tokens[i].is("}");) {
    if (tokens[i].is("send")) {
      local.kind = LocalName::Kind::kHandle;
      local.of = std::string(tokens[i + 1].text);
      return local;
    }
    if (tokens[i].is("do")) {
      local.kind = LocalName::Kind::kResult;
      local.of = std::string(tokens[i + 1].text);
      return local;
    }
    if (tokens[i].is("on") || tokens[i].is("by") || tokens[i].is("request")) {
      local.kind = LocalName::Kind::kEvent;
      local.of = event_before(tokens, as - 1);
      return local;
    }
    if (tokens[i].is("wait")) return local;  // a step's label
  }
  // `on request { ... } as q`
  if (as > 0 && tokens[as - 1].is("}")) {
    local.kind = LocalName::Kind::kEvent;
    if (tokens.size() > 1) local.of = sema::request_event(tokens[1].text);
  }
  return local;
}

}  // namespace

std::vector<LocalName> KnownNames::locals(const Surroundings& around) {
  const auto& tokens = around.declaration;
  std::vector<LocalName> found;
  std::map<std::string_view, std::string> handles;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i + 1].kind != TokenKind::kWord) continue;
    LocalName local;
    if (tokens[i].is("as") && i > 0)
      local = named_by_as(tokens, i);
    else if (!tokens[i].is("let") && !tokens[i].is("ask"))
      continue;
    local.name = tokens[i + 1].text;
    if (local.kind == LocalName::Kind::kHandle) handles[local.name] = local.of;
    // `on r.clicked as c`
    const auto dot = local.of.find('.');
    if (local.kind == LocalName::Kind::kEvent && dot != local.of.npos &&
        handles.count(std::string_view(local.of).substr(0, dot)) != 0)
      local.of = std::string(kMessagePrefix) + local.of.substr(dot + 1);
    found.insert(found.begin(), std::move(local));
  }
  return found;
}

std::optional<LocalName> KnownNames::local(const Surroundings& around, std::string_view name) {
  for (auto& one : locals(around))
    if (one.name == name) return std::move(one);
  return std::nullopt;
}

std::vector<const sema::Symbol*> KnownNames::symbols(
    std::initializer_list<sema::SymbolKind> kinds) const {
  std::map<std::string_view, const sema::Symbol*> found;
  for (const auto* analysis : {&now_, before_}) {
    if (analysis == nullptr) continue;
    for (const auto& [name, symbol] : analysis->model().symbols)
      if (std::find(kinds.begin(), kinds.end(), symbol.kind) != kinds.end())
        found.emplace(name, &symbol);
  }
  std::vector<const sema::Symbol*> list;
  for (const auto& [name, symbol] : found) list.push_back(symbol);
  return list;
}

const sema::Symbol* KnownNames::symbol(std::string_view name) const {
  const auto* found = now_.model().find(name);
  return found == nullptr && before_ != nullptr ? before_->model().find(name) : found;
}

const sema::FieldTable& KnownNames::contact() const {
  const auto& now = now_.model().contact;
  if (before_ == nullptr) return now;
  const auto& before = before_->model().contact;
  return now.all().size() < before.all().size() && now_.diagnostics().has_errors() ? before : now;
}

const sema::EventInfo* KnownNames::event(std::string_view name) const {
  for (const auto* analysis : {&now_, before_}) {
    if (analysis == nullptr) continue;
    const auto found = analysis->model().events.find(name);
    if (found != analysis->model().events.end()) return found->second;
  }
  return nullptr;
}

std::vector<std::string_view> KnownNames::events() const {
  std::set<std::string_view> names;
  for (const auto* analysis : {&now_, before_}) {
    if (analysis == nullptr) continue;
    for (const auto& [name, event] : analysis->model().events) {
      const auto* builtin = find_builtin_event(name);
      if (builtin == nullptr || builtin->status == EventStatus::kReady) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

std::vector<std::string_view> KnownNames::goals() const {
  std::set<std::string_view> names;
  for (const auto* analysis : {&now_, before_}) {
    if (analysis == nullptr) continue;
    for (const auto& flow : analysis->model().flows.rows())
      for (const auto& goal : flow.ast->goals) names.insert(goal.name.text);
  }
  return {names.begin(), names.end()};
}

const sema::Binding* KnownNames::binding(std::string_view name, SourceId source,
                                         std::uint32_t offset) const {
  const sema::Binding* nearest = nullptr;
  for (const auto& one : now_.model().binding_storage) {
    if (one.name != name || one.span.source != source || one.span.begin >= offset) continue;
    if (nearest == nullptr || one.span.begin >= nearest->span.begin) nearest = &one;
  }
  return nearest;
}

}  // namespace camp::editor
