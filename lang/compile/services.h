// A service's declaration to its row of Program::services.
#pragma once
#include <string_view>

#include "lang/compile/builder.h"
#include "lang/sema/model.h"

namespace camp::compile {

ServiceDecl compile_service(const ast::Service& service, ProgramBuilder& builder);
HttpMethod method_of(std::string_view word);

}  // namespace camp::compile
