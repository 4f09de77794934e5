// Where something stands in a source text.
//
// A span is a half-open range of byte offsets [begin, end) in one source; lines and columns are
// computed on demand by SourceSet (source.h), never stored. Plain values: copy freely, any thread.
#pragma once
#include <cstdint>

namespace camp {

using SourceId = std::uint32_t;

struct Span {
  SourceId source = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

// The smallest span that covers both; they must stand in the same source.
inline Span cover(Span a, Span b) {
  return {a.source, a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

}  // namespace camp
