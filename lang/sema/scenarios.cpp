#include "lang/sema/scenarios.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/counted.h"
#include "lang/sema/constants.h"
#include "lang/sema/declarations.h"
#include "lang/sema/flow.h"
#include "lang/sema/types.h"

namespace camp::sema {
namespace {

// Words of a step's beginning, and those that mean something in every expression.
constexpr std::string_view kTaken[] = {"contact", "now",    "message", "list", "at",
                                       "after",   "expect", "nothing", "show", "table",
                                       "the",     "in",     "not",     "do"};

struct Expects {
  template <class Node>
  bool operator()(const Node&) const {
    return false;
  }
  bool operator()(const ast::WasSent&) const { return true; }
  bool operator()(const ast::WasNotSent&) const { return true; }
  bool operator()(const ast::Entered&) const { return true; }
  bool operator()(const ast::LeftFlow&) const { return true; }
  bool operator()(const ast::IsAtStep&) const { return true; }
  bool operator()(const ast::Reached&) const { return true; }
  bool operator()(const ast::IsIn&) const { return true; }
  bool operator()(const ast::Holds&) const { return true; }
  bool operator()(const ast::MessagesSent&) const { return true; }
  bool operator()(const ast::NothingMore&) const { return true; }
};
bool expects(const ast::ScenarioStep& step) { return std::visit(Expects{}, step.node); }

}  // namespace

void ScenarioChecker::check(const ast::Scenario& scenario) {
  auto [first, fresh] = names_.emplace(scenario.name.text, scenario.name.span);
  if (!fresh) {
    reporter_
        .report(Code::kDuplicateName, scenario.name.span,
                fmt::format("the scenario \"{}\" stands twice", scenario.name.text))
        .also(first->second, "first here");
  }
  info_ = &model_.scenarios.emplace_back();
  info_->ast = &scenario;
  people_ = {};
  auto mark = expressions_.scope().open();
  info_->table = find_table(scenario);
  if (info_->table != nullptr) check_table(*info_->table);
  for (const auto& step : scenario.steps) check_step(step);
  expressions_.scope().close(mark);
  if (std::any_of(scenario.steps.begin(), scenario.steps.end(), expects)) return;
  reporter_.report(Code::kMissingProperty, scenario.name.span, "this scenario expects nothing")
      .help("say what should be true: `expect anna was sent reminder`");
}

const ast::Table* ScenarioChecker::find_table(const ast::Scenario& scenario) {
  const ast::Table* found = nullptr;
  Span first;
  for (const auto& step : scenario.steps) {
    auto* table = std::get_if<ast::Table>(&step.node);
    if (table == nullptr) continue;
    if (found != nullptr) {
      reporter_.report(Code::kDuplicateProperty, step.keyword, "a scenario has at most one table")
          .also(first, "the first");
      continue;
    }
    found = table;
    first = step.keyword;
  }
  return found;
}

// A column's type is what all of its values have in common.
void ScenarioChecker::check_table(const ast::Table& table) {
  std::vector<Typed> types(table.columns.size());
  bool first = true;
  for (const auto& expr : table.rows) {
    const auto& row = std::get<ast::Call>(expr->node);
    if (row.arguments.size() != table.columns.size()) {
      reporter_.report(
          Code::kWrongArguments, expr->span,
          fmt::format("this row has {}, the table {}", counted(row.arguments.size(), "value"),
                      counted(table.columns.size(), "column")));
      continue;
    }
    for (std::size_t i = 0; i < types.size(); ++i) {
      auto typed = expressions_.check_present(*row.arguments[i], "but a table holds values");
      auto common = first ? typed.type : common_type(types[i].type, typed.type);
      if (!common) {
        reporter_.report(Code::kTypeMismatch, row.arguments[i]->span,
                         fmt::format("the column '{}' holds {}, this is {}", table.columns[i].text,
                                     to_string(types[i].type), to_string(typed.type)));
        continue;
      }
      types[i] = {*common, typed.currency};
    }
    first = false;
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    for (const auto& expr : table.rows) {
      const auto& row = std::get<ast::Call>(expr->node);
      if (types[i].type.kind == TypeKind::kDecimal && i < row.arguments.size() &&
          std::holds_alternative<ast::Literal>(row.arguments[i]->node))
        expressions_.check_as(*row.arguments[i], types[i].type, "this column");
    }
    declare_column(table.columns[i], types[i]);
  }
}

void ScenarioChecker::declare_column(const ast::Name& name, const Typed& typed) {
  auto* binding = model_.new_binding(BindingKind::kParameter, name.text, name.span);
  binding->typed = typed;
  binding->parameter = static_cast<std::uint32_t>(info_->columns.size());
  info_->columns.push_back(binding);
  bool taken = std::find(std::begin(kTaken), std::end(kTaken), name.text) != std::end(kTaken);
  if (!taken && expressions_.scope().find(name.text) == nullptr)
    return expressions_.scope().declare(binding);
  reporter_.report(Code::kDuplicateName, name.span,
                   fmt::format("'{}' already means something here", name.text));
}

void ScenarioChecker::check_step(const ast::ScenarioStep& step) {
  bool makes = std::holds_alternative<ast::MakeContact>(step.node);
  const bool of_service = std::holds_alternative<ast::ServiceDoes>(step.node);
  if (!step.subject.text.empty() && !makes && !of_service) check_person(step.subject);
  std::visit([&](const auto& node) { check_node(step, node); }, step.node);
}

void ScenarioChecker::check_person(const ast::Name& name) {
  if (std::find(people_.names.begin(), people_.names.end(), name.text) != people_.names.end())
    return people_.note(name, model_);
  std::vector<std::string> candidates(people_.names.begin(), people_.names.end());
  reporter_
      .report(Code::kUnknownName, name.span,
              fmt::format("no contact of this scenario is named '{}'", name.text))
      .help(fmt::format("make one first: `contact {} {{ }}`", name.text))
      .did_you_mean(name.text, candidates);
}

void ScenarioChecker::check_node(const ast::ScenarioStep& step, const ast::MakeContact& node) {
  const auto& name = step.subject;
  bool taken = std::find(std::begin(kTaken), std::end(kTaken), name.text) != std::end(kTaken) ||
               expressions_.scope().find(name.text) != nullptr;
  bool known =
      std::find(people_.names.begin(), people_.names.end(), name.text) != people_.names.end();
  if (taken)
    reporter_.report(Code::kDuplicateName, name.span,
                     fmt::format("'{}' already means something here", name.text));
  check_fields(node.fields, model_.contact, "the contact");
  if (!known && !taken) {
    people_.names.push_back(name.text);
    people_.made.push_back(name.span);
  }
  for (const auto& granted : node.subscribed) {
    expressions_.find_symbol(granted.conversation, {SymbolKind::kConversation}, "conversation");
    if (granted.channel) resolve_channel(*granted.channel, reporter_);
  }
  for (const auto& list : node.lists) expressions_.find_symbol(list, {SymbolKind::kList}, "list");
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::At& node) {
  expressions_.check_as(*node.instant, TypeKind::kDatetime, "the time behind `at`");
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::After& node) {
  check_duration(*node.duration, "what stands behind `after`");
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::Jump& node) {
  check_duration(*node.duration, "what the clock jumps by");
}

void ScenarioChecker::check_duration(const ast::Expr& expr, std::string_view place) {
  expressions_.check_as(expr, TypeKind::kDuration, place);
  const auto constant = folded(model_, expr, expressions_.lets());
  if (!constant || constant->tag != Tag::kDuration) return;
  const auto duration = constant->as_duration();
  if (duration != Duration{} && is_over_at_once(duration))
    reporter_.report(Code::kBadPeriod, expr.span,
                     "this is less than nothing: a scenario's clock only goes forward");
  else if (is_endless(duration))
    reporter_.report(Code::kBadPeriod, expr.span, "this is more than a hundred years");
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::RunStarts& node) {
  expressions_.find_symbol(node.campaign, {SymbolKind::kCampaign}, "campaign");
}

// A channel is paused and resumed; only a flow has anything to cancel.
void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::Operates& node) {
  const bool cancels = node.order == ast::Order::kCancels;
  const auto& name = node.subject.text;
  const bool is_channel = !cancels && find_channel(name).has_value();
  if (is_channel && node.shifting)
    reporter_
        .report(
            Code::kShiftsNothing, node.subject.span,
            fmt::format("the pause of the channel '{}' holds messages; flows walk on, and no wait "
                        "is longer by it",
                        name))
        .help("say only `the operator resumes " + name + "`");
  if (name == ast::kEverything || is_channel) return;
  expressions_.find_symbol(node.subject, {SymbolKind::kCampaign, SymbolKind::kJourney},
                           cancels ? "campaign or journey" : "campaign, journey or channel");
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::NextMessage& node) {
  check_message(node.message, nullptr);
  if (node.delay != nullptr) check_duration(*node.delay, "what the message is delayed by");
}

