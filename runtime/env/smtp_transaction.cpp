#include "runtime/env/smtp_transaction.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/assert.h"
#include "lang/base/unicode.h"
#include "lang/base/utf8.h"

namespace camp {
namespace {

constexpr std::size_t kMailboxBytes = 254;  // RFC 5321, 4.5.3.1.3: a path of 256 has its brackets

bool has_high_bytes(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

// A line feed or carriage return that stands alone, which servers read differently: what one takes
// for text is the final dot to the next, and the rest another mail (RFC 5321, 2.3.8).
bool has_bare_break(std::string_view mail) {
  for (std::size_t at = 0; (at = mail.find_first_of("\r\n", at)) != mail.npos; at += 2) {
    if (mail.substr(at, 2) != "\r\n") return true;
  }
  return false;
}

// With its dots doubled, and the final one (RFC 5321, 4.5.2).
std::string with_final_dot(std::string_view mail) {
  std::string out;
  out.reserve(mail.size() + mail.size() / 64 + 5);
  for (std::size_t at = 0; at < mail.size();) {
    const auto end = std::min(mail.find('\n', at), mail.size() - 1) + 1;
    if (mail[at] == '.') out += '.';
    out += mail.substr(at, end - at);
    at = end;
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out += ".\r\n";
}

}  // namespace

std::string_view envelope_fault(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == address.npos || at == 0 || at + 1 == address.size()) return "is no mailbox";
  if (address.size() > kMailboxBytes) return "is longer than any mailbox";
  if (find_invalid_utf8(address)) return "is not UTF-8";
  const bool plain = std::all_of(address.begin(), address.end(), [](char c) {
    return static_cast<std::uint8_t>(c) > ' ' && c != 0x7F && c != '<' && c != '>';
  });
  if (!plain) return "has a blank, a control character or an angle bracket";
  if (has_high_bytes(address.substr(at))) return "has a domain that cannot be";
  return {};
}

SmtpTransaction::SmtpTransaction(MailOrder order, const SmtpExtensions& offered)
    : order_(std::move(order)),
      offered_(offered),
      sender_(with_ascii_domain(order_.sender)),
      recipient_(with_ascii_domain(order_.recipient)) {
  const std::string_view mail = order_.mail;
  const auto header = std::min(mail.find("\r\n\r\n"), mail.size());
  utf8_ = has_high_bytes(sender_) || has_high_bytes(recipient_) ||
          has_high_bytes(mail.substr(0, header));
  eight_bit_ = has_high_bytes(mail.substr(header));
  if (const auto why = fault(); !why.empty()) {
    untouched_ = false;
    answer_with(SendEnd::kRejected, why);
    return;
  }
  begin();
}

std::string_view SmtpTransaction::fault() const {
  if (!envelope_fault(recipient_).empty()) return "the recipient's address cannot be written to";
  if (!sender_.empty() && !envelope_fault(sender_).empty()) return "the sender's address is none";
  const std::string_view mail = order_.mail;
  if (has_bare_break(mail) || mail.find('\0') != mail.npos) {
    return "the mail has a line break that is not CRLF, or a NUL";
  }
  if (utf8_ && !offered_.utf8) {
    return "the mail server takes only ASCII before the @ and in headers (it has no SMTPUTF8)";
  }
  if (eight_bit_ && !offered_.eight_bit) {
    return "the mail has bytes above 127, which the mail server does not take (it has no 8BITMIME)";
  }
  if (offered_.size_max != 0 && mail.size() > offered_.size_max) {
    return "the mail is larger than the mail server takes (its SIZE)";
  }
  return {};
}

void SmtpTransaction::begin() {
  out_ = command(SmtpPhase::kMail);
  owed_ = 1;
  if (!offered_.pipelining) return;
  out_ += command(SmtpPhase::kRcpt) + command(SmtpPhase::kData);
  owed_ = 3;
}

std::string SmtpTransaction::command(SmtpPhase phase) const {
  if (phase == SmtpPhase::kRcpt) return fmt::format("RCPT TO:<{}>\r\n", recipient_);
  if (phase == SmtpPhase::kData) return "DATA\r\n";
  CAMP_ASSERT(phase == SmtpPhase::kMail);
  return fmt::format("MAIL FROM:<{}>{}{}{}\r\n", sender_,
                     offered_.size ? fmt::format(" SIZE={}", order_.mail.size()) : "",
                     eight_bit_ ? " BODY=8BITMIME" : "", utf8_ ? " SMTPUTF8" : "");
}

void SmtpTransaction::write_mail() {
  out_ = with_final_dot(order_.mail);
  at_ = 0;
  owed_ = 1;
  order_.mail = {};
}

void SmtpTransaction::take(const SmtpReply& reply) {
  if (owed_ == 0) return end("the mail server speaks unasked");
  --owed_;
  if (reply.code == 421) usable_ = false;  // it closes (RFC 5321, 3.8)
  if (!answer_) {
    settle(reply);
  } else if (resetting_) {
    usable_ = usable_ && reply.code / 100 == 2;
  } else if (reply.code / 100 == 3) {
    usable_ = false;  // it waits for the mail, which nobody will give it
  }
  if (!answer_ || owed_ != 0 || resetting_ || phase_ == SmtpPhase::kEnd) return;
  out_ += "RSET\r\n";  // what was begun is forgotten
  owed_ = 1;
  resetting_ = true;
}

void SmtpTransaction::settle(const SmtpReply& reply) {
  const bool is_next = reply.code / 100 == (phase_ == SmtpPhase::kData ? 3u : 2u);
  untouched_ = untouched_ && reply.code == 421;
  if (phase_ == SmtpPhase::kEnd || !is_next) {
    const bool given = phase_ == SmtpPhase::kEnd && to_send().empty();
    const auto end = smtp_end(phase_, reply.code, given);
    // It waits for the rest of a mail, or nobody knows what it is waiting for.
    if (end == SendEnd::kNotSent || end == SendEnd::kUnknown) usable_ = false;
    if (phase_ == SmtpPhase::kEnd && !given) usable_ = false;
    answer_with(end, reply_text(reply));
    answer_->code = reply.code;
    answer_->status = enhanced_status(reply);
    return;
  }
  phase_ = static_cast<SmtpPhase>(static_cast<int>(phase_) + 1);
  if (phase_ == SmtpPhase::kEnd) return write_mail();
  if (offered_.pipelining) return;
  out_ += command(phase_);
  owed_ = 1;
}

void SmtpTransaction::end(std::string_view why) {
  usable_ = false;
  if (answer_) return;
  const bool given = phase_ == SmtpPhase::kEnd && to_send().empty();
  answer_with(smtp_end(phase_, 0, given), why);
}

void SmtpTransaction::answer_with(SendEnd end, std::string_view text) {
  answer_.emplace();
  answer_->number = order_.number;
  answer_->end = end;
  answer_->phase = phase_;
  answer_->text = printable_line(text);
}

bool SmtpTransaction::is_over() const {
  return answer_ && (!usable_ || (owed_ == 0 && to_send().empty()));
}

}  // namespace camp
