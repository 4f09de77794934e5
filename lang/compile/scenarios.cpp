#include "lang/compile/scenarios.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/overloaded.h"
#include "lang/compile/condition_parts.h"

namespace camp::compile {
namespace {

constexpr plan::Operates::Order order_of(ast::Order order) {
  switch (order) {
    case ast::Order::kPauses:
      return plan::Operates::Order::kPauses;
    case ast::Order::kResumes:
      return plan::Operates::Order::kResumes;
    case ast::Order::kCancels:
      return plan::Operates::Order::kCancels;
  }
  return {};
}

plan::Operates operates(const ast::Operates& node) {
  const auto& name = node.subject.text;
  return {order_of(node.order), name == ast::kEverything ? "" : name, node.shifting};
}

plan::Confirms confirms(const ast::Confirms& node) {
  return {node.conversation.text,
          node.channel ? *find_channel(node.channel->text) : Channel::kEmail};
}

plan::WasSent was_sent(const ast::WasSent& node) {
  plan::WasSent sent{node.message.text, {}, {}};
  if (node.channel) sent.channel = find_channel(node.channel->text);
  for (const auto& text : node.containing) sent.containing.push_back(text.text);
  return sent;
}

constexpr std::string_view event_of(ast::Reaction reaction) {
  switch (reaction) {
    case ast::Reaction::kOpens:
      return "message.opened";
    case ast::Reaction::kClicks:
      return "message.clicked";
    case ast::Reaction::kReplies:
      return "message.replied";
    case ast::Reaction::kUnsubscribes:
      return "message.unsubscribed";
    case ast::Reaction::kComplains:
      return "message.complained";
    case ast::Reaction::kBounces:
      break;
  }
  return "message.bounced";
}

}  // namespace

void ScenarioCompiler::compile(const sema::ScenarioInfo& info, std::vector<plan::Scenario>* out) {
  if (info.table == nullptr) return compile_row(info, nullptr, out);
  std::uint32_t number = 0;
  for (const auto& row : info.table->rows) {
    compile_row(info, row.get(), out);
    out->back().row_number = ++number;
  }
}

void ScenarioCompiler::compile_row(const sema::ScenarioInfo& info, const ast::Expr* row,
                                   std::vector<plan::Scenario>* out) {
  plan::Scenario scenario;
  scenario.name = info.ast->name.text;
  scenario.span = info.ast->name.span;
  row_ = row == nullptr ? nullptr : &std::get<ast::Call>(row->node);
  if (row != nullptr) scenario.row = sources_.text(row->span);
  for (const auto& one : info.ast->steps) {
    if (!std::holds_alternative<ast::Table>(one.node)) scenario.steps.push_back(step(one));
  }
  row_ = nullptr;
  out->push_back(std::move(scenario));
}

plan::Step ScenarioCompiler::step(const ast::ScenarioStep& step) {
  plan::Step out;
  out.span = step.span;
  out.subject = step.subject.text;
  auto name_or = [](const std::optional<ast::Name>& name) { return name ? name->text : ""; };
  std::visit(
      Overloaded{
          [](const ast::Table&) {},
          [&](const ast::MakeContact& node) { out.node = person(node); },
          [&](const ast::At& node) { out.node = plan::At{function(*node.instant)}; },
          [&](const ast::After& node) { out.node = plan::After{function(*node.duration)}; },
          [&](const ast::Jump& node) { out.node = plan::Jump{function(*node.duration)}; },
          [&](const ast::Kill&) { out.node = plan::Kill{}; },
          [&](const ast::RunStarts& node) { out.node = plan::RunStarts{node.campaign.text}; },
          [&](const ast::Operates& node) { out.node = operates(node); },
          [&](const ast::NextMessage& node) {
            out.node = plan::NextMessage{node.message.text, maybe(node.delay)};
          },
          [&](const ast::TryModule& node) { out.node = tries(node); },
          [&](const ast::Does& node) { out.node = does(node); },
          [&](const ast::ServiceDoes& node) { out.node = service_does(step.subject.text, node); },
          [&](const ast::Reacts& node) { out.node = reacts(node); },
          [&](const ast::Confirms& node) { out.node = confirms(node); },
          [&](const ast::WasSent& node) { out.node = was_sent(node); },
          [&](const ast::WasNotSent& node) {
            out.node = plan::WasNotSent{node.message.text, name_or(node.reason)};
          },
          [&](const ast::Entered& node) {
            out.node = plan::Entered{node.flow.text, node.negated};
          },
          [&](const ast::LeftFlow& node) {
            plan::LeftFlow left{node.flow.text, {}};
            if (node.reason) left.reason = node.reason->text;
            out.node = std::move(left);
          },
          [&](const ast::IsAtStep& node) {
            check_label(node.label, node.flow.text);
            out.node = plan::IsAtStep{node.label.text, node.flow.text};
          },
          [&](const ast::Reached& node) { reached(node, &out); },
          [&](const ast::IsIn& node) { out.node = is_in(node); },
          [&](const ast::Holds& node) {
            out.subject = model_.scenario_subjects.at(step.id);
            out.node = holds(node);
          },
          [&](const ast::Shows& node) {
            out.subject = model_.scenario_subjects.at(step.id);
            out.node = shows(node);
          },
          [&](const ast::MessagesSent& node) {
            out.node = plan::MessagesSent{static_cast<std::uint64_t>(node.count.value.num),
                                          maybe(node.last)};
          },
          [&](const ast::NothingMore& node) { out.node = plan::NothingMore{function(*node.next)}; },
      },
      step.node);
  return out;
}

plan::MakeContact ScenarioCompiler::person(const ast::MakeContact& node) {
  plan::MakeContact out;
  out.fields = fields(node.fields);
  for (const auto& granted : node.subscribed) {
    auto channel = granted.channel ? *find_channel(granted.channel->text) : Channel::kEmail;
    out.subscribed.push_back({granted.conversation.text, channel});
  }
  for (const auto& list : node.lists) out.lists.push_back(list.text);
  return out;
}

plan::Does ScenarioCompiler::does(const ast::Does& node) {
  auto event = node.event.object ? node.event.object->text + "." + node.event.name.text
                                 : node.event.name.text;
  return {event, fields(node.fields), maybe(node.at), maybe(node.ago)};
}

// As the event that starts its trial.
plan::Does ScenarioCompiler::tries(const ast::TryModule& node) {
  plan::Does out{trials_.event_of(node), {}};
  const auto& parameters = model_.find(node.module.text)->module->parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    plan::Value value;
    value.function = function(*node.arguments[i]);
    out.fields.push_back({std::string(parameters[i]->name), std::move(value)});
  }
  return out;
}

