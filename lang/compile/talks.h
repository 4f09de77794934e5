// What a module says at once: a message, with a content for each channel on which it is used.
#pragma once
#include "lang/compile/expressions.h"

namespace camp::compile {

MessageDecl compile_spoken(Context& context, const sema::SpokenInfo& info);

}  // namespace camp::compile
