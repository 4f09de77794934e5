// Which values of fields bring an expression to what it is compared with: its arithmetic, undone.
// `(contact.points - 7) * 3 == 12` aims at 11, whatever is divided by that difference at 7.
#pragma once
#include <unordered_map>
#include <vector>

#include "lang/analysis/flow_reads.h"
#include "lang/base/arena.h"

namespace camp {

class FieldAims {
 public:
  // Both outlive it; what is found is put into `reads`.
  FieldAims(const sema::Model& model, FlowReads& reads) : model_(model), reads_(reads) {}

  // Of a whole file, before anything that stands in one is aimed at: what its names stand for.
  void learn_names(const ast::File& file);
  void compare(const ast::Expr& field, ast::BinaryOp op, const ast::Expr& with);
  void divide_by(const ast::Expr& divisor);
  // Null: it is no field.
  FieldUse* use_of(const ast::Expr& expr);

 private:
  using Aimed = FieldUse::Bound;

  void aim(const ast::Expr& expr, const Aimed& at, int deep);
  void aim_behind(const ast::Binary& node, const Aimed& at, int deep);
  void aim_in(const ast::Call& node, const Aimed& at, int deep);
  void add_length(const ast::Expr& of, const Aimed& at);
  FieldUse* field_in(const ast::Expr& expr);
  std::optional<Value> constant(const ast::Expr& expr);
  bool is_local(const ast::Expr& expr) const;
  const std::vector<const ast::Expr*>& meanings_of(const ast::Expr& expr) const;

  const sema::Model& model_;
  FlowReads& reads_;
  // A `let`'s value; what a definition's parameter is given, wherever it is called.
  std::unordered_map<const sema::Binding*, std::vector<const ast::Expr*>> meanings_;
  Arena arena_;
};

}  // namespace camp