// What else a use of the module may not do is found where it is written as one (lang/analysis).
void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::TryModule& node) {
  for (const auto& channel : node.channels) resolve_channel(channel, reporter_);
  const auto* symbol = expressions_.find_symbol(node.module, {SymbolKind::kModule}, "module");
  if (symbol == nullptr)
    for (const auto& argument : node.arguments) expressions_.check(*argument);
  else
    check_module_arguments(node.module, node.arguments, *symbol, expressions_, reporter_);
}

void ScenarioChecker::check_node(const ast::ScenarioStep& step, const ast::Does& node) {
  if (node.at != nullptr)
    expressions_.check_as(*node.at, TypeKind::kDatetime, "the time behind `at`");
  if (node.ago != nullptr) check_duration(*node.ago, "what stands before `ago`");
  auto name = node.event.object ? node.event.object->text + "." + node.event.name.text
                                : node.event.name.text;
  auto found = model_.events.find(name);
  if (node.event.object && is_service(model_, node.event.object->text)) {
    reporter_.report(Code::kWrongPlace, node.event.span, "services answer, contacts do not")
        .help(fmt::format("write `{} answers {{ }}` before it is requested", name));
    return;
  }
  if (found == model_.events.end()) {
    std::vector<std::string> candidates;
    for (const auto& [event, info] : model_.events) candidates.emplace_back(event);
    std::sort(candidates.begin(), candidates.end());
    reporter_
        .report(Code::kUnknownName, node.event.span, fmt::format("there is no event '{}'", name))
        .did_you_mean(name, candidates);
    return;
  }
  if (node.event.object)
    note_dotted_event(*node.event.object, node.event.name, model_);
  else if (const auto* symbol = model_.find(name))
    model_.note_meaning(node.event.name.span, symbol->span);
  auto owner = fmt::format("the event '{}'", name);
  check_fields(node.fields, found->second->fields, owner);
  if (!node.event.object) check_required(node.fields, found->second->fields, owner, step.span);
}

