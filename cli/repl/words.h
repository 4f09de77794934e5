// The words of a command's line. Views of it.
#pragma once
#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "lang/base/unicode.h"

namespace camp::cli {

// What stands in quotes at the beginning, and what is behind them; nothing: there are none.
inline std::optional<std::pair<std::string_view, std::string_view>> cut_quoted(
    std::string_view words) {
  if (!words.starts_with('"')) return std::nullopt;
  const auto end = words.find('"', 1);
  if (end == words.npos) return std::nullopt;
  return std::pair{words.substr(1, end - 1), trimmed(words.substr(end + 1))};
}

// The first word, or what stands in quotes there; and what is behind it.
inline std::pair<std::string_view, std::string_view> cut(std::string_view words) {
  words = trimmed(words);
  if (const auto quoted = cut_quoted(words)) return *quoted;
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
  const auto quoted = cut_quoted(words);
  return quoted ? *quoted : std::pair{words, std::string_view()};
}

}  // namespace camp::cli
