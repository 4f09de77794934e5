// The tree of a policy: rules about all messages of a contact. See ast.h.
#pragma once
#include "lang/syntax/ast_expressions.h"

namespace camp::ast {

struct Quiet {  // quiet saturday 18:00..monday 08:00 on voice for all
  Span span;
  std::optional<Name> from_day, to_day;
  std::optional<Literal> from, to;  // times; absent: could not be read
  std::vector<Name> channels;       // empty: every one
  bool for_all = false;
  NodeId id = 0;
};
struct Cap {  // cap 3 per 7d on sms for all tagged "promo"
  Span span;
  std::optional<Literal> limit;   // absent: could not be read
  std::optional<Literal> window;  // a duration; or
  std::optional<Name> period;     // day, week, month
  std::vector<Name> channels;     // empty: every one
  bool for_all = false;
  std::optional<Text> tag;
  NodeId id = 0;
};
// when capped ..., release over ..., merge by message: each once
struct WhenCapped {
  Span span;
  bool prefer_priority = false;
  std::optional<Literal> wait_up_to;  // a duration; without both: skip
  NodeId id = 0;
};
struct ReleaseOver {
  Span span;
  std::optional<Literal> duration;
  NodeId id = 0;
};
struct MergeCopies {
  Span span;
  NodeId id = 0;
};
struct Require {  // require writer, reviewer on email
  Span span;
  std::vector<Name> properties;
  std::vector<Name> channels;  // empty: every one
  NodeId id = 0;
};
struct Policy {
  std::vector<Quiet> quiet;
  std::vector<Cap> caps;
  std::vector<WhenCapped> when_capped;  // more than one is reported by the checker, as below
  std::vector<ReleaseOver> release;
  std::vector<MergeCopies> merge;
  std::vector<Require> require;
};

}  // namespace camp::ast
