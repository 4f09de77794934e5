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

// A declaration of which nothing is left but its name, where it had one (`File::broken`).
struct LostDeclaration {
  std::string keyword;  // its first word; empty: none
  bool known = false;   // the word begins a declaration: it was one of these
  bool named = false;
};

struct File {
  SourceId source = 0;
  NodeId end_id = 0;  // behind the last id of this tree
  std::vector<Declaration> declarations;
  // Names of declarations of which nothing is left, and of fields and locals in text that was
  // skipped: their uses are not unknown.
  std::vector<Name> broken;
  std::vector<LostDeclaration> lost;
  // No text, too large, a merge that is not resolved: nobody knows what it declares.
  bool unread = false;
  // What stands on a line before something that could not be read and belongs to it, perhaps:
  // `where total > 15` before `euros`.
  std::vector<Span> cut;
  // What literals point to: the strings inside `Literal::value`. Kept alive by whoever keeps the
  // tree.
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
};

}  // namespace camp::ast
