// What a message says on one channel, for everybody or as a variant.
#pragma once
#include "lang/compile/expressions.h"

namespace camp::compile {

ContentDecl compile_content(Context& context, const ast::Message& message,
                            const ast::Content& content);

// What a module says: one text for everybody.
ContentDecl text_content(Context& context, Channel channel, TemplateIndex text, Span span);

}  // namespace camp::compile
