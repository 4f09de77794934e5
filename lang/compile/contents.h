// What a message says on one channel, for everybody or as a variant.
#pragma once
#include "lang/compile/expressions.h"

namespace camp::compile {

ContentDecl compile_content(Context& context, const ast::Message& message,
                            const ast::Content& content);

// What contents of messages and of talks share.
TemplateDecl literal_text(Context& context, std::string_view text);
void sort_parts(ContentDecl& content);
// ContentDecl::text_allowed of a content that has a text.
FunctionIndex text_allowed(Context& context, Channel channel, Span span);

}  // namespace camp::compile
