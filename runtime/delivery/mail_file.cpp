#include "runtime/delivery/mail_file.h"

#include <sodium.h>

#include <algorithm>

#include "lang/base/letters.h"
#include "lang/base/utf8.h"
#include "runtime/delivery/header_field.h"

namespace camp {
namespace {

struct MediaType {
  std::string_view ending, type;
};
// What campaigns attach; anything else is a file to save (RFC 2046, 4.5.1).
constexpr MediaType kMediaTypes[] = {
    {"csv", "text/csv; charset=UTF-8"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"gif", "image/gif"},
    {"html", "text/html; charset=UTF-8"},
    {"ics", "text/calendar; charset=UTF-8"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"json", "application/json"},
    {"pdf", "application/pdf"},
    {"pkpass", "application/vnd.apple.pkpass"},
    {"png", "image/png"},
    {"svg", "image/svg+xml"},
    {"txt", "text/plain; charset=UTF-8"},
    {"vcf", "text/vcard; charset=UTF-8"},
    {"webp", "image/webp"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"zip", "application/zip"},
};

// RFC 2231 attribute-char.
bool is_attribute_character(char c) {
  const bool letter_or_digit =
      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter_or_digit || std::string_view("!#$&+-.^_`{|}~").find(c) != std::string_view::npos;
}

bool is_quotable(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

}  // namespace

std::string_view media_type_of(std::string_view name) {
  const auto dot = name.rfind('.');
  std::string ending(dot == name.npos ? "" : name.substr(dot + 1));
  for (auto& c : ending) c = ascii_lower(c);
  for (const auto& row : kMediaTypes)
    if (row.ending == ending) return row.type;
  return "application/octet-stream";
}

void append_filename(std::string& out, std::string_view name) {
  constexpr std::size_t kPlain = 50;  // with the parameter's name, a line
  out.append(";\r\n ");
  if (name.size() <= kPlain && std::all_of(name.begin(), name.end(), is_quotable)) {
    out.append("filename=\"").append(name).append("\"");
    return;
  }
  // In continuations, each a line: filename*0*=UTF-8''..., filename*1*=...
  constexpr std::size_t kLine = 54;
  std::size_t line = 0;
  std::string part = "UTF-8''";
  const auto flush = [&] {
    if (line > 0) out.append(";\r\n ");
    out.append("filename*").append(std::to_string(line++)).append("*=").append(part);
    part.clear();
  };
  for (const char c : name) {
    if (is_attribute_character(c)) {
      part.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      part.append({'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]});
    }
    if (part.size() >= kLine) flush();
  }
  if (!part.empty()) flush();
}

void append_base64(std::string& out, std::string_view bytes) {
  const auto before = out.size();
  const auto room = sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.resize(before + room);
  sodium_bin2base64(out.data() + before, room, reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // its NUL
}

void append_base64_lines(std::string& out, std::string_view bytes) {
  constexpr std::size_t kLineBytes = 57;  // 76 columns
  for (std::size_t at = 0; at < bytes.size(); at += kLineBytes) {
    if (at > 0) out.append("\r\n");
    append_base64(out, bytes.substr(at, kLineBytes));
  }
}

}  // namespace camp
