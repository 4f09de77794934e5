// One mail over one connection to a mail server (RFC 5321, 3.3): what is said, and what the answers
// mean. Pure: bytes and replies go in and out, no socket and no clock.
//
// The commands go together where the server lets them (RFC 2920), the mail itself only after 354.
// So until then nothing of it has been given, whatever happens.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/env/mail_sender.h"
#include "runtime/env/smtp_reply.h"

namespace camp {

// Why no command can name that mailbox, `ann@shop.example`; empty where one can. Its bytes stand in
// a command line: no control character, blank or angle bracket.
std::string_view envelope_fault(std::string_view address);

class SmtpTransaction {
 public:
  SmtpTransaction(MailOrder order, const SmtpExtensions& offered);

  // What the server is to be given next; empty while it is to speak. Valid until the next call.
  std::string_view to_send() const { return std::string_view(out_).substr(at_); }
  void sent(std::size_t bytes) { at_ += bytes; }
  void take(const SmtpReply& reply);
  // Nothing comes any more: it is closed, silent, or speaks something else.
  void end(std::string_view why);

  // Once it is known what became of the mail; the server may still owe replies.
  const std::optional<MailAnswer>& answer() const { return answer_; }
  // Nothing is owed any more. Then the connection can serve the next one, if it is usable.
  bool is_over() const;
  bool is_usable() const { return usable_; }
  // The server has gone before it said anything to this mail: it has nothing to do with it, and
  // another connection may carry it.
  bool is_untouched() const { return untouched_; }
  MailOrder take_order() { return std::move(order_); }

 private:
  void begin();
  std::string_view fault() const;  // why this server cannot be given that mail
  std::string command(SmtpPhase phase) const;
  void write_mail();
  void settle(const SmtpReply& reply);
  void answer_with(SendEnd end, std::string_view text);

  MailOrder order_;
  const SmtpExtensions offered_;
  std::string sender_, recipient_;      // as the commands have them
  bool utf8_ = false;                   // something of the envelope or the header needs it
  bool eight_bit_ = false;              // the body has bytes above 127
  SmtpPhase phase_ = SmtpPhase::kMail;  // whose reply comes next
  std::string out_;
  std::size_t at_ = 0;    // of out_: given
  std::size_t owed_ = 0;  // replies that will come
  bool resetting_ = false;
  bool usable_ = true;
  bool untouched_ = true;
  std::optional<MailAnswer> answer_;
};

}  // namespace camp
