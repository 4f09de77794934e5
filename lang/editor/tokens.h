// What colour a word has by what it means: names by what they name, words of the language where
// they are such, numbers, texts, comments.
//
// Data in, data out; any thread. Of a broken script the rest is as it was.
#pragma once
#include <cstdint>
#include <vector>

#include "lang/editor/name_index.h"

namespace camp::editor {

enum class TokenMeaning : std::uint8_t {
  kKeyword,
  kComment,
  kString,
  kNumber,
  kType,
  kEvent,
  kSet,
  kFlow,
  kMessage,
  kModule,
  kConversation,
  kService,
  kFunction,
  kField,
  kParameter,
  kVariable,
  kName,  // of anything else
};

struct MeaningfulToken {
  Span span;
  TokenMeaning meaning{};
  bool is_declaration = false;
};

// In the order of the text; none over another. A text with names inside comes in pieces.
std::vector<MeaningfulToken> meaningful_tokens(const Analysis& analysis, const NameIndex& index,
                                               SourceId source);

}  // namespace camp::editor
