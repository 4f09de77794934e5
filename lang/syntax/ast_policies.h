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
struct Policy {
  std::vector<Quiet> quiet;
};

}  // namespace camp::ast
