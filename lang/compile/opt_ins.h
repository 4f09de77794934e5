// `double_opt_in CHANNEL using MESSAGE`: a journey that sends the message to who asks to subscribe.
#pragma once
#include "lang/compile/flow.h"

namespace camp::compile {

struct OptInPlace {
  const ast::OptIn* ast = nullptr;
  std::string_view conversation;
  Channel channel{};
};
// `flow`: its place in Program::flows.
FlowDecl compile_opt_in(Context& context, const OptInPlace& opt_in, const Places& places,
                        std::uint32_t flow);

}  // namespace camp::compile
