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
  PolicyDecl policy;
  policy.quiet = {nights};
  return policy;
}

PolicyDecl capped(std::uint32_t limit, Duration window, WhenCapped when) {
  PolicyDecl policy;
  policy.caps.emplace_back();
  policy.caps[0].limit = limit;
  policy.caps[0].window = window;
  policy.when_capped = when;
  return policy;
}
constexpr Duration kDay{0, 1, 0};

// Messages are told apart by a letter, which is their ledger id, flow and name.
PressedMessage message(char letter, Channel channel = Channel::kSms) {
  PressedMessage it;
  it.ledger_id.bytes[0] = static_cast<std::uint8_t>(letter);
  it.message = static_cast<std::uint32_t>(letter);
  it.facts.channel = channel;
  return it;
}

std::vector<Pressed> press_at(const char* time, const PolicyDecl& rules,
                              std::vector<PressedMessage> messages,
                              std::vector<TakenPlace> taken = {}) {
  const UtcClock clock;
  const std::vector<std::uint32_t> tags(rules.caps.size(), 0);
  return press(messages, taken, {rules, Caps(rules, tags), clock}, instant(time));
}

std::string said(const std::vector<Pressed>& pressed) {
  std::string text;
  for (const auto& it : pressed) {
    if (!text.empty()) text += ' ';
    const auto decision = it.verdict.decision;
    text += decision == Decision::kQueued    ? "sent"
            : decision == Decision::kSkipped ? std::string(info_of(it.verdict.gate)->word)
                                             : instant_text(it.release_ms).substr(5, 11);
  }
  return text;
}

}  // namespace

TEST_CASE("without a policy nothing presses") {
  CHECK(said(press_at("2026-03-02T10:00:00Z", {}, {message('a'), message('b')})) == "sent sent");
}

TEST_CASE("a quiet hour holds a message until it ends, half-open") {
  const auto nights = quiet_nights();
  const auto pressed =
      press_at("2026-03-02T21:00:00Z", nights, {message('a'), message('b', Channel::kEmail)});
  CHECK(pressed[0].verdict == Verdict{Decision::kHeld, Gate::kQuiet});
  CHECK(said(pressed) == "03-03T08:00 sent");
  CHECK(said(press_at("2026-03-02T20:59:59.999Z", nights, {message('a')})) == "sent");
  CHECK(said(press_at("2026-03-03T08:00:00Z", nights, {message('a')})) == "sent");
}

TEST_CASE("what an instance left behind is skipped, quiet or not") {
  auto left = message('a');
  left.exited = true;
  CHECK(said(press_at("2026-03-02T22:00:00Z", quiet_nights(), {left})) == "exited");
}

TEST_CASE("nothing is held beyond its end, and nothing leaves behind it") {
  auto ending = message('a');
  ending.expires_ms = instant("2026-03-03T02:00:00Z");
  CHECK(said(press_at("2026-03-02T22:00:00Z", quiet_nights(), {ending})) == "03-03T02:00");
  CHECK(said(press_at("2026-03-03T02:00:00Z", quiet_nights(), {ending})) == "expired");
  CHECK(said(press_at("2026-03-03T01:59:59Z", {}, {ending})) == "sent");
}

TEST_CASE("over a cap: the first that came are sent, the others skipped") {
  const auto rules = capped(2, kDay, WhenCapped::kSkip);
  CHECK(said(press_at("2026-03-02T10:00:00Z", rules, {message('a'), message('b'), message('c')})) ==
        "sent sent capped");
  const TakenPlace taken{instant("2026-03-01T10:00:00Z"), {Channel::kEmail, false, {}}};
  CHECK(said(press_at("2026-03-02T09:59:59Z", rules, {message('a'), message('b')}, {taken})) ==
        "sent capped");
  CHECK(said(press_at("2026-03-02T10:00:00Z", rules, {message('a'), message('b')}, {taken})) ==
        "sent sent");
}

TEST_CASE("a cap for marketing neither stops nor counts what is transactional") {
  auto rules = capped(1, kDay, WhenCapped::kSkip);
  auto notice = message('n');
  notice.facts.transactional = true;
  const std::vector<PressedMessage> all{notice, message('a'), message('b'), notice};
  CHECK(said(press_at("2026-03-02T10:00:00Z", rules, all)) == "sent sent capped sent");
  rules.caps[0].for_all = true;
  CHECK(said(press_at("2026-03-02T10:00:00Z", rules, all)) == "sent capped capped capped");
}

