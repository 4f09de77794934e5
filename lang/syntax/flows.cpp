#include "lang/syntax/folds.h"

namespace camp::syntax {
namespace {

// Whether the property stands for the first time; later ones are noted for the checker.
bool first_time(Frame& frame, std::string_view property) {
  auto& draft = frame.builder().draft;
  for (const auto& first : draft.first_places) {
    if (first.property != property) continue;
    draft.flow.repeated.push_back(
        {std::string(property), first.first, frame.keyword(), frame.span()});
    return false;
  }
  draft.first_places.push_back(
      {std::string(property), frame.keyword(), frame.keyword(), frame.span()});
  return true;
}

}  // namespace

void fold_category(Frame& frame) {
  if (first_time(frame, "category"))
    frame.builder().draft.flow.category = frame[0].take<ast::Name>();
  frame.clear();
}

void fold_conversation_property(Frame& frame) {
  if (first_time(frame, "conversation"))
    frame.builder().draft.flow.conversation = frame[0].take<ast::Name>();
  frame.clear();
}

void fold_refund(Frame& frame) {
  const auto span = frame.span();
  auto clause = std::make_unique<ast::EventClause>(take_event_clause(frame));
  frame.clear();
  frame.builder().push(span, std::move(clause));
}

std::optional<ast::Name> take_credit(Frame& frame) {
  auto said = frame.all<ast::Name>(Part::kCredit);
  if (said.empty()) return std::nullopt;
  for (std::size_t i = 1; i < said.size(); ++i)
    frame.builder()
        .report
        .report(Code::kDuplicateProperty, said[i].span, "`credit` stands twice; only one can apply")
        .label("the second");
  return std::move(said[0]);
}

void fold_goal(Frame& frame) {
  ast::Goal goal;
  goal.span = frame.span();
  goal.name = frame.name(Part::kName);
  goal.on = take_event_clause(frame);
  goal.within = frame.literal(Part::kWithin);
  goal.worth = frame.expr(Part::kWorth);
  goal.credit = take_credit(frame);
  if (auto refund = frame.maybe<std::unique_ptr<ast::EventClause>>(Part::kRefund))
    goal.refund = std::move(**refund);
  frame.builder().draft.flow.goals.push_back(std::move(goal));
  frame.clear();
}

void fold_include(Frame& frame) { take_names(frame, frame.builder().draft.audience.include); }
void fold_exclude(Frame& frame) { take_names(frame, frame.builder().draft.audience.exclude); }

void fold_one_per(Frame& frame) {
  auto& audience = frame.builder().draft.audience;
  if (audience.one_per != nullptr) {
    frame.builder()
        .report
        .report(Code::kDuplicateProperty, frame.keyword(),
                "`one per` stands twice; only one can apply")
        .label("the second")
        .fix("remove the second", frame.span(), "");
  }
  audience.one_per = frame.expr(Part::kOnePer);
  frame.clear();
}

void fold_limit(Frame& frame) {
  auto& builder = frame.builder();
  auto& audience = builder.draft.audience;
  if (audience.limit) {
    builder.report
        .report(Code::kDuplicateProperty, frame.keyword(),
                "`limit` stands twice; only one can apply")
        .label("the second")
        .fix("remove the second", frame.span(), "");
  }
  auto limit = frame.literal(Part::kLimit);
  if (limit && limit->value.tag != Tag::kInt)
    builder.report.bad_literal(limit->span, "a limit is a whole number of contacts");
  else if (limit)
    audience.limit = limit;
  audience.limit_by = frame.expr(Part::kBy);
  frame.clear();
}

void fold_audience(Frame& frame) {
  auto& draft = frame.builder().draft;
  draft.audience.span = frame.span();
  if (first_time(frame, "audience")) draft.flow.audience = std::move(draft.audience);
  draft.audience = {};
  frame.clear();
}

// The request is an event that bears the journey's name.
void fold_start(Frame& frame) {
  auto& draft = frame.builder().draft;
  ast::Start start;
  start.span = frame.span();
  start.even_late = frame.has(Part::kEvenLate);
  if (auto* request = frame.find(Part::kRequest)) {
    start.on_request = true;
    start.fields = std::exchange(draft.fields, {});
    auto use = std::make_unique<ast::EventUse>();
    use->object = ast::Name{"request", request->span};
    use->name = {draft.name.text, request->span};
    use->span = request->span;
    request->value = std::move(use);
    request->part = Part::kEvent;
  }
  start.on = take_event_clause(frame);
  draft.flow.starts.push_back(std::move(start));
  frame.clear();
}

void fold_once(Frame& frame) {
  auto& flow = frame.builder().draft.flow;
  if (!first_time(frame, "once or again")) return;
  flow.reentry = ast::ReentryWord::kOnce;
  flow.reentry_span = frame.span();
}

void fold_again(Frame& frame) {
  auto& flow = frame.builder().draft.flow;
  if (first_time(frame, "once or again")) {
    flow.reentry = ast::ReentryWord::kAgain;
    flow.reentry_span = frame.span();
    flow.again_after = frame.literal(Part::kDuration);
  }
  frame.clear();
}

void fold_key(Frame& frame) {
  if (first_time(frame, "key")) frame.builder().draft.flow.key = frame[0].take<ast::ExprPtr>();
  frame.clear();
}

void fold_exit_property(Frame& frame) {
  frame.builder().draft.flow.exits.push_back({frame.span(), take_event_clause(frame)});
  frame.clear();
}

void fold_priority(Frame& frame) {
  if (first_time(frame, "priority"))
    frame.builder().draft.flow.priority = frame.literal(Part::kLimit);
  frame.clear();
}

void fold_costs(Frame& frame) {
  if (first_time(frame, "costs")) frame.builder().draft.flow.costs = frame.literal(Part::kValue);
  frame.clear();
}

void fold_tags(Frame& frame) {
  const bool first = first_time(frame, "tags");
  for (std::size_t i = 0; first && i < frame.size(); ++i)
    frame.builder().draft.flow.tags.push_back(frame[i].take<ast::Text>());
  frame.clear();
}

void fold_writer(Frame& frame) {
  if (first_time(frame, "writer")) frame.builder().draft.flow.writer = frame[0].take<ast::Text>();
  frame.clear();
}

void fold_reviewer(Frame& frame) {
  if (first_time(frame, "reviewer"))
    frame.builder().draft.flow.reviewer = frame[0].take<ast::Text>();
  frame.clear();
}

// A number begins a group, whose roles follow it; a role outside of one stands for itself.
void fold_approval(Frame& frame) {
  ast::Approval approval;
  approval.span = frame.span();
  for (std::size_t i = 0; i < frame.size(); ++i) {
    auto& item = frame[i];
    if (item.part != Part::kOf) approval.needs.emplace_back();
    auto& need = approval.needs.back();
    if (item.part == Part::kLimit)
      need.count = item.take<ast::Literal>();
    else
      need.roles.push_back(item.take<ast::Name>());
  }
  if (first_time(frame, "approval")) frame.builder().draft.flow.approval = std::move(approval);
  frame.clear();
}

void fold_seeds_property(Frame& frame) {
  const bool first = first_time(frame, "seeds");
  if (first) take_names(frame, frame.builder().draft.flow.seeds);
  frame.clear();
}

void fold_seeds(Frame& frame) {
  ast::Seeds seeds{std::move(frame.builder().draft.name), {}};
  for (std::size_t i = 0; i < frame.size(); ++i)
    seeds.addresses.push_back(frame[i].take<ast::Text>());
  add_declaration(frame, std::move(seeds));
}

void fold_expires(Frame& frame) {
  if (first_time(frame, "expires")) frame.builder().draft.flow.expires = frame.expr(Part::kValue);
  frame.clear();
}

void fold_schedule(Frame& frame) {
  ast::ScheduleUse use;
  use.span = frame.span();
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const auto* literal = std::get_if<ast::Literal>(&frame[i].value);
    use.damaged = use.damaged || (literal != nullptr && literal->value.is_absent());
  }
  use.date = frame.literal(Part::kDate);
  use.rule = frame.maybe<ast::Text>(Part::kRule);
  use.weeks = frame.literal(Part::kWeeks);
  use.weekdays = frame.all<ast::Name>(Part::kWeekday);
  use.month_days = frame.all<ast::Literal>(Part::kMonthDay);
  use.week = frame.maybe_name(Part::kWeek);
  use.times = frame.all<ast::Literal>(Part::kTime);
  use.from = frame.literal(Part::kFrom);
  use.until = frame.literal(Part::kUntil);
  use.except = frame.all<ast::Literal>(Part::kExcept);
  use.zone = frame.maybe_name(Part::kZone);
  if (auto* words = frame.find(Part::kContactTime)) use.contact_time = words->span;
  use.missed = frame.maybe_name(Part::kMissed);
  if (first_time(frame, "schedule")) frame.builder().draft.flow.schedule = std::move(use);
  frame.clear();
}

