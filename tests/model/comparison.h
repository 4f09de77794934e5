// The model's answer and camp's to one life, record by record.
#pragma once
#include <map>
#include <string>

#include "tests/model/life.h"

namespace camp::model {

// How much was compared, and of what: what never happens tests nothing.
using Tally = std::map<std::string, std::uint64_t>;

// "" when both say the same; else where they begin to differ. `tally` may be null.
std::string difference(const Life& life, Tally* tally);

// The same difference with as little as possible around it.
Life smallest(Life life);

// As a person would want to read it: the project, who is in it, what comes in.
std::string story_of(const Life& life);

}  // namespace camp::model