TEST_CASE("by priority: category, priority, deadline, nominal time, flow, step") {
  const auto rules = capped(1, kDay, WhenCapped::kPreferPriority);
  const auto first_is_left = [&](PressedMessage first, PressedMessage second) {
    return said(press_at("2026-03-02T10:00:00Z", rules, {first, second})) == "capped sent";
  };
  auto a = message('a'), b = message('b');
  CHECK_FALSE(first_is_left(a, b));
  a.step = 1;
  CHECK(first_is_left(a, b));
  b.flow = "b";
  a.flow = "a";
  CHECK_FALSE(first_is_left(a, b));
  a.decided_ms = 1;
  CHECK(first_is_left(a, b));
  a.expires_ms = INT64_MAX - 1;
  CHECK_FALSE(first_is_left(a, b));
  b.priority = 51;
  CHECK(first_is_left(a, b));
}

TEST_CASE("transactional messages come first where a cap is for all") {
  auto rules = capped(1, kDay, WhenCapped::kPreferPriority);
  rules.caps[0].for_all = true;
  auto urgent = message('a'), notice = message('b');
  urgent.priority = 100;
  notice.facts.transactional = true;
  CHECK(said(press_at("2026-03-02T10:00:00Z", rules, {urgent, notice})) == "capped sent");
}

TEST_CASE("by priority what is held competes, too") {
  auto rules = capped(1, kDay, WhenCapped::kPreferPriority);
  rules.quiet = quiet_nights().quiet;
  auto held = message('h');
  held.is_asked = false;
  held.release_ms = instant("2026-03-03T08:00:00Z");
  held.priority = 90;
  const auto mail = message('m', Channel::kEmail);
  CHECK(said(press_at("2026-03-02T23:00:00Z", rules, {held, mail})) == "03-03T08:00 capped");
  held.priority = 10;
  CHECK(said(press_at("2026-03-02T23:00:00Z", rules, {held, mail})) == "03-03T08:00 sent");
  // A place of tomorrow is nobody's today.
  rules.caps[0].window = {};
  rules.caps[0].period = CapPeriod::kDay;
  held.priority = 90;
  CHECK(said(press_at("2026-03-02T23:00:00Z", rules, {held, mail})) == "03-03T08:00 sent");
}

TEST_CASE("a capped message waits for room, as long as it may") {
  auto rules = capped(1, kDay, WhenCapped::kWait);
  rules.wait_up_to = {0, 2, 0};
  const TakenPlace taken{instant("2026-03-01T12:00:00Z"), {Channel::kSms, false, {}}};
  auto waiting = message('w');
  waiting.decided_ms = instant("2026-03-02T10:00:00Z");
  const auto pressed = press_at("2026-03-02T10:00:00Z", rules, {waiting}, {taken});
  CHECK(pressed[0].verdict == Verdict{Decision::kHeld, Gate::kCapped});
  CHECK(said(pressed) == "03-02T12:00");
  CHECK(said(press_at("2026-03-02T12:00:00Z", rules, {waiting}, {taken})) == "sent");
  const TakenPlace newer{instant("2026-03-04T09:00:00Z"), {Channel::kSms, false, {}}};
  CHECK(said(press_at("2026-03-04T09:59:00Z", rules, {waiting}, {newer})) == "03-04T10:00");
  CHECK(said(press_at("2026-03-04T10:00:00Z", rules, {waiting}, {newer})) == "capped");
}

TEST_CASE("who waited has the place before who comes") {
  auto rules = capped(1, kDay, WhenCapped::kWait);
  rules.wait_up_to = {0, 7, 0};
  auto held = message('h');
  held.is_asked = false;
  held.release_ms = instant("2026-03-02T12:10:00Z");
  auto fresh = message('f');
  fresh.decided_ms = instant("2026-03-02T12:05:00Z");
  CHECK(said(press_at("2026-03-02T12:05:00Z", rules, {held, fresh})) == "03-02T12:10 03-03T12:10");
}

