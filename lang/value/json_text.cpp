#include "lang/value/json_text.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "lang/base/utf8.h"

namespace camp {
namespace {

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

// A value on its way into a text.
struct JsonWriter {
  std::string& out;
  std::size_t end;

  bool write(const Value& value) {
    if (out.size() > end) return false;
    switch (value.tag) {
      case Tag::kAbsent:
        out += "null";
        return true;
      case Tag::kBool:
      case Tag::kInt:
        append_text(out, value);
        return true;
      case Tag::kDecimal:
        append_decimal(out, value);
        return true;
      case Tag::kFloat:
        out += std::isfinite(value.as_real()) ? fmt::format("{}", value.as_real()) : "null";
        return true;
      case Tag::kList:
        return list(value);
      case Tag::kRecord:
        return record(value);
      default:
        append_json_string(out, text_of_value(value));
        return true;
    }
  }

  bool list(const Value& list) {
    out.push_back('[');
    for (std::uint32_t i = 0; i < list.aux; ++i) {
      if (i > 0) out.push_back(',');
      if (!write(list.items[i])) return false;
    }
    out.push_back(']');
    return true;
  }

  bool record(const Value& record) {
    out.push_back('{');
    for (std::uint32_t i = 0; i < record.aux; ++i) {
      if (i > 0) out.push_back(',');
      append_json_string(out, record.items[2 * i].text());
      out.push_back(':');
      if (!write(record.items[2 * i + 1])) return false;
    }
    out.push_back('}');
    return true;
  }
};

}  // namespace

bool is_json(std::string_view text) { return nlohmann::json::accept(text); }

void append_json(std::string& out, const Value& value) { JsonWriter{out, SIZE_MAX}.write(value); }

bool append_json_within(std::string& out, const Value& value, std::size_t bytes) {
  const auto end = out.size() + bytes;
  return JsonWriter{out, end}.write(value) && out.size() <= end;
}

void append_json_escaped(std::string& out, std::string_view text) {
  for (char c : text) append_escaped(out, c);
}

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    auto bad = find_invalid_utf8(text);
    append_json_escaped(out, text.substr(0, bad.value_or(text.size())));
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
