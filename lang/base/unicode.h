// Unicode's tables, as ICU has them; no header of ICU is seen beyond unicode.cpp.
//
// All take any bytes: what is not well-formed UTF-8 comes back as it was. Plain ASCII never reaches
// ICU, so that bulk imports stay as fast as they are. No locale; any thread.
#pragma once
#include <string>
#include <string_view>

namespace camp {

bool is_ascii(std::string_view text);

// In normal form C: `text` itself where it is so already, otherwise in `scratch`.
std::string_view normalized(std::string_view text, std::string& scratch);

// Without blanks at both ends: spaces, tabs, Unicode's spaces, and characters that are not seen
// (zero width, direction marks, byte order mark). Line breaks and control characters stay.
std::string_view trimmed(std::string_view text);

// Both: how an id and every short text from outside is meant. Spreadsheets add blanks behind, other
// systems write `é` as two characters; neither makes another contact.
std::string_view tidied(std::string_view text, std::string& scratch);
std::string tidied(std::string_view text);

}  // namespace camp
