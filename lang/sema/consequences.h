// What could not be read has consequences: names, fields and properties that seem to be missing.
// They are no findings.
#pragma once
#include <vector>

#include "lang/base/reporter.h"
#include "lang/syntax/ast.h"

namespace camp::sema {

// Before anything is checked.
void forgive_consequences(const std::vector<ast::File>& files, Reporter& reporter);

}  // namespace camp::sema
