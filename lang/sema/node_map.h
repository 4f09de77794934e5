// Tables of facts about nodes of the tree, by NodeId: one index per node, rows for those that have
// one. References to rows stay valid while adding.
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "lang/base/assert.h"
#include "lang/syntax/ast.h"

namespace camp::sema {

template <class Row>
class NodeMap {
 public:
  // Made when it is not there.
  Row& operator[](ast::NodeId id) {
    if (id >= places_.size()) places_.resize(id + 1);
    if (places_[id] == 0) {
      rows_.emplace_back();
      places_[id] = static_cast<std::uint32_t>(rows_.size());
    }
    return rows_[places_[id] - 1];
  }
  // Null when there is none.
  const Row* find(ast::NodeId id) const {
    return id < places_.size() && places_[id] != 0 ? &rows_[places_[id] - 1] : nullptr;
  }
  const Row& at(ast::NodeId id) const {
    const auto* row = find(id);
    CAMP_ASSERT(row != nullptr);
    return *row;
  }
  const std::deque<Row>& rows() const { return rows_; }  // in the order in which they were made

 private:
  std::vector<std::uint32_t> places_;  // by id: the row's number, from 1
  std::deque<Row> rows_;
};

class NodeSet {
 public:
  void insert(ast::NodeId id) {
    if (id >= has_.size()) has_.resize(id + 1);
    has_[id] = true;
  }
  bool contains(ast::NodeId id) const { return id < has_.size() && has_[id]; }

 private:
  std::vector<bool> has_;
};

}  // namespace camp::sema
