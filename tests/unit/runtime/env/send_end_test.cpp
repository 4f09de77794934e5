// reliability.md 2.3, cell by cell: what is never told otherwise.
#include "runtime/env/send_end.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

constexpr SmtpPhase kPhases[] = {SmtpPhase::kConnect, SmtpPhase::kGreeting, SmtpPhase::kAuth,
                                 SmtpPhase::kMail,    SmtpPhase::kRcpt,     SmtpPhase::kData,
                                 SmtpPhase::kEnd};

TEST_CASE("a mail server's reply says what became of the mail") {
  for (const auto phase : kPhases) {
    for (std::uint32_t reply = 0; reply < 700; ++reply) {
      for (const bool given : {false, true}) {
        const auto kind = reply / 100;
        const bool of_mail = phase >= SmtpPhase::kMail;
        const bool whole = phase == SmtpPhase::kEnd && given;
        const auto wanted = of_mail && kind == 4   ? SendEnd::kDeferred
                            : of_mail && kind == 5 ? SendEnd::kRejected
                            : !whole               ? SendEnd::kNotSent
                            : kind == 2            ? SendEnd::kAccepted
                                                   : SendEnd::kUnknown;
        INFO("phase " << static_cast<int>(phase) << ", reply " << reply << ", given " << given);
        CHECK(smtp_end(phase, reply, given) == wanted);
      }
    }
  }
}

TEST_CASE("without an answer by HTTP it is the transfer's end that counts") {
  for (std::uint32_t status : {0u, 200u, 429u, 500u}) {
    for (const bool flag : {false, true}) {
      CHECK(http_end(HttpEnd::kNotSent, status, flag, flag) == SendEnd::kNotSent);
      CHECK(http_end(HttpEnd::kRefused, status, flag, flag) == SendEnd::kRejected);
      CHECK(http_end(HttpEnd::kUnknown, status, flag, flag) == SendEnd::kUnknown);
    }
  }
}

SendEnd wanted_of_status(std::uint32_t status, bool understood, bool declines_by_503) {
  if (status >= 200 && status < 300) return understood ? SendEnd::kAccepted : SendEnd::kUnknown;
  if (status == 429) return SendEnd::kDeferred;
  if (status == 503) return declines_by_503 ? SendEnd::kDeferred : SendEnd::kUnknown;
  if (status == 307 || status == 308) return SendEnd::kRejected;
  if (status == 408 || status == 409) return SendEnd::kUnknown;
  return status >= 400 && status < 500 ? SendEnd::kRejected : SendEnd::kUnknown;
}

TEST_CASE("every status of HTTP has its end, however it is understood") {
  for (std::uint32_t status = 100; status < 1000; ++status) {
    for (const bool understood : {false, true}) {
      for (const bool declines : {false, true}) {
        INFO("status " << status << ", understood " << understood << ", declines " << declines);
        CHECK(http_end(HttpEnd::kAnswered, status, understood, declines) ==
              wanted_of_status(status, understood, declines));
      }
    }
  }
  for (std::uint32_t status : {400, 401, 403, 404, 422}) {
    CHECK(http_end(HttpEnd::kAnswered, status, true, true) == SendEnd::kRejected);
  }
  for (std::uint32_t status : {408, 500, 502, 504}) {
    CHECK(http_end(HttpEnd::kAnswered, status, true, true) == SendEnd::kUnknown);
  }
}

}  // namespace
}  // namespace camp
