#include "runtime/env/send_end.h"

namespace camp {

SendEnd smtp_end(SmtpPhase phase, std::uint32_t reply, bool given) {
  if (phase < SmtpPhase::kMail) return SendEnd::kNotSent;  // no mail has been spoken of
  const auto kind = reply / 100;
  if (kind == 4) return SendEnd::kDeferred;
  if (kind == 5) return SendEnd::kRejected;
  if (phase != SmtpPhase::kEnd || !given) return SendEnd::kNotSent;
  return kind == 2 ? SendEnd::kAccepted : SendEnd::kUnknown;
}

SendEnd http_end(HttpEnd end, std::uint32_t status, bool understood, bool declines_by_503) {
  switch (end) {
    case HttpEnd::kNotSent:
      return SendEnd::kNotSent;
    case HttpEnd::kRefused:
      return SendEnd::kRejected;
    case HttpEnd::kUnknown:
      return SendEnd::kUnknown;
    case HttpEnd::kAnswered:
      break;
  }
  if (status / 100 == 2) return understood ? SendEnd::kAccepted : SendEnd::kUnknown;
  switch (status) {
    case 429:
      return SendEnd::kDeferred;
    case 503:
      return declines_by_503 ? SendEnd::kDeferred : SendEnd::kUnknown;
    case 307:  // it would be asked for elsewhere
    case 308:
      return SendEnd::kRejected;
    case 408:  // these two may speak of a request that went on
    case 409:
      return SendEnd::kUnknown;
    default:
      break;
  }
  // The caller's fault, says the server. Its own faults, and what no provider answers, may hide
  // that it was done.
  return status / 100 == 4 ? SendEnd::kRejected : SendEnd::kUnknown;
}

}  // namespace camp
