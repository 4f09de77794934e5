#include "lang/compile/flow.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/limits.h"
#include "lang/base/unicode.h"
#include "lang/value/civil.h"

namespace camp::compile {

FlowDecl FlowCompiler::compile(const Places& places) {
  places_ = &places;
  decl_.kind = flow_.journey ? FlowKind::kJourney : FlowKind::kCampaign;
  decl_.name = context_.program.name(flow_.name.text);
  decl_.category = info_.transactional ? Category::kTransactional : Category::kMarketing;
  if (info_.conversation != nullptr)
    decl_.conversation = places.conversations.at(info_.conversation->name);
  out_.at(flow_.body->span);
  scope([&] {
    keep_event(info_.start);  // first: the header's functions read these locals
    compile_header();
    hold_out();
    block(*flow_.body);
    out_.at(flow_.body->span);
    out_.op(Op::kEnd);
  });
  report_limits(context_, out_, flow_.name.span);
  decl_.body = out_.finish(FunctionKind::kFlow, static_cast<std::uint8_t>(slots_.highest));
  return std::move(decl_);
}

void FlowCompiler::compile_header() {
  if (flow_.journey)
    compile_starts();
  else
    compile_audience();
  compile_urgency();
  decl_.per_outlet = flow_.per_outlet.has_value();
  compile_people();
  decl_.schedule = info_.schedule;
  for (const auto& exit : flow_.exits) decl_.exits.push_back({event_arm(exit.on)});
  compile_goals();
}

// A date is its end: the moment at which the next one begins.
void FlowCompiler::compile_urgency() {
  if (flow_.priority) decl_.priority = static_cast<std::uint32_t>(flow_.priority->value.num);
  if (flow_.costs) decl_.costs = context_.program.constant(flow_.costs->value);
  for (const auto& tag : flow_.tags) decl_.tags.push_back(context_.program.name(tag.text));
  if (flow_.expires == nullptr) return;
  decl_.expires.is_set = true;
  if (const auto* date = std::get_if<ast::Literal>(&flow_.expires->node)) {
    decl_.expires.date_days = std::min(date->value.num + 1, kLastDay);
    return;
  }
  const auto& instant = std::get<ast::InstantLiteral>(flow_.expires->node);
  decl_.expires.date_days = instant.date_days;
  decl_.expires.time_ms = instant.time_ms;
  if (instant.contact_time) return;
  decl_.expires.zone =
      context_.program.text(instant.zone.empty() ? std::string(model_.default_zone) : instant.zone);
}

void FlowCompiler::compile_people() {
  auto& program = context_.program;
  if (flow_.writer) decl_.writer = program.text(tidied(flow_.writer->text));
  if (flow_.reviewer) decl_.reviewer = program.text(tidied(flow_.reviewer->text));
  for (const auto& seeds : flow_.seeds) decl_.seeds.push_back(program.name(seeds.text));
  if (!flow_.approval) return;
  for (const auto& need : flow_.approval->needs) {
    auto& row = decl_.approval.emplace_back();
    if (need.count) row.count = static_cast<std::uint32_t>(need.count->value.num);
    for (const auto& role : need.roles) row.roles.push_back(program.name(role.text));
  }
}

void FlowCompiler::compile_starts() {
  for (const auto& start : flow_.starts) decl_.starts.push_back(start_of(start));
  if (flow_.key != nullptr)
    decl_.key = compile_expression(context_, *flow_.key, &slots_, info_.start);
  // Not said means once: nobody is written to again by accident.
  decl_.reentry = flow_.reentry == ast::ReentryWord::kAgain ? Reentry::kAgain : Reentry::kOnce;
  if (flow_.again_after) decl_.again_after = flow_.again_after->value.as_duration();
}

StartDecl FlowCompiler::start_of(const ast::Start& start) {
  StartDecl row;
  row.on = event_arm(start.on);
  row.even_late = start.even_late;
  if (start.on.when != nullptr)
    row.segment = context_.program.name(model_.clauses.at(start.on.id).of);
  return row;
}

void FlowCompiler::find_cohorts() {
  if (!decl_.cohorts.empty()) return;
  if (flow_.audience) {
    for (const auto& name : flow_.audience->include)
      if (model_.find(name.text)->kind == sema::SymbolKind::kSegment)
        decl_.cohorts.push_back(context_.program.name(name.text));
  }
  for (const auto& start : flow_.starts)
    if (start.on.when != nullptr)
      decl_.cohorts.push_back(context_.program.name(model_.clauses.at(start.on.id).of));
}

// In any of the included ones, or in all when none is named; and in none of the excluded.
void FlowCompiler::compile_audience() {
  const auto& audience = *flow_.audience;
  if (!audience.include.empty() || !audience.exclude.empty()) {
    FunctionBuilder out(context_.program);
    out.at(audience.span);
    ExpressionCompiler tests(context_, out, nullptr, nullptr);
    Label included, refused;
    for (const auto& name : audience.include) {
      tests.symbol_test(*model_.find(name.text));
      out.jump(Op::kJumpIfTrue, included);
    }
    if (!audience.include.empty()) out.jump(Op::kJump, refused);
    out.bind(included);
    for (const auto& name : audience.exclude) {
      tests.symbol_test(*model_.find(name.text));
      out.jump(Op::kJumpIfTrue, refused);
    }
    out.constant(Value::boolean(true));
    out.op(Op::kReturn);
    out.bind(refused);
    out.constant(Value::boolean(false));
    out.op(Op::kReturn);
    report_limits(context_, out, audience.span);
    decl_.audience.condition = out.finish(FunctionKind::kExpression, 0);
  }
  if (audience.one_per != nullptr)
    decl_.audience.one_per = compile_expression(context_, *audience.one_per, nullptr, nullptr);
  if (audience.limit) decl_.audience.limit = static_cast<std::uint64_t>(audience.limit->value.num);
  if (audience.limit_by != nullptr)
    decl_.audience.limit_by = compile_expression(context_, *audience.limit_by, nullptr, nullptr);
}

void FlowCompiler::compile_goals() {
  for (const auto& goal : flow_.goals) {
    GoalDecl row;
    row.name = context_.program.name(goal.name.text);
    row.on = event_arm(goal.on);
    if (goal.within) row.within = goal.within->value.as_duration();
    if (goal.worth != nullptr) {
      const auto* alias = model_.clauses.at(goal.on.id).alias;
      row.worth = compile_expression(context_, *goal.worth, &slots_, alias);
    }
    if (goal.credit) row.credit = *find_credit(goal.credit->text);
    if (goal.refund) row.refund = refund_of(goal);
    decl_.goals.push_back(std::move(row));
  }
}

RefundDecl FlowCompiler::refund_of(const ast::Goal& goal) {
  RefundDecl row;
  row.first_slot = slots_.live;
  scope([&] {
    const auto* converted = model_.clauses.at(goal.on.id).alias;
    for (auto field : converted->kept) {
      slots_.event_fields[{converted, field}] = new_slot(converted->span);
      row.kept.push_back(field.empty() ? kNone : context_.program.name(field));
    }
    row.by = event_arm(*goal.refund);
  });
  return row;
}

EventArm FlowCompiler::event_arm(const ast::EventClause& clause) {
  const auto& info = model_.clauses.at(clause.id);
  EventArm arm;
  arm.event = context_.program.name(info.event);
  if (info.handle != nullptr) arm.handle = slots_.locals.at(info.handle);
  if (clause.when != nullptr)
    arm.where = compile_expression(context_, *clause.when, &slots_, nullptr);
  else if (!info.of.empty())
    arm.where = event_condition(clause, info);
  else if (clause.where != nullptr)
    arm.where = compile_expression(context_, *clause.where, &slots_, info.alias);
  return arm;
}

// Of this list or conversation, and whatever else is asked. Who takes back every permission takes
// back this one, too.
FunctionIndex FlowCompiler::event_condition(const ast::EventClause& clause,
                                            const sema::ClauseInfo& info) {
  FunctionBuilder out(context_.program);
  ExpressionCompiler values(context_, out, &slots_, info.alias);
  Label yes, no;
  out.at(clause.span);
  const auto field = context_.program.name(clause.event.object ? "list" : "conversation");
  if (info.event == "unsubscribed") {
    out.op(Op::kEventField, field);
    out.op(Op::kIsPresent);
    out.jump(Op::kJumpIfFalse, yes);
  }
  out.op(Op::kEventField, field);
  out.constant(Value::string(info.of));
  out.op(Op::kEqual);
  out.jump(Op::kJumpIfFalse, no);
  out.bind(yes);
  if (clause.where != nullptr)
    values.value(*clause.where);
  else
    out.constant(Value::boolean(true));
  out.op(Op::kReturn);
  out.bind(no);
  out.constant(Value::boolean(false));
  out.op(Op::kReturn);
  report_limits(context_, out, clause.span);
  return out.finish(FunctionKind::kExpression, values.locals_read());
}

// ---- labels

std::string FlowCompiler::unique(const std::string& label) {
  auto count = ++labels_[label];
  return count == 1 ? label : fmt::format("{}~{}", label, count);
}

StepIndex FlowCompiler::add_step(const std::string& label) {
  auto& steps = context_.program.program.steps;
  steps.push_back({unique(label), index_});
  if (statement_ != nullptr) note_path(statement_->id, steps.back().label);
  return static_cast<StepIndex>(steps.size() - 1);
}

void FlowCompiler::note_path(ast::NodeId id, std::string_view path) {
  if (context_.paths == nullptr || talk_ != nullptr || context_.paths->find(id) != nullptr) return;
  (*context_.paths)[id] = path;
}

// `wait 2d as cooling` is called so wherever it stands.
StepIndex FlowCompiler::wait_step(std::string_view word,
                                  const std::optional<ast::Name>& own_label) {
  return own_label ? add_step(own_label->text) : step(word);
}

// The last of so many rows: instructions name a row of a flow's table in two bytes.
std::uint32_t FlowCompiler::table_row(std::size_t rows, std::string_view what) {
  if (rows == std::size_t{UINT16_MAX} + 2)
    context_.reporter.report(
        Code::kTooMany, out_.span(),
        fmt::format("'{}' has more than {} {}", flow_.name.text, UINT16_MAX + 1, what));
  return static_cast<std::uint32_t>(rows - 1) & UINT16_MAX;
}

// ---- locals

// The event is at hand only now: what is needed of it later is kept.
void FlowCompiler::keep_event(const sema::Binding* alias) {
  if (alias == nullptr) return;
  const auto prefix = alias->name.empty() ? std::string() : std::string(alias->name) + ".";
  for (auto field : alias->kept) {
    auto slot = new_slot(alias->span);
    slots_.event_fields[{alias, field}] = slot;
    if (field.empty())
      out_.op(Op::kEventTime);
    else
      out_.op(Op::kEventField, context_.program.name(field));
    out_.op(Op::kStoreLocal, slot);
    const auto* info = field.empty() ? nullptr : alias->fields->find(field);
    name_slot(slot, prefix + std::string(field.empty() ? "time" : field),
              info != nullptr ? info->type : TypeKind::kDatetime);
  }
}

std::uint8_t FlowCompiler::new_slot(Span span) {
  // The count itself is one byte in the program.
  constexpr std::size_t kSlotsMax = limits::kLocals - 1;
  if (slots_.live < kSlotsMax) {
    slots_.highest = std::max(slots_.highest, slots_.live + 1);
    return static_cast<std::uint8_t>(slots_.live++);
  }
  if (!slots_reported_) {
    context_.reporter.report(Code::kTooMany, span,
                             fmt::format("'{}' keeps more than {} values at once: locals, sent "
                                         "messages and fields of events",
                                         flow_.name.text, kSlotsMax));
  }
  slots_reported_ = true;
  return 0;
}

// From here to the end of the scope the slot holds this.
void FlowCompiler::name_slot(std::uint8_t slot, std::string name, const Type& type) {
  live_names_.push_back(decl_.locals.size());
  decl_.locals.push_back({std::move(name), type, slot, out_.here(), out_.here()});
}

}  // namespace camp::compile
