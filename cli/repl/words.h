// The words of a command's line. Views of it.
#pragma once
#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "lang/base/unicode.h"

namespace camp::cli {

// The first word, or what stands in quotes there; and what is behind it.
inline std::pair<std::string_view, std::string_view> cut(std::string_view words) {
  words = trimmed(words);
  if (words.starts_with('"')) {
    if (const auto end = words.find('"', 1); end != words.npos)
      return {words.substr(1, end - 1), trimmed(words.substr(end + 1))};
  }
  const auto end = std::min(words.find_first_of(" \t\n"), words.size());
  return {words.substr(0, end), trimmed(words.substr(end))};
}

inline std::optional<std::size_t> number_of(std::string_view word) {
  std::size_t number = 0;
  const auto [end, status] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (status != std::errc() || end != word.data() + word.size() || number == 0) return std::nullopt;
  return number;
}

inline std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return text.substr(1, text.size() - 2);
  return text;
}

// A name in quotes, or all of it; and what is behind the quotes.
inline std::pair<std::string_view, std::string_view> cut_name(std::string_view words) {
  if (!words.starts_with('"')) return {words, {}};
  const auto end = words.find('"', 1);
  if (end == words.npos) return {words, {}};
  return {words.substr(1, end - 1), trimmed(words.substr(end + 1))};
}

}  // namespace camp::cli
