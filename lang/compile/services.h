// A service's declaration to its row of Program::services.
#pragma once
#include "lang/compile/builder.h"
#include "lang/sema/model.h"

namespace camp::compile {

ServiceDecl compile_service(const ast::Service& service, ProgramBuilder& builder);

}  // namespace camp::compile
