// How long mail servers are waited for; tests are less patient.
#pragma once
#include <cstdint>

namespace camp {

struct MailTimes {
  std::int64_t connect_ms = 30'000;  // until mails can be given: resolving, TLS, greeting, AUTH
  // RFC 5321, 4.5.3.2.6: who gives up before ten minutes sends mails twice.
  std::int64_t reply_ms = 600'000;
  std::int64_t idle_ms = 30'000;  // kept for another mail; servers throw idlers out after minutes
};

}  // namespace camp
