// The stack on which the actions of the grammar build the tree.
//
// Every rule with a meaning pushes one item, or folds what its children pushed since its frame
// began into one. A rule that fails or is given up takes its items off again (Framed,
// Action<attempt>), so backtracking leaves nothing behind. Declarations and flow properties do not
// nest; they are built in place, in the members below.
#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "grammar/parts.h"
#include "grammar/scan.h"
#include "lang/base/assert.h"
#include "lang/base/limits.h"
#include "lang/syntax/ast.h"
#include "lang/syntax/parser.h"
#include "lang/syntax/reporter.h"

namespace camp::syntax {

using grammar::Part;

struct Item {
  Part part = Part::kNone;
  std::uint32_t depth = 0;  // of an expression: how high its tree is
  Span span;
  std::variant<std::monostate, ast::Name, ast::Text, ast::ExprPtr, ast::Literal, ast::BinaryOp,
               ast::Block, std::unique_ptr<ast::Statement>, std::unique_ptr<ast::WaitArm>,
               std::unique_ptr<ast::MatchArm>, std::unique_ptr<ast::ExperimentArm>,
               std::unique_ptr<ast::Winner>, std::unique_ptr<ast::Bandit>,
               std::unique_ptr<ast::EventUse>, std::unique_ptr<ast::EventClause>,
               std::unique_ptr<ast::TypeUse>, std::unique_ptr<ast::Setting>,
               std::unique_ptr<ast::ScenarioValue>, std::unique_ptr<ast::ScenarioField>,
               std::unique_ptr<ast::ScenarioStep>>
      value;

  template <class T>
  T take() {
    CAMP_ASSERT(std::holds_alternative<T>(value));
    return std::move(std::get<T>(value));
  }
};

// What the declaration at hand has so far.
struct Draft {
  ast::Name name;
  std::vector<ast::Field> fields;
  ast::Conversation conversation;
  ast::Outlet outlet;
  ast::ChannelUse channel;
  ast::Message message;
  ast::Content content;
  ast::Audience audience;
  ast::Flow flow;
  ast::Policy policy;
  ast::Service service;
  ast::Drafter drafter;
  ast::ServiceCall call;                          // of the service
  ast::MakeContact person;                        // of the scenario step at hand
  std::vector<ast::Flow::Repeated> first_places;  // where each property of the flow stood first
  bool incomplete = false;                        // something of it could not be read
  bool unclosed = false;                          // reported already
};

class Builder {
 public:
  Builder(Reporter& reporter, ast::File& tree, std::vector<ItemBegin>* item_begins)
      : report(reporter), file(tree), item_begins_(item_begins) {
    stack.reserve(256);
  }

  // An item of this place begins here.
  void note_item(grammar::Place place, const char* begin) {
    if (item_begins_ == nullptr) return;
    const auto* keyword = grammar::find_keyword(grammar::word_at(begin, report.end()));
    item_begins_->push_back({static_cast<std::uint32_t>(begin - report.begin()),
                             keyword != nullptr && keyword->at(place)});
  }

  template <class T>
  void push(Span span, T value) {
    stack.push_back(Item{Part::kNone, 0, span, std::move(value)});
  }
  template <class Node>
  void push_expr(Span span, Node node, std::uint32_t height) {
    if (height > limits::kOperatorChain) {
      report.nested_too_deep(report.begin() + span.begin, "the operators of this expression",
                             limits::kOperatorChain);
      throw grammar::Recover{};
    }
    auto expr = std::make_unique<ast::Expr>(ast::Expr{span, std::move(node)});
    stack.push_back(Item{Part::kNone, height, span, std::move(expr)});
  }
  Item pop() {
    CAMP_ASSERT(!stack.empty());
    Item item = std::move(stack.back());
    stack.pop_back();
    return item;
  }

