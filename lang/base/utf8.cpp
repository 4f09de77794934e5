#include "lang/base/utf8.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace camp {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// Eight bytes at a time, as most text is plain ASCII.
constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::uint64_t kHigh = 0x8080808080808080u;

std::uint64_t word_at(std::string_view text, std::size_t at) {
  std::uint64_t word;
  std::memcpy(&word, text.data() + at, kWord);
  return word;
}

// The length of the well-formed sequence at `at`, or 0 (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  auto continuation = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  unsigned first = byte(0);
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return continuation(1) ? 2 : 0;
  if (first < 0xF0) {
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    return continuation(1) && continuation(2) ? 3 : 0;
  }
  if (first > 0xF4) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return continuation(1) && continuation(2) && continuation(3) ? 4 : 0;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= kWord) {
      const auto word = word_at(text, at);
      constexpr std::uint64_t kOnes = 0x0101010101010101u;
      if (((word | (word - kOnes)) & kHigh) == 0) {  // neither a zero byte nor a high bit
        at += kWord;
        continue;
      }
    }
    auto length = sequence_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t continuations = 0;  // bytes that begin with 10
  std::size_t at = 0;
  for (; text.size() - at >= kWord; at += kWord) {
    const auto word = word_at(text, at);
    continuations += static_cast<std::size_t>(std::popcount(word & ~(word << 1) & kHigh));
  }
  for (; at < text.size(); ++at)
    continuations += (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80 ? 1 : 0;
  return text.size() - continuations;
}

CodePoint code_point_at(std::string_view text, std::size_t at) {
  auto size = sequence_length(text, at);
  auto first = static_cast<unsigned char>(text[at]);
  if (size == 0) return {first == 0 ? U'\0' : kReplacement, 1};
  if (size == 1) return {first, 1};
  char32_t value =
      first & (0x7Fu >> size);  // the lead byte of n bytes begins with n ones and a zero
  for (std::size_t i = 1; i < size; ++i)
    value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
  return {value, size};
}

void append_code_point(std::string& out, char32_t code_point) {
  auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

std::size_t skip_code_points(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (count > 0 && at < text.size()) {
    if (count >= kWord && text.size() - at >= kWord && (word_at(text, at) & kHigh) == 0) {
      at += kWord;
      count -= kWord;
    } else {
      at += static_cast<unsigned char>(text[at]) < 0x80 ? 1 : code_point_at(text, at).size;
      --count;
    }
  }
  return at;
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
  });
}

bool is_one_line(std::string_view text) {
  return !has_control_character(text) && text.find_first_of("\t\r\n") == text.npos;
}

}  // namespace camp
