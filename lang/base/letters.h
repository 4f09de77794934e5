// Letters by Unicode: capitals, small letters, and texts alike but for case and width. The tables
// are ICU's; no header of it is seen beyond letters.cpp.
//
// All take any bytes; ill-formed UTF-8 is changed only in its ASCII letters and is like itself
// alone. Plain ASCII never reaches ICU. Any thread.
#pragma once
#include <string>
#include <string_view>

namespace camp {

// Of ASCII alone, for what is ASCII by its definition: tags, schemes, names of zones.
constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string ascii_lowered(std::string_view text);

// Alike but for the case of ASCII letters.
constexpr bool is_ascii_alike(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
  return true;
}

// How a language writes: "tr" has İ for i. "" or an unknown one: as most do.
std::string to_upper(std::string_view text, std::string_view language = {});
std::string to_lower(std::string_view text, std::string_view language = {});
// The first letter capital, the rest small.
std::string capitalized(std::string_view text, std::string_view language = {});

// Without regard to case and width: `STOP`, `stop` and `ＳＴＯＰ` are alike (Unicode's
// NFKC_Casefold). An empty part is in every text. Linear in the texts.
bool contains_alike(std::string_view text, std::string_view part);
bool starts_alike(std::string_view text, std::string_view part);
bool ends_alike(std::string_view text, std::string_view part);

}  // namespace camp