// From here on, until something else is said of it.
void ScenarioChecker::check_node(const ast::ScenarioStep& step, const ast::ServiceDoes& node) {
  const auto* service = expressions_.find_symbol(step.subject, {SymbolKind::kService}, "service");
  if (service == nullptr) return;
  const auto* call = service->service->find(node.call.text);
  if (call == nullptr) return report_unknown_call(node.call, *service, reporter_);
  model_.note_meaning(node.call.span, call->ast->name.span);
  const auto owner = fmt::format("the answer of '{}'", call->answer->name);
  check_fields(node.fields, call->answer->fields, owner);
  if (node.fate == ast::CallFate::kAnswers)
    check_required(node.fields, call->answer->fields, owner, step.span);
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::Reacts& node) {
  const auto* channel = node.channel ? &*node.channel : nullptr;
  if (node.message) return check_message(*node.message, channel);
  if (channel != nullptr) resolve_channel(*channel, reporter_);
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::Confirms& node) {
  const auto channel =
      node.channel ? resolve_channel(*node.channel, reporter_) : std::optional(Channel::kEmail);
  const auto* symbol =
      expressions_.find_symbol(node.conversation, {SymbolKind::kConversation}, "conversation");
  if (symbol == nullptr || !channel) return;
  const auto& rows = std::get<ast::Conversation>(symbol->declaration->node).opt_ins;
  const bool confirmed = std::any_of(rows.begin(), rows.end(), [&](const ast::OptIn& row) {
    return std::any_of(row.channels.begin(), row.channels.end(),
                       [&](const ast::Name& it) { return it.text == info_of(*channel).word; });
  });
  if (confirmed) return;
  reporter_
      .report(Code::kNothingToConfirm, node.conversation.span,
              fmt::format("a subscription to '{}' on {} needs no confirmation", symbol->name,
                          info_of(*channel).word))
      .also(symbol->span,
            fmt::format("it has no `double_opt_in {} using MESSAGE`", info_of(*channel).word));
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::WasSent& node) {
  check_message(node.message, node.channel ? &*node.channel : nullptr);
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::WasNotSent& node) {
  check_message(node.message, nullptr);
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::Entered& node) {
  check_flow(node.flow);
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::LeftFlow& node) {
  check_flow(node.flow);
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::IsAtStep& node) {
  check_flow(node.flow);  // the label: when the flow's steps are known (lang/compile)
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::Reached& node) {
  if (node.is_target()) return check_target(node);
  check_goal(node.goal);
  if (node.worth != nullptr) expressions_.check_present(*node.worth, "but a worth is a value");
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::IsIn& node) {
  expressions_.find_symbol(node.set, {SymbolKind::kSegment, SymbolKind::kList}, "segment or list");
}

