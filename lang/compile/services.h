// A service's declaration to its row of Program::services.
#pragma once
#include "lang/compile/builder.h"
#include "lang/sema/model.h"

namespace camp::compile {

ServiceDecl compile_service(const ast::Service& service, ProgramBuilder& builder);
// Of a channel that has one.
SettingDecl compile_setting(const ast::Setting& setting, ProgramBuilder& builder);
CarrierDecl compile_carrier(const ast::ChannelUse& use, Channel channel, ProgramBuilder& builder);

}  // namespace camp::compile
