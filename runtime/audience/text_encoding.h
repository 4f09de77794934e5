// Text files in other encodings as UTF-8, by ICU, whose headers are seen in the .cpp alone.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "runtime/audience/byte_buffer.h"

namespace camp {

// UTF-16 is recognised, with or without a byte order mark; latin1 and cp1252 have to be told.
enum class Encoding { kFound, kUtf8, kUtf16, kLatin1, kCp1252 };

// `utf-8`, `utf-16`, `latin1`, `cp1252` and their other names; nothing when it is none.
std::optional<Encoding> find_encoding(std::string_view name);

// `source` as UTF-8. Streams; what is UTF-8 already, or is not recognised, goes through untouched.
// Fails (kCorrupt) on bytes that the encoding does not have, and on UTF-32.
ByteSource decoded(ByteSource source, Encoding encoding);

// `utf8`, whole characters, as `encoding`. Fails (kInvalid) on what that does not have, and names
// it: nothing is put in its place.
Result<std::string> encoded(std::string_view utf8, Encoding encoding);
// The mark at a file's beginning by which spreadsheets know the encoding, or "".
std::string_view mark_of(Encoding encoding);

// Where text turns out not to be UTF-8.
inline constexpr std::string_view kNotUtf8 =
    "save or export the file as UTF-8, or say what it is: --encoding cp1252";

}  // namespace camp