  // The end of what was read last, without the white space that its last token took.
  const char* end_of(const char* current) const {
    if (current == space_end) return space_begin;
    while (current != report.begin() && (current[-1] == ' ' || current[-1] == '\n')) --current;
    return current;
  }
  Span span_to(const char* begin, const char* current) const {
    auto* end = end_of(current);
    return report.span(begin, end < begin ? begin : end);
  }
  std::string_view text(Span span) const {
    return {report.begin() + span.begin, static_cast<std::size_t>(span.end - span.begin)};
  }

  Reporter& report;
  ast::File& file;
  std::vector<Item> stack;
  std::vector<const char*> openings;  // brackets that are still open
  const char* space_begin = nullptr;  // the white space read last
  const char* space_end = nullptr;
  const char* text_begin = nullptr;  // of the string read last
  std::size_t depth = 0;
  std::size_t type_depth = 0;
  Draft draft;
  const char* previous_end = nullptr;  // of the last declaration: doc comments begin behind it

 private:
  std::vector<ItemBegin>* item_begins_;  // null: nobody asks
};

// What the children of a rule have pushed since it began. Taken apart by label.
class Frame {
 public:
  Frame(Builder& builder, std::size_t mark, const char* begin, const char* current)
      : builder_(builder), mark_(mark), span_(builder.span_to(begin, current)), begin_(begin) {}

  Builder& builder() { return builder_; }
  Span span() const { return span_; }
  // The first word: where messages about the whole point.
  Span keyword() const {
    auto word = grammar::word_at(begin_, builder_.report.end());
    return builder_.report.span(begin_, begin_ + word.size());
  }
  std::size_t size() const { return builder_.stack.size() - mark_; }
  Item& operator[](std::size_t index) { return builder_.stack[mark_ + index]; }

  // The item with this label; null when there is none. One that stands twice is reported.
  Item* find(Part part) {
    Item* first = nullptr;
    for (auto at = mark_; at < builder_.stack.size(); ++at) {
      auto& item = builder_.stack[at];
      if (item.part != part) continue;
      if (first == nullptr)
        first = &item;
      else
        report_second(*first, item);
    }
    return first;
  }
  bool has(Part part) { return find(part) != nullptr; }
  ast::Name name(Part part) { return need(part).take<ast::Name>(); }
  std::optional<ast::Name> maybe_name(Part part) { return maybe<ast::Name>(part); }
  template <class T>
  std::optional<T> maybe(Part part) {
    auto* item = find(part);
    if (item == nullptr) return std::nullopt;
    return item->take<T>();
  }
  ast::ExprPtr expr(Part part) {
    auto* item = find(part);
    return item == nullptr ? nullptr : item->take<ast::ExprPtr>();
  }
  // Nothing when it could not be read; that was reported.
  std::optional<ast::Literal> literal(Part part) {
    auto literal = maybe<ast::Literal>(part);
    return literal && literal->value.is_absent() ? std::nullopt : literal;
  }
  ast::Block block(Part part) { return need(part).take<ast::Block>(); }
  template <class T>
  std::vector<T> all(Part part) {
    std::vector<T> list;
    for (auto at = mark_; at < builder_.stack.size(); ++at)
      if (builder_.stack[at].part == part) list.push_back(builder_.stack[at].take<T>());
    return list;
  }
  std::uint32_t depth() const {
    std::uint32_t highest = 0;
    for (auto at = mark_; at < builder_.stack.size(); ++at)
      highest = std::max(highest, builder_.stack[at].depth);
    return highest + 1;
  }
  void clear() { builder_.stack.resize(mark_); }

 private:
  Item& need(Part part) {
    auto* item = find(part);
    CAMP_ASSERT(item != nullptr);
    return *item;
  }
  void report_second(const Item& first, const Item& second) {
    builder_.report
        .report(Code::kDuplicateProperty, second.span, "this stands twice; only one can apply")
        .label("the second")
        .also(first.span, "the first");
  }

  Builder& builder_;
  std::size_t mark_;
  Span span_;
  const char* begin_;
};

}  // namespace camp::syntax
