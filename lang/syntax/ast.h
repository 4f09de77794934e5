// The syntax tree: what the user wrote, before anything is known about names and types.
//
// Nodes own their children. Every node has the span of its text and an id. Trees are built by
// parse() (parser.h) only; the compiler reads them, nobody changes them. By topic:
// ast_expressions.h, ast_statements.h, ast_declarations.h, ast_policies.h, ast_scenarios.h.
#pragma once
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "lang/syntax/ast_declarations.h"
#include "lang/syntax/ast_policies.h"
#include "lang/syntax/ast_scenarios.h"

namespace camp::ast {

struct Declaration {
  Span span;
  Span keyword;
  bool incomplete = false;  // something of it could not be read; that was reported
  std::string doc;          // its ## comment, without the marks
  std::variant<Contact, Event, Segment, List, Define, Conversation, Message, Module, Flow, Scenario,
               Invariant, Policy, Holdout, Service, Outlet, ChannelUse, Seeds, Drafter, Import>
      node;
  NodeId id = 0;
};

struct File {
  SourceId source = 0;
  NodeId end_id = 0;  // behind the last id of this tree
  std::vector<Declaration> declarations;
  // Names of declarations of which nothing is left, and of fields and locals in text that was
  // skipped: their uses are not unknown.
  std::vector<Name> broken;
  // An `import` could not be read: nobody knows which names it would have brought.
  bool lost_import = false;
  // What literals point to: the strings inside `Literal::value`. Kept alive by whoever keeps the
  // tree.
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
};

}  // namespace camp::ast