void fold_per_outlet(Frame& frame) {
  if (first_time(frame, "per outlet")) frame.builder().draft.flow.per_outlet = frame.span();
  frame.clear();
}

namespace {

ast::Holdout take_holdout(Frame& frame) {
  ast::Holdout holdout;
  holdout.span = frame.span();
  holdout.share = frame.literal(Part::kShare);
  holdout.salt = frame.maybe<ast::Text>(Part::kReason);
  holdout.for_all = frame.has(Part::kAll);
  return holdout;
}

}  // namespace

void fold_holdout_property(Frame& frame) {
  if (first_time(frame, "holdout")) frame.builder().draft.flow.holdout = take_holdout(frame);
  frame.clear();
}

void fold_holdout(Frame& frame) {
  auto holdout = take_holdout(frame);
  holdout.name = std::move(frame.builder().draft.name);
  add_declaration(frame, std::move(holdout));
}

void fold_flow_property(Frame& frame) {
  if (first_time(frame, "flow")) frame.builder().draft.flow.body = frame.block(Part::kBody);
  frame.clear();
}

void fold_flow(Frame& frame) {
  auto& draft = frame.builder().draft;
  draft.flow.name = std::move(draft.name);
  draft.flow.journey = frame.builder().text(frame.keyword()) == "journey";
  add_declaration(frame, std::move(draft.flow));
}

}  // namespace camp::syntax