// The contact whose values an expression reads: the one it names, else the only one there is.
template <class Check>
void ScenarioChecker::check_about_one(const ast::ScenarioStep& step, const ast::Expr& expr,
                                      std::string_view usual, Check check) {
  people_.seen.clear();
  expressions_.set_people(&people_);
  expressions_.set_sees_sent(true);
  check();
  expressions_.set_sees_sent(false);
  expressions_.set_people(nullptr);
  std::string_view subject = step.subject.text;
  for (const auto* name : people_.seen) {
    if (subject.empty()) subject = name->text;
    if (subject == name->text) continue;
    reporter_
        .report(Code::kWrongPlace, name->span,
                fmt::format("one condition is about one contact, and this one about '{}'", subject))
        .help("write one step for each");
    return;
  }
  if (subject.empty() && people_.names.size() != 1) {
    reporter_.report(Code::kWrongPlace, expr.span, "whose values are meant?")
        .help(fmt::format("begin with a contact's name: `{}`", usual));
    return;
  }
  model_.scenario_subjects[step.id] = subject.empty() ? people_.names.front() : subject;
}

void ScenarioChecker::check_node(const ast::ScenarioStep& step, const ast::Holds& node) {
  check_about_one(step, *node.condition, "expect anna.stage == \"cold\"",
                  [&] { expressions_.check_condition(*node.condition, "what is expected"); });
}

void ScenarioChecker::check_node(const ast::ScenarioStep& step, const ast::Shows& node) {
  check_about_one(step, *node.value, "show anna.stage", [&] { expressions_.check(*node.value); });
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::MessagesSent& node) {
  if (node.last != nullptr) check_duration(*node.last, "what stands behind `last`");
}

void ScenarioChecker::check_node(const ast::ScenarioStep&, const ast::NothingMore& node) {
  check_duration(*node.next, "what stands behind `next`");
}

// ---- values

