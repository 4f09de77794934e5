// The project's one policy: what its rules mean, and whether they leave anything to send.
#pragma once
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
  ChannelSet channels_of(const std::vector<ast::Name>& names);
  void check_quiet(const ast::Quiet& rule);
  void check_window();

  Model& model_;
  Reporter& reporter_;
};

}  // namespace camp::sema
