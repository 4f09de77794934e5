// Whether what a flow sends can come in time: before the flow expires, and outside of quiet hours.
// Behind the check of flows and policy.
#pragma once
#include <vector>

#include "lang/base/reporter.h"
#include "lang/sema/model.h"

namespace camp::sema {

void check_timeliness(const Model& model, const std::vector<ast::File>& files, Reporter& reporter);

}  // namespace camp::sema