TEST_CASE("what was held comes out spread, the same message always at the same time") {
  auto rules = quiet_nights();
  rules.release_over = {0, 0, kHourMs};
  const auto begin_ms = instant("2026-03-03T08:00:00Z");
  std::int64_t least_ms = INT64_MAX, most_ms = 0;
  for (int i = 0; i < 200; ++i) {
    auto one = message('a');
    for (std::size_t k = 0; k < one.ledger_id.bytes.size(); ++k)
      one.ledger_id.bytes[k] = static_cast<std::uint8_t>(i * 37 + static_cast<int>(k) * 11);
    const auto pressed = press_at("2026-03-02T22:00:00Z", rules, {one});
    CHECK(pressed[0].release_ms == press_at("2026-03-03T01:00:00Z", rules, {one})[0].release_ms);
    least_ms = std::min(least_ms, pressed[0].release_ms - begin_ms);
    most_ms = std::max(most_ms, pressed[0].release_ms - begin_ms);
  }
  CHECK(least_ms >= 0);
  CHECK(least_ms < kHourMs / 10);
  CHECK(most_ms > kHourMs * 9 / 10);
  CHECK(most_ms < kHourMs);
  auto ending = message('z');
  ending.expires_ms = begin_ms + 1000;
  CHECK(press_at("2026-03-02T22:00:00Z", rules, {ending})[0].release_ms < ending.expires_ms);
}

TEST_CASE("of held copies of a message the newest stays") {
  auto rules = quiet_nights();
  rules.merge_by_message = true;
  auto older = message('m'), newer = message('m'), other = message('o');
  older.is_asked = false;
  older.release_ms = instant("2026-03-03T08:00:00Z");
  newer.decided_ms = 1;
  CHECK(said(press_at("2026-03-02T22:00:00Z", rules, {older, newer, other})) ==
        "merged 03-03T08:00 03-03T08:00");
  rules.merge_by_message = false;
  CHECK(said(press_at("2026-03-02T22:00:00Z", rules, {older, newer})) == "03-03T08:00 03-03T08:00");
}

TEST_CASE("permission that was lost meanwhile is told before the hour, and takes no place") {
  auto rules = capped(1, kDay, WhenCapped::kSkip);
  auto lost = message('a');
  lost.permission = {Decision::kSkipped, Gate::kConsent};
  CHECK(said(press_at("2026-03-02T22:00:00Z", rules, {lost, message('b')})) == "no_consent sent");
}

TEST_CASE("a best time comes before pauses and quiet hours, which are asked when it has come") {
  auto at_noon = message('a');
  at_noon.best_time = {instant("2026-03-02T12:00:00Z"), BestTimeBy::kOwn,
                       instant("2026-03-02T12:10:00Z")};
  auto paused = at_noon;
  paused.stopped_by = 7;
  auto expired = at_noon;
  expired.expires_ms = instant("2026-03-02T03:00:00Z");
  auto exited = at_noon;
  exited.exited = true;
  const auto night =
      press_at("2026-03-02T03:00:00Z", quiet_nights(), {at_noon, paused, expired, exited});
  CHECK(said(night) == "03-02T12:00 03-02T12:00 expired exited");
  CHECK(night[0].verdict == Verdict{Decision::kHeld, Gate::kBestTime});
  CHECK(night[0].rule == static_cast<std::uint32_t>(BestTimeBy::kOwn));
  CHECK(night[1].stopped_by == 0);  // it has a time of its own to be asked again
  // The hour has come: as any other message.
  CHECK(said(press_at("2026-03-02T12:00:00Z", quiet_nights(), {at_noon})) == "sent");
  CHECK(press_at("2026-03-02T12:00:00Z", quiet_nights(), {paused})[0].verdict.gate ==
        Gate::kStopped);
  // Spread, but within the window.
  auto spread = quiet_nights();
  spread.release_over = {0, 0, kHourMs};
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    auto one = message(letter);
    one.best_time = at_noon.best_time;
    const auto pressed = press_at("2026-03-02T03:00:00Z", spread, {one});
    CHECK(pressed[0].release_ms >= at_noon.best_time->at_ms);
    CHECK(pressed[0].release_ms < at_noon.best_time->end_ms);
  }
}

}  // namespace camp::testing
