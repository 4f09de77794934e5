// An attached file inside a mail: its type, its name, its bytes. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

namespace camp {

// By the name's ending, in lower case; `application/octet-stream` for others.
std::string_view media_type_of(std::string_view name);

// The parameter of Content-Disposition, with the `;` before it, folded: as it is when it is plain
// ASCII, else by RFC 2231.
void append_filename(std::string& out, std::string_view name);

// RFC 4648, on one line.
void append_base64(std::string& out, std::string_view bytes);
// RFC 2045 6.8, as libcurl writes it: lines of 76 columns with CRLF between them.
void append_base64_lines(std::string& out, std::string_view bytes);

}  // namespace camp
