// What may be written at a place: words of the language that may begin or go on here, and names of
// the kind that is due.
//
// Data in, data out; any thread.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/library.h"
#include "lang/editor/known_names.h"

namespace camp::editor {

enum class ProposalKind : std::uint8_t {
  kKeyword,
  kField,
  kEvent,
  kSet,  // a segment or list
  kMessage,
  kModule,
  kFlow,
  kConversation,
  kFunction,  // or filter
  kLocal,
  kChannel,
  kPart,  // of a content
  kType,
  kChoice,  // a word of a small set
  kCall,
};

struct Proposal {
  ProposalKind kind{};
  std::string label;   // also what is inserted, in place of the word
  std::string detail;  // a type, a signature
  std::string doc;
};

struct Completion {
  std::uint32_t begin = 0;  // of the word that is replaced
  std::vector<Proposal> proposals;
};

// What the language leaves to others.
struct Outside {
  Library library;                            // what `import` can bring
  std::span<const std::string_view> reasons;  // why a message may not be sent
};

// `before`: the project as it was without mistakes, may be null.
Completion complete(const Analysis& now, const Analysis* before, SourceId source,
                    std::uint32_t offset, const Outside& outside);

}  // namespace camp::editor