plan::ServiceDoes ScenarioCompiler::service_does(std::string_view service,
                                                 const ast::ServiceDoes& node) {
  using Fate = plan::ServiceDoes::Fate;
  const auto fate = node.fate == ast::CallFate::kAnswers ? Fate::kAnswers
                    : node.fate == ast::CallFate::kFails ? Fate::kFails
                                                         : Fate::kTimesOut;
  return {sema::answer_event(service, node.call.text), fate, fields(node.fields)};
}

plan::Reacts ScenarioCompiler::reacts(const ast::Reacts& node) {
  plan::Reacts out{std::string(event_of(node.reaction)), "", node.text ? node.text->text : "", {}};
  if (node.message) out.message = node.message->text;
  if (node.channel) out.channel = find_channel(node.channel->text);
  return out;
}

void ScenarioCompiler::reached(const ast::Reached& node, plan::Step* out) {
  if (node.is_target())
    out->node = plan::ReachedTarget{node.goal.text, node.negated};
  else
    out->node = plan::Reached{node.goal.text, maybe(node.worth), node.negated};
}

plan::IsIn ScenarioCompiler::is_in(const ast::IsIn& node) {
  FunctionBuilder out(context_.program);
  out.at(node.set.span);
  ExpressionCompiler(context_, out, nullptr, nullptr).symbol_test(*model_.find(node.set.text));
  out.op(Op::kReturn);
  report_limits(context_, out, node.set.span);
  return {node.set.text, out.finish(FunctionKind::kExpression, 0), node.negated};
}

plan::Holds ScenarioCompiler::holds(const ast::Holds& node) {
  plan::Holds out{function(*node.condition), {}};
  out.parts = condition_parts(context_, *node.condition, row_);
  return out;
}

plan::Shows ScenarioCompiler::shows(const ast::Shows& node) {
  return {function(*node.value), condition_parts(context_, *node.value, row_)};
}

FunctionIndex ScenarioCompiler::function(const ast::Expr& expr) {
  return compile_expression(context_, expr, nullptr, nullptr, row_);
}

plan::Fields ScenarioCompiler::fields(const std::vector<ast::ScenarioField>& fields) {
  plan::Fields out;
  for (const auto& field : fields) out.push_back({field.name.text, value(field.value)});
  return out;
}

plan::Value ScenarioCompiler::value(const ast::ScenarioValue& value) {
  plan::Value out;
  switch (value.kind) {
    case ast::ScenarioValue::Kind::kExpression:
      out.function = function(*value.expression);
      break;
    case ast::ScenarioValue::Kind::kRecord:
      out.fields = fields(value.fields);
      break;
    case ast::ScenarioValue::Kind::kList:
      out.is_list = true;
      for (const auto& item : value.items) out.items.push_back(this->value(item));
      break;
  }
  return out;
}

// Labels are the compiler's: only here it is known which steps a flow has.
void ScenarioCompiler::check_label(const ast::Text& label, std::string_view flow) {
  const auto& program = context_.program.program;
  std::vector<std::string> labels;
  for (const auto& step : program.steps) {
    if (program.names[program.flows[step.flow].name] != flow) continue;
    if (step.label == label.text) return;
    labels.push_back(step.label);
  }
  context_.reporter
      .report(Code::kUnknownName, label.span,
              fmt::format("'{}' has no step \"{}\"", flow, label.text))
      .did_you_mean(label.text, labels, Written::kQuoted);
}

}  // namespace camp::compile
