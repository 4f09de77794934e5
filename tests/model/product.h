// The production engine on the same text and input, in a world of its own, and what its journal
// says of it in the model's words. The only part of the model's tests that sees camp.
#pragma once
#include <string>
#include <vector>

#include "tests/model/life.h"

namespace camp::model {

struct Answer {
  std::string problem;                          // it could not be run at all
  std::vector<std::vector<std::string>> lines;  // by person
  std::vector<std::string> report;              // sorted
};
Answer ask_product(const Life& life);

}  // namespace camp::model
