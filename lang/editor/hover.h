// What is told of the word at a place: what it is, its type, its comment.
//
// Data in, data out; any thread.
#pragma once
#include <optional>
#include <string>

#include "lang/editor/name_index.h"

namespace camp::editor {

struct Hover {
  Span span;              // of the word
  std::string signature;  // in the language
  std::string doc;        // in words; may be empty
  std::string set;        // the segment or list that it names; else empty
};

std::optional<Hover> hover_at(const Analysis& analysis, const NameIndex& index, SourceId source,
                              std::uint32_t offset);

}  // namespace camp::editor
