// Liquid's tags in the texts of messages: what a template's own variables are, and that conditions
// and loops mean something.
//
// Variables belong to the template from their first assignment on. One that is not assigned on
// every path to a place may be absent there, as a contact's field may: Facts knows.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/sema/expressions.h"
#include "lang/template/template.h"

namespace camp::sema {

class LiquidChecker {
 public:
  LiquidChecker(ExpressionChecker& expressions, liquid::Template& text)
      : checker_(expressions), text_(text) {}

  void check();

 private:
  // Before anything is checked: ids, files of partials, names of variables.
  void prepare(liquid::Block& block, bool declares);
  void prepare(liquid::Expression& expression);
  void prepare(std::optional<liquid::Expression>& expression) {
    if (expression) prepare(*expression);
  }
  void prepare(liquid::Piped& piped);
  void prepare(liquid::Condition& condition);
  void prepare_tag(liquid::If& tag, bool declares);
  void prepare_tag(liquid::Case& tag, bool declares);
  void prepare_tag(liquid::For& tag, bool declares);
  void prepare_tag(liquid::TableRow& tag, bool declares);
  void prepare_tag(liquid::Assign& tag, bool declares);
  void prepare_tag(liquid::Capture& tag, bool declares);
  void prepare_tag(liquid::Count& tag, bool declares);
  void prepare_tag(liquid::Cycle& tag, bool declares);
  void prepare_tag(liquid::IfChanged& tag, bool declares);
  void prepare_tag(liquid::Partial& tag, bool declares);
  void prepare_tag(liquid::Interrupt&, bool) {}
  void give_id(ast::Name& name);
  void declare(ast::Name& name, bool declares);

  void check(const liquid::Block& block);
  void check_tag(const liquid::If& tag);
  void check_tag(const liquid::Case& tag);
  void check_tag(const liquid::For& tag);
  void check_tag(const liquid::TableRow& tag);
  void check_tag(const liquid::Assign& tag);
  void check_tag(const liquid::Capture& tag);
  void check_tag(const liquid::Count& tag);
  void check_tag(const liquid::Cycle& tag);
  void check_tag(const liquid::IfChanged& tag);
  void check_tag(const liquid::Partial& tag);
  void check_tag(const liquid::Interrupt&) {}

  Narrowing check_condition(const liquid::Condition& condition, std::size_t from);
  Narrowing check_test(const liquid::Test& test);
  void check_alike(const liquid::Test& test, const Type& left, const Type& right);
  std::optional<std::string> path_of(const liquid::Expression& expression) const;
  void assign(const ast::Name& name, const Type& type);
  void check_loop(const ast::Name& variable, const liquid::Expression& collection,
                  std::string_view loop_name, const liquid::Block& body);
  void check_whole(const std::optional<liquid::Expression>& expression, std::string_view what);
  void check_bound(const ast::Name& name, const Type& type);
  Facts& facts() { return checker_.scope().facts; }

  ExpressionChecker& checker_;
  liquid::Template& text_;
  std::vector<std::string> partials_;  // that are being read
};

}  // namespace camp::sema
