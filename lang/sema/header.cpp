// What stands above a flow: category, conversation, audience or starts, re-entry, exits, goals.
#include <fmt/format.h>

#include <algorithm>

#include "lang/sema/declarations.h"
#include "lang/sema/flow.h"
#include "lang/sema/types.h"

namespace camp::sema {

void FlowChecker::check() {
  info_ = &model_.flows[flow_->name.id];
  info_->ast = flow_;
  auto mark = scope().open();
  auto facts = scope().facts.mark();
  check_header();
  if (!flow_->body) {
    reporter_
        .report(Code::kMissingProperty, flow_->name.span,
                fmt::format("'{}' has no flow", flow_->name.text))
        .help("add `flow { ... }`");
  } else if (flow_->body->statements.empty()) {
    reporter_.report(Code::kEmptyFlow, flow_->body->span,
                     fmt::format("the flow of '{}' does nothing", flow_->name.text));
  } else {
    check_block(*flow_->body);
    check_seeded();
  }
  scope().facts.take_back(facts);
  scope().known = {};
  scope().close(mark);
}

void FlowChecker::check_header() {
  check_repeated();
  check_places();
  check_category();
  check_conversation();
  if (flow_->journey) {
    check_starts();
    check_key();
  } else {
    check_audience();
    check_schedule();
  }
  check_urgency();
  check_people();
  check_exits();
  check_goals();
  check_entered();
  check_per_outlet();
  if (!flow_->holdout) return;
  check_holdout(*flow_->holdout, reporter_);
  if (!info_->transactional) return;
  reporter_
      .report(Code::kWrongPlace, flow_->holdout->span,
              "nobody is held out of what is transactional")
      .help("leave it away, or make the flow `marketing`");
}

void FlowChecker::check_repeated() {
  for (const auto& repeated : flow_->repeated) {
    reporter_
        .report(Code::kDuplicateProperty, repeated.second,
                fmt::format("`{}` stands twice", repeated.property))
        .also(repeated.first, "first here")
        .fix("remove the second", repeated.second_whole, "");
  }
}

void FlowChecker::wrong_place(Span span, std::string_view property) {
  reporter_.report(Code::kWrongPlace, span,
                   fmt::format("`{}` belongs to a {}, not to a {}", property,
                               flow_->journey ? "campaign" : "journey",
                               flow_->journey ? "journey" : "campaign"));
}

void FlowChecker::check_places() {
  if (flow_->journey) {
    if (flow_->audience) wrong_place(flow_->audience->span, "audience");
    if (flow_->schedule) wrong_place(flow_->schedule->span, "schedule");
    if (flow_->costs) wrong_place(flow_->costs->span, "costs");
    return;
  }
  for (const auto& start : flow_->starts) wrong_place(start.span, "start");
  if (flow_->reentry != ast::ReentryWord::kNotSaid)
    wrong_place(flow_->reentry_span, flow_->reentry == ast::ReentryWord::kOnce ? "once" : "again");
  if (flow_->key != nullptr) wrong_place(flow_->key->span, "key");
}

void FlowChecker::check_category() {
  if (!flow_->category) {
    reporter_
        .report(Code::kMissingProperty, flow_->name.span,
                fmt::format("'{}' has no category: may it reach people who asked for nothing?",
                            flow_->name.text))
        .help("add `category marketing` or `category transactional`");
    return;
  }
  const auto& word = *flow_->category;
  if (word.text == "transactional") info_->transactional = true;
  if (word.text == "transactional" || word.text == "marketing") return;
  reporter_
      .report(Code::kUnknownChoice, word.span, fmt::format("there is no category '{}'", word.text))
      .did_you_mean(word.text, {"marketing", "transactional"});
}

const Symbol* FlowChecker::find_symbol(const ast::Name& name, SymbolKind kind,
                                       std::string_view word) {
  auto found = model_.symbols.find(name.text);
  if (found == model_.symbols.end()) {
    reporter_
        .report(Code::kUnknownName, name.span, fmt::format("there is no {} '{}'", word, name.text))
        .did_you_mean(name.text, expressions_.symbol_names({kind}));
    return nullptr;
  }
  found->second.used = true;
  model_.note_meaning(name.span, found->second.span);
  if (found->second.kind == kind) return &found->second;
  reporter_
      .report(Code::kWrongKindOfName, name.span, fmt::format("'{}' is not a {}", name.text, word))
      .also(found->second.span, "declared here");
  return nullptr;
}

void FlowChecker::check_conversation() {
  if (flow_->conversation) {
    info_->conversation =
        find_symbol(*flow_->conversation, SymbolKind::kConversation, "conversation");
    if (info_->conversation == nullptr)
      sender_reported_ = true;  // the cause is known; no second complaint
    return;
  }
  bool marketing = flow_->category && flow_->category->text == "marketing";
  if (!marketing) return;
  sender_reported_ = true;
  reporter_
      .report(Code::kNoConversation, flow_->name.span,
              fmt::format("'{}' is marketing, but names no conversation that people subscribe to",
                          flow_->name.text))
      .help("add `conversation NAME`");
}

void FlowChecker::check_audience() {
  if (!flow_->audience) {
    reporter_
        .report(Code::kMissingProperty, flow_->name.span,
                fmt::format("the campaign '{}' has no audience", flow_->name.text))
        .help("add `audience { include SEGMENT }`, or `audience { }` for everybody");
    return;
  }
  for (const auto& name : flow_->audience->include)
    check_set(name, model_, expressions_, reporter_);
  for (const auto& name : flow_->audience->exclude)
    check_set(name, model_, expressions_, reporter_);
  check_one_per();
  check_limit();
}

// Contacts without the value are each their own, so it may be absent.
void FlowChecker::check_one_per() {
  const auto& audience = *flow_->audience;
  if (audience.one_per == nullptr) return;
  const auto typed = expressions_.check(*audience.one_per);
  if (orderable(typed.type, typed.type)) return;
  reporter_.report(Code::kTypeMismatch, audience.one_per->span,
                   fmt::format("contacts cannot be told apart by {}", to_string(typed.type)));
}

void FlowChecker::check_limit() {
  const auto& audience = *flow_->audience;
  if (audience.limit && audience.limit->value.num < 1)
    reporter_.report(Code::kTypeMismatch, audience.span, "a limit is at least 1");
  if (audience.limit_by == nullptr) return;
  auto typed = expressions_.check_present(*audience.limit_by, "but `limit` orders contacts by it");
  if (orderable(typed.type, typed.type)) return;
  reporter_.report(Code::kTypeMismatch, audience.limit_by->span,
                   fmt::format("contacts cannot be put in order by {}", to_string(typed.type)));
}

void FlowChecker::check_starts() {
  if (flow_->starts.empty()) {
    reporter_
        .report(Code::kMissingProperty, flow_->name.span,
                fmt::format("the journey '{}' never starts", flow_->name.text))
        .help("add `start on EVENT`");
  }
  std::vector<ClauseInfo*> starts;
  for (const auto& start : flow_->starts) {
    auto mark = scope().open();
    auto* clause = check_clause(start.on);
    scope().close(mark);
    if (clause == nullptr) continue;
    if (start.on.when != nullptr) clause->of = find_start_segment(*start.on.when);
    starts.push_back(clause);
  }
  if (starts.size() != flow_->starts.size())
    declare_unknown_start();
  else if (!starts.empty())
    check_start_alias(starts);
  check_period(flow_->again_after, flow_->reentry_span,
               "the time after which a contact may come again");
}

// One of the starts could not be understood: of the name that they share nothing is known.
void FlowChecker::declare_unknown_start() {
  for (const auto& start : flow_->starts)
    if (start.on.as) return declare_unknown(start.on.as);
}

// Becoming true is told apart from being true by who was in the segment before.
std::string_view FlowChecker::find_start_segment(const ast::Expr& condition) {
  auto* use = std::get_if<ast::NameUse>(&condition.node);
  const auto* symbol = use != nullptr ? model_.find(use->name.text) : nullptr;
  if (symbol != nullptr && symbol->kind == SymbolKind::kSegment) return symbol->name;
  if (use != nullptr && symbol == nullptr) return {};  // reported: nothing has that name
  reporter_
      .report(Code::kWrongPlace, condition.span,
              "a journey starts when contacts come into a segment")
      .help("declare it: `segment NAME = ...`, then `start when NAME`");
  return {};
}

// The flow knows the starting event by its alias. With several starts all must use the same one,
// because the flow cannot tell which of them it was.
void FlowChecker::check_start_alias(const std::vector<ClauseInfo*>& starts) {
  auto name = starts[0]->alias->name;
  bool same = std::all_of(starts.begin(), starts.end(),
                          [&](auto* start) { return start->alias->name == name; });
  if (name.empty() || !same) return;
  auto* alias = starts[0]->alias;
  if (starts.size() > 1) {
    alias = model_.new_binding(BindingKind::kEvent, name, alias->span);
    alias->fields = merged_fields(starts);
    for (const auto* start : starts) model_.note_meaning(start->alias->span, alias->span);
  }
  info_->start = alias;
  scope().declare(alias);
}

// A field that not every start has may be absent.
const FieldTable* FlowChecker::merged_fields(const std::vector<ClauseInfo*>& starts) {
  auto& merged = model_.field_storage.emplace_back();
  for (const auto* start : starts) {
    for (const auto& field : start->alias->fields->all()) {
      if (merged.find(field.name) != nullptr) continue;
      auto info = field;
      for (const auto* other : starts) {
        const auto* same = other->alias->fields->find(field.name);
        if (same == nullptr || same->type.optional) info.type.optional = true;
        if (same == nullptr || same->type.without_optional() == info.type.without_optional())
          continue;
        reporter_
            .report(Code::kTypeMismatch, same->span,
                    fmt::format("'{}' starts with events whose '{}' is {} and {}", flow_->name.text,
                                field.name, to_string(info.type), to_string(same->type)))
            .also(field.span, "and here");
        info.type = TypeKind::kError;
      }
      merged.add(std::move(info));
    }
  }
  return &merged;
}

void FlowChecker::check_key() {
  if (flow_->key == nullptr) return;
  if (info_->start != nullptr) scope().at_hand.push_back({info_->start, false});
  auto typed = expressions_.check_present(*flow_->key, "but a key needs a value");
  if (info_->start != nullptr) scope().at_hand.pop_back();
  auto kind = typed.type.kind;
  if (typed.type.is_text() || kind == TypeKind::kInt || is_error(typed.type)) return;
  reporter_.report(Code::kTypeMismatch, flow_->key->span,
                   fmt::format("a key is a string or an int, not {}", to_string(typed.type)));
}

void FlowChecker::check_exits() {
  for (const auto& exit : flow_->exits) {
    auto mark = scope().open();
    check_clause(exit.on);
    scope().close(mark);
  }
}

void FlowChecker::check_goals() {
  // What is transactional is owed, not meant to bring anything.
  if (flow_->goals.empty() && !info_->transactional) {
    reporter_
        .report(Code::kNoGoal, flow_->name.span,
                fmt::format("'{}' has no goal: its effect cannot be reported", flow_->name.text))
        .help("add `goal NAME on EVENT within 14d`");
  }
  std::unordered_map<std::string_view, Span> names;
  for (const auto& goal : flow_->goals) {
    auto [found, added] = names.emplace(goal.name.text, goal.name.span);
    if (!added) {
      reporter_
          .report(Code::kDuplicateName, goal.name.span,
                  fmt::format("two goals are named '{}'", goal.name.text))
          .also(found->second, "first here");
    }
    auto mark = scope().open();
    auto* clause = check_clause(goal.on);
    if (clause != nullptr && goal.worth != nullptr) check_worth(goal, clause->alias);
    check_period(goal.within, goal.span, "the window of a goal");
    if (clause != nullptr && goal.refund) check_refund(goal, *clause->alias);
    scope().close(mark);
  }
  if (flow_->goals.size() <= limits::kGoals) return;
  reporter_.report(
      Code::kTooMany, flow_->name.span,
      fmt::format("{} goals; at most {} are possible", flow_->goals.size(), limits::kGoals));
}

void FlowChecker::check_worth(const ast::Goal& goal, Binding* event) {
  scope().at_hand.push_back({event, true});
  auto typed =
      expressions_.check_present(*goal.worth, "but a goal's worth is needed for every conversion");
  scope().at_hand.pop_back();
  if (typed.type.kind == TypeKind::kMoney || is_error(typed.type)) return;
  expressions_.report_mismatch(goal.worth->span, typed.type, TypeKind::kMoney, "a goal's worth");
}

// Its condition has to look at the event that converted: or it would mean all of them.
void FlowChecker::check_refund(const ast::Goal& goal, const Binding& converted) {
  const auto& refund = *goal.refund;
  if (check_clause(refund) == nullptr) return;
  if (goal.worth == nullptr)
    reporter_
        .report(Code::kNothingToRefund, refund.span,
                fmt::format("the goal '{}' is worth nothing: there is nothing to take back",
                            goal.name.text))
        .help("add `worth VALUE` to the goal");
  if (!converted.kept.empty()) return;
  reporter_
      .report(Code::kRefundsAll, refund.span,
              fmt::format("every such event would take back all that '{}' was ever worth",
                          goal.name.text))
      .help(
          "say which event it is about: `on purchase as p ... refunded by refund as r where "
          "r.order == p.order`");
}

void FlowChecker::check_period(const std::optional<ast::Literal>& literal, Span span,
                               std::string_view what) {
  if (!literal) return;
  if (literal->value.tag != Tag::kDuration) {
    reporter_.report(Code::kTypeMismatch, span, fmt::format("{} must be a duration", what))
        .help("for example `7d`");
  } else if (literal->value.as_duration() == Duration{}) {
    reporter_.report(Code::kBadPeriod, span, fmt::format("{} is nothing at all", what));
  }
}

}  // namespace camp::sema
