// Values as Liquid prints them, and as Ruby inspects them inside of hashes.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "stdlib/functions/liquid.h"

namespace camp::stdlib::liquid {
namespace {

// Prices and their like: few digits, of which a double keeps every one, so that the first that
// read back as the number are the shortest. False: it is no such number.
bool append_short_real(std::string& out, double real) {
  constexpr double kLeast = 1e-3, kMost = 1e9;
  const double size = std::abs(real);
  if (!(size >= kLeast && size < kMost)) return false;
  double scale = 1;
  for (std::size_t digits = 0; digits <= 4; ++digits, scale *= 10) {
    const auto scaled = std::llround(size * scale);
    if (static_cast<double>(scaled) / scale != size) continue;
    if (std::signbit(real)) out += '-';
    const auto unit = static_cast<long long>(scale);
    const fmt::format_int whole(scaled / unit), part(scaled % unit);
    out.append(whole.data(), whole.size()) += '.';
    if (digits > part.size()) out.append(digits - part.size(), '0');
    out.append(part.data(), part.size());
    return true;
  }
  return false;
}

// Shortest digits that read back as the same double, in Ruby's form: 1.0, 0.0001, 1.0e-05.
void append_real(std::string& out, double real) {
  if (append_short_real(out, real)) return;
  if (!std::isfinite(real)) {
    out += std::isnan(real) ? "NaN" : real < 0 ? "-Infinity" : "Infinity";
    return;
  }
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(real), std::chars_format::scientific)
          .ptr;
  const std::string_view all(buffer, static_cast<std::size_t>(end - buffer));
  const auto e = all.find('e');
  std::string digits(1, all[0]);
  if (e > 2) digits += all.substr(2, e - 2);
  int exponent = 0;
  std::from_chars(buffer + e + (all[e + 1] == '+' ? 2 : 1), end, exponent);
  const int size = static_cast<int>(digits.size());
  const int point = exponent + 1;  // how many digits stand before it
  constexpr int kMostZeros = 15;
  if (std::signbit(real)) out += '-';
  if (point > 0 && point < size) {
    out += digits.insert(static_cast<std::size_t>(point), 1, '.');
  } else if (point > 0 && point <= kMostZeros) {
    out += digits.append(static_cast<std::size_t>(point - size), '0') + ".0";
  } else if ((point <= 0 && point > -4) || real == 0) {
    out += real == 0 ? "0.0" : "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  } else {
    fmt::format_to(std::back_inserter(out), "{}.{}e{}{:02}", digits[0],
                   size > 1 ? digits.substr(1) : "0", exponent < 0 ? '-' : '+', std::abs(exponent));
  }
}

// The letter after the backslash, or 0.
char escape_letter(unsigned char c) {
  constexpr std::string_view kPlain = "\a\b\t\n\v\f\r\x1b\"\\";
  constexpr std::string_view kLetters = "abtnvfre\"\\";
  const auto at = kPlain.find(static_cast<char>(c));
  return at == std::string_view::npos ? '\0' : kLetters[at];
}

bool is_unprintable(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto point = code_point_at(text, at);
    const char c = text[at];
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (const char letter = escape_letter(static_cast<unsigned char>(c))) {
      out += {'\\', letter};
    } else if (c == '#' && (next == '{' || next == '$' || next == '@')) {
      out += "\\#";
    } else if (point.size == 1 && static_cast<unsigned char>(c) >= 0x80) {
      fmt::format_to(std::back_inserter(out), "\\x{:02X}", static_cast<unsigned char>(c));
    } else if (is_unprintable(point.value)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04X}", static_cast<unsigned>(point.value));
    } else {
      out += text.substr(at, point.size);
    }
    at += point.size;
  }
  out += '"';
}

// One value on its way into a text; ends where the text is too long to be of use, since values can
// share their items and stand for endless ones.
struct Printer {
  std::string& out;
  std::size_t end = out.size() + limits::kArenaBytes;
  std::size_t items = limits::kValueItems;

  void print(const Value& value, std::size_t depth) {
    if (value.tag != Tag::kList) return plain(value, depth);
    if (depth >= kDepth || is_spent()) return;
    for (std::uint32_t i = 0; i < value.aux; ++i) print(value.items[i], depth + 1);
  }

  void inspect(const Value& value, std::size_t depth) {
    if (is_spent()) return;
    if (value.is_absent()) {
      out += "nil";
    } else if (value.tag == Tag::kString) {
      append_quoted(out, value.text());
    } else if (value.tag == Tag::kList) {
      inspect_items(value, depth);
    } else {
      plain(value, depth);
    }
  }

 private:
  bool is_spent() { return out.size() > end || items == 0 || items-- == 0; }

  void inspect_items(const Value& list, std::size_t depth) {
    out += '[';
    for (std::uint32_t i = 0; depth < kDepth && i < list.aux; ++i) {
      if (i > 0) out += ", ";
      inspect(list.items[i], depth + 1);
    }
    out += ']';
  }

  void inspect_pairs(const Value& record, std::size_t depth) {
    out += '{';
    for (std::uint32_t i = 0; depth < kDepth && i < record.aux; ++i) {
      if (i > 0) out += ", ";
      inspect(record.items[2 * i], depth + 1);
      out += "=>";
      inspect(record.items[2 * i + 1], depth + 1);
    }
    out += '}';
  }

  void plain(const Value& value, std::size_t depth) {
    if (is_spent()) return;
    if (value.tag == Tag::kFloat) return append_real(out, value.as_real());
    if (value.tag == Tag::kRecord) return inspect_pairs(value, depth);
    if (value.tag != Tag::kRange) return append_text(out, value);
    fmt::format_to(std::back_inserter(out), "{}..{}", value.num, value.days);
  }
};

}  // namespace

void append_printed(std::string& out, const Value& value) { Printer{out}.print(value, 0); }

void append_string(std::string& out, const Value& value) {
  value.tag == Tag::kList ? append_inspected(out, value) : append_printed(out, value);
}

void append_inspected(std::string& out, const Value& value) { Printer{out}.inspect(value, 0); }

}  // namespace camp::stdlib::liquid
