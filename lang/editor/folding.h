// What an editor can fold: blocks, long texts, runs of comments. Of the text alone, so that it
// works on any, also where a brace is not closed: that block ends before the next declaration.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace camp::editor {

struct Fold {
  enum class Kind : std::uint8_t { kRegion, kComment };
  Kind kind{};
  std::uint32_t begin;  // offsets: on its first line, and on its last
  std::uint32_t end;
};

// Only what spans more than one line; outer ones before what is in them.
std::vector<Fold> folds_of(std::string_view text);

}  // namespace camp::editor
