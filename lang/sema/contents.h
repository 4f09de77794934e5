// What the parts and variants of a message mean; for the checker and the compiler.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "lang/catalog/channels.h"
#include "lang/syntax/ast.h"

namespace camp::sema {

// What a part's word means on the channel; nothing: no part has that word.
std::optional<ContentPart> part_of(const ast::PartUse& use, Channel channel);

// For whom a content is; null: for everybody.
struct Selectors {
  const ast::Text* language = nullptr;
  const ast::Name* segment = nullptr;
};
Selectors selectors_of(const ast::Message& message, const ast::Content& content);
std::string language_of(const ast::Text& text);  // in lower case, as programs have it

// What a message says on the channel to everybody; null: nothing.
const ast::Content* content_of(const ast::Message& message, std::string_view channel);

}  // namespace camp::sema
