// The project's one policy: what its rules mean, and whether they leave anything to send.
#pragma once
#include <set>
#include <string_view>
#include <vector>

#include "lang/base/reporter.h"
#include "lang/sema/model.h"

namespace camp::sema {

class PolicyChecker {
 public:
  PolicyChecker(Model& model, Reporter& reporter) : model_(model), reporter_(reporter) {}
  void check(const std::vector<ast::File>& files);

 private:
  void check_policy(const ast::Policy& policy);
  void report_many(Span span);
  ChannelSet channels_of(const std::vector<ast::Name>& names);
  void check_quiet(const ast::Quiet& rule);
  void check_window();
  void check_cap(const ast::Cap& rule);
  bool check_limit(const ast::Cap& rule);
  void check_tag(const ast::Cap& rule);
  void check_met(std::size_t cap);
  void check_holding(const ast::Policy& policy);
  void check_require(const ast::Require& rule);
  void check_duration(const std::optional<ast::Literal>& duration, std::string_view what);
  template <class Rule>
  const Rule* only(const std::vector<Rule>& rules, std::string_view words);

  Model& model_;
  Reporter& reporter_;
  std::vector<const ast::Flow*> flows_;
  std::set<std::string_view> tags_;  // of all flows
};

}  // namespace camp::sema
