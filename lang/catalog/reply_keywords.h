// The words by which people tell a sender to stop, to go on, or to say who it is, whatever they
// were asked: one row each in reply_keywords.def. They are heard before any flow, and answer no
// question.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace camp {

enum class ReplyKeyword : std::uint8_t { kStop, kStart, kHelp };

struct ReplyKeywordInfo {
  std::string_view word;
  ReplyKeyword keyword;
  bool strong;  // counts with one or two words behind it
};
std::span<const ReplyKeywordInfo> reply_keywords();

// What the whole reply says. Any bytes; linear.
std::optional<ReplyKeyword> find_reply_keyword(std::string_view reply);

std::string_view word_of(ReplyKeyword keyword);  // "stop"

}  // namespace camp