void ScenarioChecker::unknown_field(const ast::Name& name, std::vector<std::string> candidates,
                                    std::string_view owner) {
  reporter_
      .report(Code::kUnknownField, name.span, fmt::format("{} has no field '{}'", owner, name.text))
      .did_you_mean(name.text, candidates);
}

void ScenarioChecker::check_fields(const std::vector<ast::ScenarioField>& fields,
                                   const FieldTable& table, std::string_view owner) {
  std::unordered_map<std::string_view, Span> seen;
  for (const auto& field : fields) {
    if (auto [first, fresh] = seen.emplace(field.name.text, field.name.span); !fresh) {
      reporter_
          .report(Code::kDuplicateName, field.name.span,
                  fmt::format("'{}' stands twice", field.name.text))
          .also(first->second, "first here");
    }
    const auto* info = table.find(field.name.text);
    if (info != nullptr) {
      model_.note_meaning(field.name.span, info->span);
      check_value(field.value, info->type, fmt::format("'{}'", field.name.text));
      continue;
    }
    std::vector<std::string> candidates;
    for (const auto& other : table.all()) candidates.emplace_back(other.name);
    unknown_field(field.name, std::move(candidates), owner);
  }
}

void ScenarioChecker::check_required(const std::vector<ast::ScenarioField>& fields,
                                     const FieldTable& table, std::string_view owner, Span place) {
  for (const auto& info : table.all()) {
    bool given = std::any_of(fields.begin(), fields.end(),
                             [&](const auto& field) { return field.name.text == info.name; });
    if (given || info.type.optional) continue;
    reporter_.report(Code::kMissingProperty, place, fmt::format("{} needs '{}'", owner, info.name))
        .also(info.span, "declared here, and not optional");
  }
}

void ScenarioChecker::check_value(const ast::ScenarioValue& value, const Type& type,
                                  std::string_view place) {
  using Kind = ast::ScenarioValue::Kind;
  if (value.kind == Kind::kExpression && check_column(*value.expression, type, place)) return;
  if (value.kind == Kind::kExpression) {
    expressions_.check_as(*value.expression, type, place);
  } else if (value.kind == Kind::kRecord && type.kind == TypeKind::kRecord) {
    check_record(value, type, place);
  } else if (value.kind == Kind::kList && type.kind == TypeKind::kList) {
    for (const auto& item : value.items)
      check_value(item, type.element[0], fmt::format("an item of {}", place));
  } else if (!is_error(type)) {
    reporter_.report(
        Code::kTypeMismatch, value.span,
        fmt::format("{} must be {}, not a {}", place, to_string(type.without_optional()),
                    value.kind == Kind::kRecord ? "record" : "list"));
  }
}

// A column alone is what its rows hold: each literal is looked at as if it stood here.
bool ScenarioChecker::check_column(const ast::Expr& expr, const Type& type,
                                   std::string_view place) {
  auto* use = std::get_if<ast::NameUse>(&expr.node);
  auto* binding = use == nullptr ? nullptr : expressions_.scope().find(use->name.text);
  if (binding == nullptr || info_->table == nullptr) return false;
  expressions_.check(expr);
  for (const auto& one : info_->table->rows) {
    const auto& row = std::get<ast::Call>(one->node);
    if (binding->parameter < row.arguments.size())
      expressions_.check_as(*row.arguments[binding->parameter], type, place);
  }
  return true;
}

void ScenarioChecker::check_record(const ast::ScenarioValue& value, const Type& type,
                                   std::string_view place) {
  for (const auto& field : value.fields) {
    const auto* known = type.field(field.name.text);
    if (known != nullptr) {
      check_value(field.value, known->type, fmt::format("'{}'", field.name.text));
      continue;
    }
    unknown_field(field.name, field_names(type), place);
  }
  for (const auto& known : type.fields) {
    bool given = std::any_of(value.fields.begin(), value.fields.end(),
                             [&](const auto& field) { return field.name.text == known.name; });
    if (given || known.type.optional) continue;
    reporter_.report(Code::kMissingProperty, value.span,
                     fmt::format("{} needs '{}'", place, known.name));
  }
}

