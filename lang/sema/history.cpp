// The contact's past: count(purchase last 90d where total > 20 EUR), last(purchase).order.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lang/catalog/channels.h"
#include "lang/sema/expressions.h"
#include "lang/sema/types.h"

namespace camp::sema {

// `sum(message.clicked.url)` reads like a field of `message`; the longest name that is an event
// wins.
const EventInfo* ExpressionChecker::find_history_event(const ast::History& history,
                                                       const ast::Name** field) {
  *field = history.field ? &*history.field : nullptr;
  if (*field != nullptr) {
    auto dotted = model_.events.find(history.event.text + "." + (*field)->text);
    if (dotted != model_.events.end()) {
      *field = nullptr;
      return dotted->second;
    }
  }
  auto found = model_.events.find(history.event.text);
  if (found != model_.events.end()) return found->second;
  std::vector<std::string> candidates;
  for (const auto& [name, event] : model_.events) candidates.emplace_back(name);
  std::sort(candidates.begin(), candidates.end());
  reporter_
      .report(Code::kUnknownName, history.event.span,
              fmt::format("there is no event '{}'", history.event.text))
      .did_you_mean(history.event.text, candidates);
  return nullptr;
}

void ExpressionChecker::check_window(const ast::History& history) {
  if (!history.last) return;
  const auto& value = history.last->value;
  if (value.tag != Tag::kDuration) {
    report_mismatch(history.last->span, type_of_value(value), TypeKind::kDuration,
                    "the window of a history");
  } else if (value.as_duration() == Duration{}) {
    reporter_.report(Code::kBadPeriod, history.last->span,
                     "this window is empty: nothing ever lies in it");
  }
}

void note_dotted_event(const ast::Name& object, const ast::Name& name, Model& model) {
  if (object.text == "request") {
    if (const auto* journey = model.find(name.text)) model.note_meaning(name.span, journey->span);
    return;
  }
  if (!is_service(model, object.text)) return;
  const auto& service = *model.find(object.text);
  model.note_meaning(object.span, service.span);
  if (const auto* call = service.service->find(name.text))
    model.note_meaning(name.span, call->ast->name.span);
}

// Which field of what was sent is looked at; "" and reported: the name is none that is sent.
std::string_view ExpressionChecker::kind_of_sent(const ast::Name& of) {
  if (find_channel(of.text)) return "channel";
  std::vector<std::string> candidates;
  for (const auto& spoken : model_.spoken.rows()) {
    candidates.push_back(spoken.message);
    if (spoken.message == of.text) return "message";
  }
  if (const auto* symbol = model_.find(of.text)) {
    const bool flow = symbol->kind == SymbolKind::kCampaign || symbol->kind == SymbolKind::kJourney;
    model_.note_meaning(of.span, symbol->span);
    if (flow) return "campaign";
    if (symbol->kind == SymbolKind::kMessage) return "message";
  }
  for (const auto& channel : channels()) candidates.emplace_back(channel.word);
  for (auto& name :
       symbol_names({SymbolKind::kMessage, SymbolKind::kCampaign, SymbolKind::kJourney}))
    candidates.push_back(std::move(name));
  reporter_
      .report(model_.find(of.text) == nullptr ? Code::kUnknownName : Code::kWrongKindOfName,
              of.span,
              fmt::format("there is no channel, message, campaign or journey '{}'", of.text))
      .did_you_mean(of.text, candidates);
  return {};
}

// sent(sms last 1d): how many messages were handed over, as the journal has them.
Typed ExpressionChecker::check_sent(const ast::Expr& expr, const ast::History& history) {
  if (!sees_sent_) {
    reporter_
        .report(Code::kSentNotKnown, history.function.span,
                "what was sent is known to invariants and to what a scenario expects")
        .help("how much is sent a policy limits: `policy { cap 2 per 1d on sms }`");
    return {};
  }
  check_window(history);
  HistoryInfo info;
  info.ast = &history;
  if (history.of && (info.of_field = kind_of_sent(*history.of)).empty()) return {};
  info.event = &model_.message_sent;
  info.binding = model_.new_binding(BindingKind::kEvent, {}, history.function.span);
  info.binding->fields = &info.event->fields;
  model_.histories[expr.id] = std::move(info);
  return {TypeKind::kInt};
}

Typed ExpressionChecker::check_history(const ast::Expr& expr, const ast::History& history,
                                       const Names& members) {
  if (history.event.text.empty()) return check_sent(expr, history);
  if (in_history_) {
    reporter_
        .report(Code::kNotInThisVersion, history.function.span,
                "a history inside the where-clause of another")
        .help("count the inner one in a `let` first");
    return {};
  }
  const ast::Name* field = nullptr;
  HistoryInfo info;
  info.ast = &history;
  info.event = find_history_event(history, &field);
  check_window(history);
  if (info.event == nullptr) return {};
  if (auto symbol = model_.symbols.find(info.event->name); symbol != model_.symbols.end()) {
    symbol->second.used = true;
    model_.note_meaning(history.event.span, symbol->second.span);
  } else if (history.field && field == nullptr) {
    note_dotted_event(history.event, *history.field, model_);
  }
  info.binding = model_.new_binding(BindingKind::kEvent, {}, history.event.span);
  info.binding->fields = &info.event->fields;
  if (history.where != nullptr) {
    in_history_ = true;
    auto bare = std::exchange(bare_, std::nullopt);  // no event has no value
    check_with_event(info.binding, true, *history.where);
    in_history_ = false;
    bare_ = bare;
  }
  Names path = members;
  if (field != nullptr) path.insert(path.begin(), field);
  Typed typed;
  if (!path.empty()) {
    scope_.at_hand.push_back({info.binding, true});
    auto resolved = event_field(info.binding, path, 0);
    scope_.at_hand.pop_back();
    if (is_error(resolved.typed.type)) return {};
    info.what = resolved.ref.kind == RefKind::kEventTime ? HistoryWhat::kTime : HistoryWhat::kField;
    info.field = resolved.ref.name;
    info.rest = resolved.ref.rest;
    typed = resolved.typed;
  }
  typed = aggregate_type(history, typed, info);
  model_.histories[expr.id] = std::move(info);
  return typed;
}

Typed ExpressionChecker::aggregate_type(const ast::History& history, const Typed& field,
                                        HistoryInfo& info) {
  const auto& name = history.function.text;
  auto kind = field.type.kind;
  bool whole = info.what == HistoryWhat::kEvent;
  auto wrong = [&](std::string message, std::string help) -> Typed {
    reporter_.report(Code::kWrongArguments, history.function.span, std::move(message))
        .help(std::move(help));
    return {};
  };
  if (name == "count") {
    if (!whole)
      return wrong("`count` counts events, not fields",
                   fmt::format("write `count({})`", info.event->name));
    return {TypeKind::kInt};
  }
  if (name == "first" || name == "last") {
    if (whole) {
      Type record(TypeKind::kRecord, true);  // good for `is present` only
      for (const auto& one : info.event->fields.all())
        record.fields.push_back({std::string(one.name), one.type});
      return {record};
    }
    auto typed = field;
    typed.type.optional = true;
    return typed;
  }
  if (whole)
    return wrong(fmt::format("`{}` needs a field of the event", name),
                 fmt::format("for example `{}({}.total)`", name, info.event->name));
  info.skip_absent = field.type.optional;
  auto present = field.type.without_optional();
  bool amount = is_number(present) || kind == TypeKind::kMoney;
  auto mismatch = [&]() -> Typed {
    return wrong(fmt::format("`{}` does not work on {}", name, to_string(present)), {});
  };
  if (name == "sum") {
    if (!amount && kind != TypeKind::kDuration) return mismatch();
    present.optional = !is_number(present);  // no events: no currency either
    if (!present.optional) info.zero = kind;
    return {present, field.currency};
  }
  if (name == "avg") {
    if (!amount) return mismatch();
    info.widen = kind == TypeKind::kInt;
    return {Type(info.widen ? TypeKind::kDecimal : kind, true), field.currency};
  }
  if (name != "min" && name != "max")
    return wrong(fmt::format("there is no history function '{}'", name), {});
  if (!orderable(present, present)) return mismatch();
  present.optional = true;
  return {present, field.currency};
}

}  // namespace camp::sema
