#include <fmt/format.h>

#include "lang/syntax/folds.h"
#include "lang/syntax/literals.h"
#include "lang/syntax/text.h"
#include "lang/value/civil.h"

namespace camp::syntax {
namespace {

struct Operator {
  std::string_view text;
  ast::BinaryOp op;
};
constexpr Operator kOperators[] = {
    {"or", ast::BinaryOp::kOr},
    {"and", ast::BinaryOp::kAnd},
    {"==", ast::BinaryOp::kEqual},
    {"!=", ast::BinaryOp::kNotEqual},
    {"<=", ast::BinaryOp::kLessEqual},
    {"<", ast::BinaryOp::kLess},
    {">=", ast::BinaryOp::kGreaterEqual},
    {">", ast::BinaryOp::kGreater},
    {"in", ast::BinaryOp::kIn},
    {"not", ast::BinaryOp::kNotIn},  // `not in`
    {"contains", ast::BinaryOp::kContains},
    {"starts_with", ast::BinaryOp::kStartsWith},
    {"ends_with", ast::BinaryOp::kEndsWith},
    {"matches", ast::BinaryOp::kMatches},
    {"+", ast::BinaryOp::kAdd},
    {"-", ast::BinaryOp::kSubtract},
    {"*", ast::BinaryOp::kMultiply},
    {"/", ast::BinaryOp::kDivide},
    {"%", ast::BinaryOp::kRemainder},
    {"??", ast::BinaryOp::kFallback},
};

// An operator's rule has taken the white space behind it; this is the operator alone.
std::string_view operator_text(std::string_view matched) {
  auto word = grammar::word_at(matched.data(), matched.data() + matched.size());
  if (!word.empty()) return word;
  return matched.substr(0, matched.find_first_not_of("=!<>+-*/%?"));
}

ast::ExprPtr take_expr(Item& item) { return item.take<ast::ExprPtr>(); }

}  // namespace

void push_operator(Builder& builder, Span span) {
  auto text = operator_text(builder.text(span));
  span.end = span.begin + static_cast<std::uint32_t>(text.size());
  for (const auto& row : kOperators)
    if (row.text == text) return builder.push(span, row.op);
  CAMP_ASSERT(!"an operator of the grammar without a row");
}

void fold_binary(Builder& builder) {
  auto right = builder.pop();
  auto op = builder.pop();
  auto left = builder.pop();
  ast::Binary node{op.take<ast::BinaryOp>(), take_expr(left), take_expr(right), op.span};
  builder.push_expr(cover(left.span, right.span), std::move(node),
                    std::max(left.depth, right.depth) + 1);
}

void fold_unary(Builder& builder, ast::UnaryOp op, const char* begin) {
  auto operand = builder.pop();
  auto span = cover(builder.report.span(begin, begin), operand.span);
  builder.push_expr(span, ast::Unary{op, take_expr(operand)}, operand.depth + 1);
}

void fold_member(Builder& builder) {
  auto name = builder.pop();
  auto object = builder.pop();
  builder.push_expr(cover(object.span, name.span),
                    ast::Member{take_expr(object), name.take<ast::Name>()}, object.depth + 1);
}

void fold_presence(Builder& builder, bool present) {
  auto operand = builder.pop();
  auto span = operand.span;
  span.end = static_cast<std::uint32_t>(builder.space_begin - builder.report.begin());
  builder.push_expr(span, ast::Presence{take_expr(operand), present}, operand.depth + 1);
}

void fold_parenthesis(Builder& builder, Span span) {
  auto& item = builder.stack.back();
  item.span = span;
  auto& expr = *std::get<ast::ExprPtr>(item.value);
  expr.span = span;
  ++expr.parentheses;
}

void push_number(Builder& builder, Span span) {
  auto value = read_number(builder.text(span));
  if (!value) builder.report.bad_literal(span, value.error().message, value.error().hint);
  builder.push(span, ast::Literal{value ? value.value() : Value::absent(), span});
}

void push_duration(Builder& builder, Span span) {
  push_number(builder, span);
  auto& value = std::get<ast::Literal>(builder.stack.back().value).value;
  if (value.is_absent() || value.tag == Tag::kDuration) return;
  builder.report.bad_literal(span, fmt::format("`{}` is not a duration", builder.text(span)),
                             "durations are written 90s, 15m, 2h, 3d, 2w, 1mo, 1y, joined: 1d12h");
  value = Value::absent();
}

void push_text(Builder& builder, Span span) {
  std::vector<BadEscape> bad;
  auto text = decode_text(builder.text(span), span, bad);
  for (auto& escape : bad) builder.report.bad_literal(escape.span, std::move(escape.message));
  builder.push(span, std::move(text));
}

// A literal that could not be read is an error node, so that nobody draws conclusions from its
// value.
void wrap_literal(Builder& builder) {
  auto item = builder.pop();
  auto literal = item.take<ast::Literal>();
  if (literal.value.is_absent()) return builder.push_expr(item.span, ast::ErrorExpr{}, 1);
  builder.push_expr(item.span, literal, 1);
}

void wrap_text(Builder& builder) {
  auto item = builder.pop();
  builder.push_expr(item.span, ast::TextLiteral{item.take<ast::Text>()}, 1);
}

void push_boolean(Builder& builder, Span span, bool value) {
  builder.push_expr(span, ast::Literal{Value::boolean(value), span}, 1);
}

void push_instant(Builder& builder, Span span) {
  auto text = builder.text(span);
  constexpr std::size_t kDateChars = 10;
  ast::InstantLiteral instant;
  auto date = parse_date(text.substr(0, kDateChars));
  auto time_begin = text.find_first_of("0123456789", kDateChars);
  auto time_end = std::min(text.find_first_not_of("0123456789:", time_begin), text.size());
  auto time = parse_time_of_day(text.substr(time_begin, time_end - time_begin));
  if (!date || !time) {
    builder.report.bad_literal(
        span,
        fmt::format("there is no {} `{}`", date ? "time" : "day",
                    text.substr(date ? time_begin : 0, date ? time_end - time_begin : kDateChars)),
        date ? std::string() : way_to_day(text.substr(0, kDateChars)));
    return builder.push_expr(span, ast::ErrorExpr{}, 1);
  }
  instant.date_days = *date;
  instant.time_ms = *time;
  auto* zone = grammar::skip_space(text.data() + time_end, text.data() + text.size());
  if (zone != text.data() + text.size()) {
    std::string_view rest(zone, static_cast<std::size_t>(text.data() + text.size() - zone));
    instant.contact_time = rest.starts_with("contact") && rest.find('/') == rest.npos;
    if (!instant.contact_time) {
      instant.zone = rest;
      instant.zone_span = builder.report.span(zone, zone + rest.size());
    }
  }
  builder.push_expr(span, std::move(instant), 1);
}

void fold_range(Frame& frame) {
  if (frame.size() != 2) return;  // a single value stays as it is
  ast::Range node{take_expr(frame[0]), take_expr(frame[1])};
  auto span = cover(frame[0].span, frame[1].span);
  auto depth = frame.depth();
  frame.clear();
  frame.builder().push_expr(span, std::move(node), depth);
}

void fold_call(Frame& frame) {
  auto& builder = frame.builder();
  auto span = frame.span();
  auto depth = frame.depth();
  auto name = frame[0].take<ast::Name>();
  if (frame.size() == 1) {
    frame.clear();
    return builder.push_expr(span, ast::NameUse{std::move(name)}, depth);
  }
  ast::Call call{std::move(name), {}};
  for (std::size_t i = 1; i + 1 < frame.size(); ++i) call.arguments.push_back(take_expr(frame[i]));
  frame.clear();
  builder.push_expr(span, std::move(call), depth);
}

void fold_history(Frame& frame) {
  ast::History node;
  node.function = frame.name(Part::kName);
  node.event = frame.name(Part::kEvent);
  if (auto object = frame.maybe_name(Part::kObject)) {
    node.event.text = object->text + "." + node.event.text;
    node.event.span = cover(object->span, node.event.span);
  }
  node.field = frame.maybe_name(Part::kField);
  node.last = frame.literal(Part::kLast);
  node.where = frame.expr(Part::kWhere);
  auto depth = frame.depth();
  frame.clear();
  frame.builder().push_expr(frame.span(), std::move(node), depth);
}

void fold_sent(Frame& frame) {
  ast::History node;
  node.function = frame.name(Part::kName);
  node.of = frame.maybe_name(Part::kOf);
  node.last = frame.literal(Part::kLast);
  auto depth = frame.depth();
  frame.clear();
  frame.builder().push_expr(frame.span(), std::move(node), depth);
}

void fold_conditional(Frame& frame) {
  ast::Conditional node{frame.expr(Part::kCondition), frame.expr(Part::kThen),
                        frame.expr(Part::kElse)};
  auto depth = frame.depth();
  frame.clear();
  frame.builder().push_expr(frame.span(), std::move(node), depth);
}

void fold_list_literal(Frame& frame) {
  ast::ListLiteral node;
  for (std::size_t i = 0; i < frame.size(); ++i) node.items.push_back(take_expr(frame[i]));
  auto depth = frame.depth();
  frame.clear();
  frame.builder().push_expr(frame.span(), std::move(node), depth);
}

// A name and its value, a name and its value; of a field that was given up nothing is there.
void fold_record_literal(Frame& frame) {
  ast::RecordLiteral node;
  for (std::size_t i = 0; i + 1 < frame.size(); ++i) {
    auto* name = std::get_if<ast::Name>(&frame[i].value);
    auto* value = std::get_if<ast::ExprPtr>(&frame[i + 1].value);
    if (name && value) node.fields.push_back({std::move(*name), std::move(*value)});
  }
  auto depth = frame.depth();
  frame.clear();
  frame.builder().push_expr(frame.span(), std::move(node), depth);
}

void fold_event(Frame& frame) {
  auto event = std::make_unique<ast::EventUse>();
  event->span = frame.span();
  event->object = frame.maybe_name(Part::kObject);
  event->name = frame.name(Part::kName);
  if (auto field = frame.maybe_name(Part::kField)) {  // r.clicked
    event->object = std::move(event->name);
    event->name = std::move(*field);
  }
  frame.clear();
  frame.builder().push(frame.span(), std::move(event));
  frame.builder().stack.back().part = Part::kEvent;
}

namespace {

void push_event(Frame& frame, ast::EventUse use) {
  use.span = frame.span();
  use.of = frame.maybe_name(Part::kOf);
  frame.clear();
  frame.builder().push(frame.span(), std::make_unique<ast::EventUse>(std::move(use)));
  frame.builder().stack.back().part = Part::kEvent;
}

}  // namespace

void fold_list_event(Frame& frame) {
  const auto word = frame.keyword();
  ast::EventUse use;
  use.object = ast::Name{"list", word};
  use.name = {std::string(frame.builder().text(word)), word};
  push_event(frame, std::move(use));
}

void fold_consent_event(Frame& frame) {
  const auto word = frame.keyword();
  ast::EventUse use;
  use.name = {std::string(frame.builder().text(word)), word};
  push_event(frame, std::move(use));
}

ast::EventClause take_event_clause(Frame& frame) {
  ast::EventClause clause;
  if (auto condition = frame.expr(Part::kWhen)) {
    clause.span = condition->span;
    clause.when = std::move(condition);
    return clause;
  }
  auto event = frame.maybe<std::unique_ptr<ast::EventUse>>(Part::kEvent);
  CAMP_ASSERT(event.has_value());
  clause.event = std::move(**event);
  clause.as = frame.maybe_name(Part::kAs);
  clause.where = frame.expr(Part::kWhere);
  // The parts may stand in any order, and other clauses between them.
  clause.span = clause.event.span;
  if (clause.as) clause.span = cover(clause.span, clause.as->span);
  if (clause.where != nullptr) clause.span = cover(clause.span, clause.where->span);
  return clause;
}

}  // namespace camp::syntax
