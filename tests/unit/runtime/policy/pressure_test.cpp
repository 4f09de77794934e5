#include "runtime/policy/pressure.h"

#include <catch2/catch.hpp>

#include "tests/unit/runtime/policy/utc_clock.h"

namespace camp::testing {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

PolicyDecl quiet_nights() {
  QuietDecl nights;
  nights.times.from_ms = 21 * kHourMs;
  nights.times.to_ms = 8 * kHourMs;
  nights.channels = 1u << static_cast<unsigned>(Channel::kSms);
  return {{nights}};
}

PressedMessage sms() { return {Channel::kSms, false, false}; }

std::vector<Pressed> press_at(const char* time, std::vector<PressedMessage> messages) {
  return press(messages, quiet_nights(), UtcClock(), instant(time));
}

}  // namespace

TEST_CASE("without a policy nothing presses") {
  const auto pressed = press(std::vector{sms(), sms()}, {}, UtcClock(), 5);
  REQUIRE(pressed.size() == 2);
  CHECK(pressed[1].verdict == Verdict{Decision::kQueued, Gate::kPassed});
}

TEST_CASE("a quiet hour holds a message until it ends, half-open") {
  auto mail = sms();
  mail.channel = Channel::kEmail;
  const auto pressed = press_at("2026-03-02T21:00:00Z", {sms(), mail});
  CHECK(pressed[0].verdict == Verdict{Decision::kHeld, Gate::kQuiet});
  CHECK(pressed[0].release_ms == instant("2026-03-03T08:00:00Z"));
  CHECK(pressed[1].verdict.decision == Decision::kQueued);
  CHECK(press_at("2026-03-02T20:59:59.999Z", {sms()})[0].verdict.decision == Decision::kQueued);
  CHECK(press_at("2026-03-03T08:00:00Z", {sms()})[0].verdict.decision == Decision::kQueued);
}

TEST_CASE("what an instance left behind is skipped, quiet or not") {
  auto left = sms();
  left.exited = true;
  CHECK(press_at("2026-03-02T22:00:00Z", {left})[0].verdict ==
        Verdict{Decision::kSkipped, Gate::kExited});
}

}  // namespace camp::testing
