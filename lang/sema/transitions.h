// What fails for whoever comes, because of all that one transition does: more effects than it may
// have, a journey that sets itself off. Only what is certain on every way is counted.
#pragma once
#include <vector>

#include "lang/base/reporter.h"
#include "lang/sema/model.h"

namespace camp::sema {

// After the flows' own check.
void check_transitions(const Model& model, const std::vector<ast::File>& files, Reporter& reporter);

}  // namespace camp::sema
