#include "runtime/policy/pressure.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

const QuietUntil kQuietUntilTen = [](const PressedMessage& message, std::int64_t) {
  return message.channel == Channel::kSms ? std::int64_t{10} : std::int64_t{0};
};

PressedMessage sms() { return {"anna", Channel::kSms, false, false}; }

}  // namespace

TEST_CASE("without a policy nothing presses") {
  const auto pressed = press(std::vector{sms(), sms()}, nullptr, 5);
  REQUIRE(pressed.size() == 2);
  CHECK(pressed[1].verdict == Verdict{Decision::kQueued, Gate::kPassed});
}

TEST_CASE("a quiet hour holds a message until it ends, half-open") {
  auto mail = sms();
  mail.channel = Channel::kEmail;
  const auto pressed = press(std::vector{sms(), mail}, kQuietUntilTen, 9);
  CHECK(pressed[0].verdict == Verdict{Decision::kHeld, Gate::kQuiet});
  CHECK(pressed[0].release_ms == 10);
  CHECK(pressed[1].verdict.decision == Decision::kQueued);
  CHECK(press(std::vector{sms()}, kQuietUntilTen, 10)[0].verdict.decision == Decision::kQueued);
}

TEST_CASE("what an instance left behind is skipped, quiet or not") {
  auto left = sms();
  left.exited = true;
  CHECK(press(std::vector{left}, kQuietUntilTen, 5)[0].verdict ==
        Verdict{Decision::kSkipped, Gate::kExited});
}

}  // namespace camp
