// What has become of a message that was given to somebody who delivers it: the one table, for mail
// servers and for providers by HTTP. Pure; any thread.
//
// Not to send is repaired by sending, to send twice by nothing: what may have arrived is unknown.
#pragma once
#include <cstdint>

#include "runtime/env/http_client.h"

namespace camp {

enum class SendEnd : std::uint8_t {
  kAccepted,
  kDeferred,  // it was declined, and may be taken later
  kRejected,  // it was declined for good
  kNotSent,   // nobody saw all of it: it may be tried again at once
  kUnknown,   // it may have been taken; nobody has said so
};

// What a mail server (RFC 5321) was doing.
enum class SmtpPhase : std::uint8_t {
  kConnect,   // resolving, connecting, TLS
  kGreeting,  // and EHLO
  kAuth,
  kMail,
  kRcpt,
  kData,  // the command
  kEnd,   // the mail itself, up to the reply to its final dot
};

// `reply`: the last one's code, 0 for none or what is none. `given`: the operating system has taken
// all of the mail with its final dot.
SendEnd smtp_end(SmtpPhase phase, std::uint32_t reply, bool given);

// `understood`: the body of a success says what the provider's do, an id mostly. `declines_by_503`:
// the provider documents that what it answers by 503 was not taken.
SendEnd http_end(HttpEnd end, std::uint32_t status, bool understood, bool declines_by_503);

}  // namespace camp
