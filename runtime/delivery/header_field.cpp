#include "runtime/delivery/header_field.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "lang/base/utf8.h"
#include "lang/value/address.h"
#include "runtime/delivery/mail_file.h"

namespace camp {
namespace {

constexpr std::size_t kLineMax = 76;           // RFC 2047, 2: of a line that has an encoded word
constexpr std::size_t kEncodedWordMax = 75;    // RFC 2047, 2
constexpr std::size_t kEncodedWordFrame = 12;  // =?UTF-8?Q?...?=
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

enum CharClass : std::uint8_t {
  kPrintable = 1,  // ASCII
  kAtom = 2,       // atext of RFC 5322, 3.2.3
  kQ = 4,          // itself in a Q encoded word anywhere, phrases included (RFC 2047, 5 (3))
  kInAddress = 8,  // atext, dot and at
};

constexpr auto kClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  auto add = [&](std::string_view chars, int flags) {
    for (unsigned char c : chars) classes[c] = static_cast<std::uint8_t>(classes[c] | flags);
  };
  for (std::size_t c = 0x20; c < 0x7F; ++c) classes[c] = kPrintable;
  add("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", kAtom | kQ | kInAddress);
  add("!#$%&'*+-/=?^_`{|}~", kAtom | kInAddress);
  add("!*+-/", kQ);
  add(".@", kInAddress);
  return classes;
}();

bool is(char c, int flags) { return (kClasses[static_cast<unsigned char>(c)] & flags) != 0; }
bool all_are(std::string_view text, int flags) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return is(c, flags); });
}
// A reader would take it for the beginning of an encoded word.
bool looks_encoded(std::string_view text) { return text.find("=?") != std::string_view::npos; }

std::size_t code_point_bytes(char first) {  // of well-formed text
  auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Well-formed, without control characters: each run of them is one space (a line break in a subject
// is meant as one). What is left cannot leave its header field.
std::string cleaned(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    auto bad = find_invalid_utf8(text);
    auto good = text.substr(0, bad.value_or(text.size()));
    for (char c : good) {
      auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x20 && byte != 0x7F) {
        clean.push_back(c);
      } else if (clean.empty() || clean.back() != ' ') {
        clean.push_back(' ');
      }
    }
    if (!bad) break;
    if (text[*bad] != '\0') clean.append(kReplacement);
    text.remove_prefix(*bad + 1);
  }
  return std::string(trimmed(clean));
}

// -- encoded words

std::size_t q_size(std::string_view text) {
  std::size_t size = 0;
  for (char c : text) size += is(c, kQ) || c == ' ' ? 1 : 3;
  return size;
}
std::size_t base64_size(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

void append_q(std::string& out, std::string_view text) {
  for (char c : text) {
    if (c == ' ') {
      out.push_back('_');
    } else if (is(c, kQ)) {
      out.push_back(c);
    } else {
      auto byte = static_cast<unsigned char>(c);
      out.append({'=', kHexDigits[byte >> 4], kHexDigits[byte & 15]});
    }
  }
}

// As many encoded words as are needed, one on each line, each of whole code points. `column` is
// where the first begins; gives the column behind the last.
std::size_t append_encoded(std::string& out, std::string_view text, std::size_t column) {
  const bool q = q_size(text) <= base64_size(text.size());
  while (!text.empty()) {
    auto room = std::min(kEncodedWordMax, kLineMax - column) - kEncodedWordFrame;
    std::size_t taken = 0;
    std::size_t size = 0;  // encoded
    while (taken < text.size()) {
      auto bytes = code_point_bytes(text[taken]);
      auto next = q ? size + q_size(text.substr(taken, bytes)) : base64_size(taken + bytes);
      if (next > room) break;
      taken += bytes;
      size = next;
    }
    out.append(q ? "=?UTF-8?Q?" : "=?UTF-8?B?");
    q ? append_q(out, text.substr(0, taken)) : append_base64(out, text.substr(0, taken));
    out.append("?=");
    column += size + kEncodedWordFrame;
    text.remove_prefix(taken);
    if (!text.empty()) {
      out.append("\r\n ");
      column = 1;
    }
  }
  return column;
}

// -- folding

// The next word with the spaces before it.
std::size_t token_size(std::string_view text) {
  auto word = std::min(text.find_first_not_of(' '), text.size());
  return std::min(text.find(' ', word), text.size());
}

// A line break goes before a run of spaces, so that unfolding gives the text back. Not possible
// when a word is too long for any line, or the first for its own.
bool can_fold(std::string_view text, std::size_t column) {
  for (auto room = kLineMax - column; !text.empty(); room = kLineMax) {
    auto size = token_size(text);
    if (size > room) return false;
    text.remove_prefix(size);
  }
  return true;
}

void append_folded(std::string& out, std::string_view text, std::size_t column) {
  while (!text.empty()) {
    auto size = token_size(text);
    if (column + size > kLineMax) {
      out.append("\r\n");
      column = 0;
    }
    out.append(text.substr(0, size));
    column += size;
    text.remove_prefix(size);
  }
}

// -- display names

std::size_t append_display_name(std::string& out, std::string_view name, std::size_t column) {
  auto begin = out.size();
  if (!all_are(name, kPrintable) || looks_encoded(name)) return append_encoded(out, name, column);
  if (std::all_of(name.begin(), name.end(), [](char c) { return c == ' ' || is(c, kAtom); })) {
    out.append(name);
  } else {
    out.push_back('"');
    for (char c : name) {
      if (c == '"' || c == '\\') out.push_back('\\');
      out.push_back(c);
    }
    out.push_back('"');
  }
  if (column + out.size() - begin <= kLineMax) return column + out.size() - begin;
  out.resize(begin);
  return append_encoded(out, name, column);
}

}  // namespace

void append_text_field(std::string& out, std::string_view name, std::string_view text) {
  out.append(name);
  // The usual subject: nothing to clean, to fold or to encode.
  bool plain = name.size() + text.size() <= kLineMax && all_are(text, kPrintable) &&
               trimmed(text).size() == text.size() && !looks_encoded(text);
  if (plain) {
    out.append(text);
  } else {
    auto clean = cleaned(text);
    if (all_are(clean, kPrintable) && !looks_encoded(clean) && can_fold(clean, name.size())) {
      append_folded(out, clean, name.size());
    } else {
      append_encoded(out, clean, name.size());
    }
  }
  out.append("\r\n");
}

void append_mailbox_field(std::string& out, std::string_view name, std::string_view mailbox) {
  std::string display_name;
  std::string_view address;
  if (!is_mailbox(mailbox, &display_name, &address) || display_name.empty()) {
    return append_address_field(out, name, address_of_mailbox(mailbox));
  }
  out.append(name);
  auto column = append_display_name(out, cleaned(display_name), name.size());
  out.append(column + address.size() + 3 > kLineMax ? "\r\n <" : " <");
  append_address(out, address);
  out.append(">\r\n");
}

void append_address_field(std::string& out, std::string_view name, std::string_view address) {
  out.append(name);
  append_address(out, address);
  out.append("\r\n");
}

void append_address(std::string& out, std::string_view address) {
  if (all_are(address, kInAddress)) {
    out.append(address);
    return;
  }
  std::copy_if(address.begin(), address.end(), std::back_inserter(out),
               [](char c) { return is(c, kInAddress); });
}

std::string_view address_of_mailbox(std::string_view mailbox) {
  std::string display_name;
  std::string_view address;
  return is_mailbox(mailbox, &display_name, &address) ? address : mailbox;
}

}  // namespace camp
