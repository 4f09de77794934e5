// What may stand at the end of a command line: from the table of verbs, each verb's options, and
// the names of the project in which the shell stands.
#pragma once
#include <string>
#include <vector>

#include "cli/verb.h"

namespace camp::cli {

struct Candidate {
  std::string word;
  std::string line;  // what it is; may be empty
};
struct Completed {
  std::vector<Candidate> candidates;
  bool files = false;  // a file's name may stand there as well
};

// `words`: behind `camp`, the last one as far as it is written. A shell that parts words at `=`
// gives the sign as a word of its own; then a candidate is what stands behind it.
Completed complete(const Invocation& call, std::vector<std::string> words);

}  // namespace camp::cli
