// What a mail server says (RFC 5321, 4.2): replies from bytes, and what EHLO's offers. Pure.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace camp {

inline constexpr std::size_t kSmtpTextBytes = 500;  // told of a reply: some servers write essays

struct SmtpReply {
  std::uint32_t code = 0;          // 200 to 599
  std::vector<std::string> lines;  // without the code; never none
};

// RFC 3463, `5.1.1`, where its first line begins with one that fits its code (RFC 2034); or empty.
std::string enhanced_status(const SmtpReply& reply);
// Its lines as one, without enhanced codes; printable, at most kSmtpTextBytes.
std::string reply_text(const SmtpReply& reply);
// Of anything that a stranger wrote: control characters and broken UTF-8 are `?`.
std::string printable_line(std::string_view text);

struct SmtpExtensions {
  bool pipelining = false;     // RFC 2920
  bool eight_bit = false;      // RFC 6152
  bool utf8 = false;           // RFC 6531
  bool size = false;           // RFC 1870
  std::uint64_t size_max = 0;  // 0: it does not say
};
SmtpExtensions extensions_of(const SmtpReply& hello);

// Bytes as they come, replies as they are whole. What is no reply, or longer than any, breaks it
// for good: nobody knows where the next one would begin.
class SmtpReplyReader {
 public:
  void take(std::string_view bytes);
  std::optional<SmtpReply> next();
  bool is_broken() const { return broken_; }
  bool is_empty() const { return buffer_.empty() && reply_.lines.empty(); }

 private:
  // Whether it ends the reply.
  bool take_line(std::string_view line);

  std::string buffer_;
  SmtpReply reply_;  // as far as it has come
  bool broken_ = false;
};

}  // namespace camp
