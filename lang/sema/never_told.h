// Events of messages that cannot come, for no channel that they are sent on tells of them: arms,
// starts, exits and goals for `r.opened` of a text message. Behind the check of flows.
#pragma once
#include <vector>

#include "lang/base/reporter.h"
#include "lang/sema/model.h"

namespace camp::sema {

void check_never_told(const Model& model, const std::vector<ast::File>& files, Reporter& reporter);

}  // namespace camp::sema
