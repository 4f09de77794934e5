// Mails to mail servers (RFC 5321), many at once: how e-mail leaves where no provider has it.
//
// One recipient per transaction. A mail is given to the server at most once: an order whose end is
// kUnknown is never tried again, here or by libcurl. Where it ends is send_end.h's to say.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/env/send_end.h"
#include "runtime/env/smtp_server.h"

namespace camp {

struct MailOrder {
  std::uint64_t number = 0;  // the caller's, by which the answer is told
  std::shared_ptr<const SmtpServer>
      server;          // one that check() passes; equal ones share connections
  std::string sender;  // of the envelope; empty: the null reverse path
  std::string recipient;
  std::string mail;  // RFC 5322: lines end with CRLF, dots are not doubled
};

struct MailAnswer {
  std::uint64_t number = 0;
  SendEnd end = SendEnd::kNotSent;
  SmtpPhase phase = SmtpPhase::kConnect;  // how far it came
  std::uint32_t code = 0;                 // of the reply that ended it; 0: none did
  std::string status;                     // RFC 3463, `5.1.1`; empty: the reply has none
  // The reply without its numbers, `Ok: queued as 4F2`, or else what happened. One line, printable,
  // of at most kSmtpTextBytes (smtp_reply.h).
  std::string text;
};

// start() and collect() by one thread; transfers go on while it is in collect().
class MailSender {
 public:
  virtual ~MailSender() = default;
  // As many as one likes: what is above a server's connections_max waits here, in order.
  virtual void start(MailOrder order) = 0;
  // Those that have ended, each once; with none it waits up to so long, be none under way.
  virtual std::vector<MailAnswer> collect(std::int64_t wait_ms) = 0;
  // Ends a waiting collect(), or else the next one's wait. From any thread.
  virtual void wake() = 0;
};

}  // namespace camp
