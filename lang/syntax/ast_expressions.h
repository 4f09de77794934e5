// The tree of names, texts and expressions. See ast.h.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lang/base/span.h"
#include "lang/value/value.h"

namespace camp::ast {

// Of every node: dense over the trees of an analysis, in the order of walk() (walk.h). Facts about
// nodes are kept in tables by id (lang/sema/node_map.h).
using NodeId = std::uint32_t;

struct Name {
  std::string text;
  Span span;
  NodeId id = 0;
};

// A string as written: its text with escapes resolved and the indentation of """ blocks removed,
// and how to find the source again for a place in that text. Every string may be a template
// (lang/template).
struct Text {
  std::string text;
  Span span;  // quotes included
  struct Run {
    std::uint32_t text_offset;    // from here on ...
    std::uint32_t source_offset;  // ... text and source run in parallel
  };
  std::vector<Run> runs;  // sorted; at least one
  NodeId id = 0;

  // The source of text[begin, end).
  Span source_span(std::size_t begin, std::size_t end) const;
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

// bool, int, decimal (45% too), money, duration, date, time
struct Literal {
  Value value;
  Span span;
  NodeId id = 0;
};
// 2026-12-01 09:00 Europe/Helsinki | 2026-12-01 09:00 contact time | 2026-12-01 09:00 (the zone is
// then the schema's default)
struct InstantLiteral {
  std::int64_t date_days = 0;
  std::int64_t time_ms = 0;
  std::string zone;  // IANA name; empty: none given
  Span zone_span;
  bool contact_time = false;
};
struct TextLiteral {
  Text text;
};
struct NameUse {
  Name name;
};  // contact, now, a local, a segment, a list, a definition
struct Member {
  ExprPtr object;
  Name member;
};
struct Call {
  Name function;
  std::vector<ExprPtr> arguments;
};
// count(purchase last 90d where total > 20 EUR), sum(purchase.total last 1y), last(purchase);
// sent(sms last 1d), which names no event
struct History {
  Name function;                // count sum min max avg first last sent
  Name event;                   // dotted for built-in ones: message.clicked; none: sent
  std::optional<Name> field;    // purchase.total
  std::optional<Literal> last;  // a duration
  ExprPtr where;                // may be null
  std::optional<Name> of;       // sent: a channel, a message or a flow
};
enum class UnaryOp : std::uint8_t { kNot, kNegate };
struct Unary {
  UnaryOp op;
  ExprPtr operand;
};
enum class BinaryOp : std::uint8_t {
  kOr,
  kAnd,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNotIn,
  kContains,
  kStartsWith,
  kEndsWith,
  kMatches,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kRemainder,
  kFallback,
};
BinaryOp turned(BinaryOp op);  // `5 < x` is `x > 5`; of what has no order: itself
struct Binary {
  BinaryOp op;
  ExprPtr left;
  ExprPtr right;
  Span op_span;
};
struct Range {
  ExprPtr low;
  ExprPtr high;
};  // only right of `in` or inside a match arm
struct Presence {
  ExprPtr operand;
  bool present = true;
};  // x is present / x is absent
struct Conditional {
  ExprPtr condition;
  ExprPtr then;
  ExprPtr otherwise;
};
struct ListLiteral {
  std::vector<ExprPtr> items;
};
struct RecordField {
  Name name;
  ExprPtr value;
};
struct RecordLiteral {
  std::vector<RecordField> fields;
};
struct ErrorExpr {};  // reported already; the checker stays silent about it

struct Expr {
  Span span;
  std::variant<ErrorExpr, Literal, InstantLiteral, TextLiteral, NameUse, Member, Call, History,
               Unary, Binary, Range, Presence, Conditional, ListLiteral, RecordLiteral>
      node;
  std::uint32_t parentheses = 0;  // around it; inside its span
  NodeId id = 0;
};

}  // namespace camp::ast
