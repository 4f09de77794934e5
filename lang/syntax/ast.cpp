#include "lang/syntax/ast.h"

#include <algorithm>

namespace camp::ast {

BinaryOp turned(BinaryOp op) {
  switch (op) {
    case BinaryOp::kLess:
      return BinaryOp::kGreater;
    case BinaryOp::kLessEqual:
      return BinaryOp::kGreaterEqual;
    case BinaryOp::kGreater:
      return BinaryOp::kLess;
    case BinaryOp::kGreaterEqual:
      return BinaryOp::kLessEqual;
    default:
      return op;
  }
}

Span Text::source_span(std::size_t begin, std::size_t end) const {
  // A mapped end is that of the last character: what was left out behind it (an indentation) stays
  // out.
  auto source_of = [&](std::size_t offset) {
    auto after =
        std::upper_bound(runs.begin(), runs.end(), offset,
                         [](std::size_t at, const Run& run) { return at < run.text_offset; });
    if (after == runs.begin()) return std::size_t{span.begin};
    --after;
    return after->source_offset + (offset - after->text_offset);
  };
  auto clamp = [&](std::size_t offset) {
    return static_cast<std::uint32_t>(std::clamp<std::size_t>(offset, span.begin, span.end));
  };
  auto source_begin = clamp(source_of(begin));
  auto source_end = end > begin ? clamp(source_of(end - 1) + 1) : source_begin;
  return {span.source, source_begin, std::max(source_begin, source_end)};
}

}  // namespace camp::ast
