// The plain text of an HTML mail, for readers and programs that take no HTML.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace camp {

// Paragraphs with a blank line between them, list items with `- ` or their number, a table's rows
// as lines and its cells with ` | ` between them, links as `text (https://...)` unless the text
// says as much or the link before led there too, images as their `alt`. What a mail program does
// not show is left out, and so are the blanks with which a preheader is filled up. Lines are not
// wrapped, and the last one is not ended.
//
// Takes any bytes, gives UTF-8 of at most limits::kMailBytes. In linear time: `looked_at`, if
// given, is how many bytes were looked at, which is the proof.
std::string plain_text_of(std::string_view html, std::size_t* looked_at = nullptr);

}  // namespace camp
