// Random bodies of flows, of what the flow's head says is known and allowed in it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tests/model/random_conditions.h"

namespace camp::model {

class BodyAuthor : public Inquirer {
 public:
  // `begin_ms`: near the moments that it names.
  BodyAuthor(simulator::Chance& chance, std::int64_t begin_ms)
      : Inquirer(chance), begin_ms_(begin_ms) {}

 protected:
  Block block(int depth);
  Moment moment();

  bool is_marketing_ = false;                // which alone may hold out, and go by rcs
  bool may_set_ = true, may_change_ = true;  // attributes; lists and consents
  bool may_request_ = true;                  // of services, and of journeys that start on request
  int minted_ = 0;
  std::vector<std::string> emits_;  // what the flow may make happen
  std::vector<std::string> handles_;
  Project project_;  // its modules

 private:
  Statement statement(int depth);
  Statement set_address();
  Statement request(int depth);
  Statement repeat(int depth);
  Statement wait();
  Statement choice(int depth);
  Statement send(int depth);
  Statement wait_for(int depth);
  Statement wait_for_condition(Statement it, int depth);
  Arm when(int depth);
  Variant variant(std::string name, int percent, std::vector<std::string> groups, int depth);
  Statement experiment(int depth);
  Statement talk(int depth);
  Statement changing_statement();
  Statement emit();

  std::int64_t begin_ms_;
  bool in_repeat_ = false;
};

}  // namespace camp::model