// ---- names

void ScenarioChecker::check_flow(const ast::Name& name) {
  expressions_.find_symbol(name, {SymbolKind::kCampaign, SymbolKind::kJourney},
                           "campaign or journey");
}

void ScenarioChecker::check_message(const ast::Name& name, const ast::Name* channel) {
  if (name.text.find('.') != std::string::npos) return check_spoken(name, channel);
  const auto* symbol = expressions_.find_symbol(name, {SymbolKind::kMessage}, "message");
  if (channel == nullptr || !resolve_channel(*channel, reporter_) || symbol == nullptr) return;
  const auto& contents = std::get<ast::Message>(symbol->declaration->node).contents;
  bool has = std::any_of(contents.begin(), contents.end(), [&](const ast::Content& content) {
    return content.channel.text == channel->text;
  });
  if (has) return;
  reporter_
      .report(Code::kNoContent, channel->span,
              fmt::format("the message '{}' says nothing for {}", name.text, channel->text))
      .also(symbol->span, "declared here");
}

// `feedback.score`: what a module says.
void ScenarioChecker::check_spoken(const ast::Name& name, const ast::Name* channel) {
  if (channel != nullptr) resolve_channel(*channel, reporter_);
  std::vector<std::string> candidates;
  for (const auto& spoken : model_.spoken.rows()) {
    if (spoken.message == name.text)
      return note_part(name, spoken.module->ast->name.span,
                       spoken.ask != nullptr ? &spoken.ask->name : nullptr);
    candidates.push_back(spoken.message);
  }
  reporter_
      .report(Code::kUnknownName, name.span, fmt::format("no module has a message '{}'", name.text))
      .did_you_mean(name.text, candidates);
}

// `feedback.score`, written without blanks: each side is a name.
void ScenarioChecker::note_part(const ast::Name& dotted, Span module, const ast::Name* part) {
  const auto dot = static_cast<std::uint32_t>(dotted.text.find('.'));
  const auto [source, begin, end] = dotted.span;
  if (end - begin != dotted.text.size()) return;
  model_.note_meaning({source, begin, begin + dot}, module);
  if (part != nullptr) model_.note_meaning({source, begin + dot + 1, end}, part->span);
}

// `feedback.promoter`: what a module is for.
void ScenarioChecker::check_target(const ast::Reached& node) {
  if (node.worth != nullptr)
    reporter_.report(Code::kWrongPlace, node.worth->span, "a module's target has no worth")
        .help("a goal has one: `goal NAME on EVENT worth ...`");
  std::vector<std::string> candidates;
  for (const auto& module : model_.module_storage) {
    for (const auto* target : module.targets) {
      candidates.push_back(module.ast->name.text + "." + target->text);
      if (candidates.back() == node.goal.text)
        return note_part(node.goal, module.ast->name.span, target);
    }
  }
  reporter_
      .report(Code::kUnknownName, node.goal.span,
              fmt::format("no module has a target '{}'", node.goal.text))
      .did_you_mean(node.goal.text, candidates);
}

// It may be of several flows.
void ScenarioChecker::check_goal(const ast::Name& name) {
  std::vector<std::string> candidates;
  bool found = false;
  for (const auto& info : model_.flows.rows()) {
    for (const auto& goal : info.ast->goals) {
      candidates.push_back(goal.name.text);
      if (goal.name.text != name.text) continue;
      model_.note_meaning(name.span, goal.name.span);
      found = true;
    }
  }
  if (found) return;
  std::sort(candidates.begin(), candidates.end());
  reporter_.report(Code::kUnknownName, name.span, fmt::format("no flow has a goal '{}'", name.text))
      .did_you_mean(name.text, candidates);
}

}  // namespace camp::sema
