// Random conditions and events to wait for, of what is known where they stand.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "tests/model/project.h"
#include "tests/sim/chance.h"

namespace camp::model {

class Inquirer {
 public:
  explicit Inquirer(simulator::Chance& chance) : chance_(chance) {}

  std::string plain_event();
  // One of them, or an answer of a service.
  std::string any_event();
  std::string compare();
  Operand constant(std::int64_t most);
  Operand field(const std::string& alias, const std::string& name);
  Condition compared(Operand left, std::string how, Operand right);
  // A reply that is a keyword, or none.
  EventClause reply(const std::string& alias);
  // Of lists and consents.
  EventClause change();
  // About an event at hand, and the start's event.
  EventClause clause(const std::string& event, const std::string& alias);
  // A number that is known here.
  Operand number();
  Condition condition();
  // A condition that may become another.
  Condition changing();

 protected:
  simulator::Chance& chance_;
  bool bare_ = false;  // no start whose fields could be read
  std::vector<std::string> locals_, aliases_;
  std::vector<std::pair<std::string, std::string>> answers_;  // of which talk, to what
};

}  // namespace camp::model
