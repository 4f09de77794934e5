#include "runtime/engine/request_retry.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

constexpr std::int64_t kNow = 1'000'000'000;

struct Try {
  ServiceDecl service;
  CallDecl call;
  RequestRow row;
  ServiceAnswer answer;
  Try() {
    service.retries = 3;
    call.method = HttpMethod::kPost;
    row.attempts = 1;
    row.requested_ms = kNow - 10;
    row.expires_ms = kNow + 3'600'000;
    answer.id = xxh3_128("a");
    answer.kind = AnswerKind::kNotSent;
  }
  std::optional<std::int64_t> pause() const {
    const auto at = retry_at_ms(service, call, row, answer, kNow);
    return at ? std::optional(*at - kNow) : std::nullopt;
  }
};

}  // namespace

TEST_CASE("whether a request is made again is said by what is known of it") {
  for (const auto kind : {AnswerKind::kAnswered, AnswerKind::kRefused, AnswerKind::kNotSent,
                          AnswerKind::kUnknown, AnswerKind::kSilent}) {
    for (const bool header : {false, true}) {
      for (const auto method : {HttpMethod::kGet, HttpMethod::kPost, HttpMethod::kPut,
                                HttpMethod::kPatch, HttpMethod::kDelete}) {
        Try one;
        one.answer.kind = kind;
        one.call.method = method;
        if (header) one.service.idempotency_header = 0;
        const bool harmless = header || method == HttpMethod::kGet;
        const bool again =
            kind == AnswerKind::kNotSent || (kind == AnswerKind::kUnknown && harmless);
        INFO(static_cast<int>(kind) << " " << header << " " << static_cast<int>(method));
        CHECK(one.pause().has_value() == again);
      }
    }
  }
}

TEST_CASE("pauses double, are spread, and end at a minute") {
  std::int64_t longest = 500;
  for (std::uint32_t attempts = 1; attempts <= 10; ++attempts) {
    Try one;
    one.service.retries = 10;
    one.row.attempts = attempts;
    std::int64_t least = INT64_MAX, most = 0;
    for (int i = 0; i < 500; ++i) {
      one.answer.id = xxh3_128(std::to_string(i));
      least = std::min(least, *one.pause());
      most = std::max(most, *one.pause());
      CHECK(one.pause() == one.pause());
    }
    CHECK(least >= longest / 2);
    CHECK(least <= longest * 6 / 10);
    CHECK(most <= longest);
    CHECK(most >= longest * 9 / 10);
    longest = std::min<std::int64_t>(longest * 2, 60'000);
  }
}

TEST_CASE("a request is given up when its tries, its time or the flow's is over") {
  Try one;
  one.row.attempts = 3;
  CHECK(one.pause());
  one.row.attempts = 4;
  CHECK_FALSE(one.pause());
  one.service.retries = 0;
  one.row.attempts = 1;
  CHECK_FALSE(one.pause());
  Try flow;
  const auto pause = *flow.pause();
  flow.row.expires_ms = kNow + pause + 1;
  CHECK(flow.pause());
  flow.row.expires_ms = kNow + pause;
  CHECK_FALSE(flow.pause());
  Try within;
  within.service.retry_within_ms = static_cast<std::uint64_t>(10 + pause);
  CHECK(within.pause());
  within.service.retry_within_ms = static_cast<std::uint64_t>(10 + pause - 1);
  CHECK_FALSE(within.pause());
  Try told;
  told.answer.retry_after_ms = 120'000;
  CHECK(told.pause() == 120'000);
}

}  // namespace camp
