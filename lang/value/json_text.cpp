#include "lang/value/json_text.h"

#include <fmt/format.h>

#include "lang/base/utf8.h"

namespace camp {
namespace {

void append_list(std::string& out, const Value& list) {
  out.push_back('[');
  for (std::uint32_t i = 0; i < list.aux; ++i) {
    if (i > 0) out.push_back(',');
    append_json(out, list.items[i]);
  }
  out.push_back(']');
}

void append_record(std::string& out, const Value& record) {
  out.push_back('{');
  for (std::uint32_t i = 0; i < record.aux; ++i) {
    if (i > 0) out.push_back(',');
    append_json_string(out, record.items[2 * i].text());
    out.push_back(':');
    append_json(out, record.items[2 * i + 1]);
  }
  out.push_back('}');
}

// Readers take a number for a double: what that cannot hold exactly is a string. Of six places it
// holds every decimal below 10^9; whole ones are read as integers.
void append_decimal(std::string& out, const Value& value) {
  constexpr std::int64_t kExactBelow = 1'000'000'000 * kDecimalOne;
  bool exact =
      value.num % kDecimalOne == 0 || (value.num < kExactBelow && value.num > -kExactBelow);
  if (!exact) out.push_back('"');
  append_text(out, value);
  if (!exact) out.push_back('"');
}

void append_escaped(std::string& out, char c) {
  auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      if (byte < 0x20 || byte == 0x7F)
        out += fmt::format("\\u{:04x}", byte);
      else
        out.push_back(c);
  }
}

}  // namespace

void append_json(std::string& out, const Value& value) {
  switch (value.tag) {
    case Tag::kAbsent:
      out += "null";
      return;
    case Tag::kBool:
    case Tag::kInt:
      return append_text(out, value);
    case Tag::kDecimal:
      return append_decimal(out, value);
    case Tag::kList:
      return append_list(out, value);
    case Tag::kRecord:
      return append_record(out, value);
    default:
      return append_json_string(out, text_of_value(value));
  }
}

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    auto bad = find_invalid_utf8(text);
    for (char c : text.substr(0, bad.value_or(text.size()))) append_escaped(out, c);
    if (!bad) break;
    out += text[*bad] == '\0' ? "\\u0000" : "\\ufffd";
    text.remove_prefix(*bad + 1);
  }
  out.push_back('"');
}

std::string text_of_value(const Value& value) {
  std::string out;
  if (value.tag == Tag::kList || value.tag == Tag::kRecord)
    append_json(out, value);
  else
    append_text(out, value);
  return out;
}

}  // namespace camp
