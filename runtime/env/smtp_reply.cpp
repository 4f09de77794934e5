#include "runtime/env/smtp_reply.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "lang/base/letters.h"
#include "lang/base/utf8.h"

namespace camp {
namespace {

// RFC 5321 allows 512 bytes to a line; a reply of more lines than EHLO ever needs is an attack.
constexpr std::size_t kReplyLineBytes = 4096;
constexpr std::size_t kReplyLines = 200;

bool is_digit_char(char c) { return c >= '0' && c <= '9'; }

// How much of `line` is an enhanced code of that kind, with the blank behind it.
std::size_t enhanced_size(std::string_view line, std::uint32_t code) {
  if (line.empty() || line[0] != static_cast<char>('0' + code / 100)) return 0;
  std::size_t at = 1;
  for (int part = 0; part < 2; ++part) {
    if (at >= line.size() || line[at] != '.') return 0;
    const auto from = ++at;
    while (at < line.size() && is_digit_char(line[at])) ++at;
    if (at == from || at - from > 3) return 0;
  }
  if (at == line.size()) return at;
  return line[at] == ' ' ? at + 1 : 0;
}

}  // namespace

std::string enhanced_status(const SmtpReply& reply) {
  const auto& line = reply.lines.front();
  const auto size = enhanced_size(line, reply.code);
  return line.substr(0, size != 0 && line[size - 1] == ' ' ? size - 1 : size);
}

std::string reply_text(const SmtpReply& reply) {
  std::string text;
  for (std::string_view line : reply.lines) {
    line.remove_prefix(enhanced_size(line, reply.code));
    if (!text.empty() && !line.empty()) text += ' ';
    text += line;
    if (text.size() > kSmtpTextBytes) break;
  }
  return printable_line(text);
}

std::string printable_line(std::string_view text) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = code_point_at(text, at);
    // U+0080 to U+009F are control characters too, by which some terminals are commanded.
    const bool visible = point.size > 1 ? point.value > 0x9F : text[at] >= ' ' && text[at] <= '~';
    if (line.size() + point.size > kSmtpTextBytes) break;
    line += visible ? text.substr(at, point.size) : "?";
    at += point.size;
  }
  return line;
}

SmtpExtensions extensions_of(const SmtpReply& hello) {
  SmtpExtensions offered;
  for (std::size_t i = 1; i < hello.lines.size(); ++i) {  // the first one greets
    const std::string_view line = hello.lines[i];
    const auto blank = std::min(line.find(' '), line.size());
    const auto word = ascii_lowered(line.substr(0, blank));
    if (word == "pipelining") offered.pipelining = true;
    if (word == "8bitmime") offered.eight_bit = true;
    if (word == "smtputf8") offered.utf8 = true;
    if (word != "size") continue;
    offered.size = true;
    const auto most = line.substr(std::min(blank + 1, line.size()));
    std::from_chars(most.data(), most.data() + most.size(), offered.size_max);
  }
  return offered;
}

void SmtpReplyReader::take(std::string_view bytes) { buffer_ += bytes; }

std::optional<SmtpReply> SmtpReplyReader::next() {
  while (!broken_) {
    const auto end = buffer_.find('\n');
    if (end == std::string::npos) {
      broken_ = buffer_.size() > kReplyLineBytes;
      return std::nullopt;
    }
    std::string_view line(buffer_.data(), end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool ends = take_line(line);
    buffer_.erase(0, end + 1);
    if (ends && !broken_) return std::exchange(reply_, {});
  }
  return std::nullopt;
}

bool SmtpReplyReader::take_line(std::string_view line) {
  std::uint32_t code = 0;
  const bool numbered =
      line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit_char);
  if (numbered) std::from_chars(line.data(), line.data() + 3, code);
  const char behind = line.size() > 3 ? line[3] : ' ';
  const bool goes_on = behind == '-';
  broken_ = code < 200 || code > 599 || (!goes_on && behind != ' ') ||
            line.size() > kReplyLineBytes || reply_.lines.size() >= kReplyLines ||
            (!reply_.lines.empty() && code != reply_.code);
  if (broken_) return false;
  reply_.code = code;
  reply_.lines.emplace_back(line.substr(std::min<std::size_t>(4, line.size())));
  return !goes_on;
}

}  // namespace camp
