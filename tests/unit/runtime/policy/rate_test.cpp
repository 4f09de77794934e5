// A rate: what left is never more than it says in any window, whatever comes when.
#include "runtime/policy/rate.h"

#include <catch2/catch.hpp>
#include <random>

namespace camp {
namespace {

constexpr RateDecl kFifty{50, {0, 0, 60'000}};

// The most that lies in one window [t, t + per).
std::uint64_t most_in_a_window(const std::vector<std::int64_t>& left, std::int64_t per_ms) {
  std::uint64_t most = 0;
  for (std::size_t begin = 0, end = 0; begin < left.size(); ++begin) {
    while (end < left.size() && left[end] < left[begin] + per_ms) ++end;
    most = std::max<std::uint64_t>(most, end - begin);
  }
  return most;
}

TEST_CASE("after a silence all leave at once, and none until their time is over") {
  DepartureLog log;
  CHECK(log.free(kFifty, 1'000) == 50);
  log.note(kFifty, 1'000, 50);
  CHECK(log.free(kFifty, 60'999) == 0);
  CHECK(log.turn_ms(kFifty, 30'000, 0) == 61'000);
  CHECK(log.free(kFifty, 61'000) == 50);
  log.note(kFifty, 61'000, 30);
  CHECK(log.free(kFifty, 61'000) == 20);
  CHECK(log.free(kFifty, 121'000) == 50);
}

TEST_CASE("what may have left since counts as by now, and no more than is on record") {
  DepartureLog log;
  log.note(kFifty, 1'000, 10);
  log.note(kFifty, 20'000, 30);
  log.put_off_last(kFifty, 50'000, 35);
  CHECK(log.entries() == std::vector<Departures>{{1'000, 5}, {50'000, 35}});
  log.put_off_last(kFifty, 55'000, 90);
  CHECK(log.entries() == std::vector<Departures>{{55'000, 40}});
}

// A burst at the end of a quiet time and another one right behind it is what a bucket lets through.
TEST_CASE("a burst and what follows it are never twice the rate in one window") {
  DepartureLog log;
  std::vector<std::int64_t> left;
  for (std::int64_t now_ms = 100'000; now_ms < 400'000; ++now_ms) {
    const auto count = log.free(kFifty, now_ms);
    log.note(kFifty, now_ms, count);
    left.insert(left.end(), count, now_ms);
  }
  CHECK(most_in_a_window(left, 60'000) == 50);
  CHECK(left.size() == 250);
}

TEST_CASE("by chance: never above, and nearly met; the log stays short") {
  std::mt19937 chance(7);
  for (int round = 0; round < 200; ++round) {
    const RateDecl rate{1 + static_cast<std::uint32_t>(chance() % 300),
                        {0, 0, 1 + static_cast<std::int64_t>(chance() % 5'000)}};
    const auto step_ms = 1 + static_cast<std::int64_t>(chance() % 40);
    DepartureLog log;
    std::vector<std::int64_t> left;
    std::int64_t now_ms = 0;
    for (int i = 0; i < 2'000; ++i) {
      now_ms += static_cast<std::int64_t>(chance()) % (step_ms + 1);
      const auto count = std::min<std::uint64_t>(log.free(rate, now_ms), chance() % 20);
      log.note(rate, now_ms, count);
      left.insert(left.end(), count, now_ms);
      REQUIRE(log.entries().size() <= DepartureLog::kGrains * 2 + 2);
    }
    REQUIRE(most_in_a_window(left, rate.per_ms()) <= rate.limit);
  }
}

TEST_CASE("a turn is when as many have left as stand before, if each leaves as soon as it may") {
  std::mt19937 chance(11);
  for (int round = 0; round < 100; ++round) {
    const RateDecl rate{1 + static_cast<std::uint32_t>(chance() % 7), {0, 0, 640}};
    DepartureLog log;
    std::int64_t now_ms = 0;
    for (int i = 0; i < 10; ++i) {
      now_ms += static_cast<std::int64_t>(chance() % 200);
      log.note(rate, now_ms, std::min<std::uint64_t>(log.free(rate, now_ms), chance() % 3));
    }
    auto played = log;
    std::vector<std::int64_t> turns;
    for (auto at_ms = now_ms; turns.size() < 30; ++at_ms) {
      const auto count = played.free(rate, at_ms);
      played.note(rate, at_ms, count);
      turns.insert(turns.end(), count, at_ms);
    }
    // Grains are met to 1/64 of the time each.
    for (std::size_t ahead = 0; ahead < 30; ++ahead)
      CHECK(std::abs(log.turn_ms(rate, now_ms, ahead) - turns[ahead]) <=
            10 * static_cast<std::int64_t>(ahead + 1));
  }
}

TEST_CASE("however many stand before: a turn is a time") {
  DepartureLog log;
  const RateDecl slow{1, {0, 31, 0}};
  CHECK(log.turn_ms(slow, 1'800'000'000'000, UINT64_MAX / 2) > 1'800'000'000'000);
  CHECK(log.turn_ms(kFifty, 0, 1'000'000) == 20'000 * std::int64_t{60'000});
}

TEST_CASE("a rate that changed counts what left under the other one") {
  DepartureLog log;
  log.note(kFifty, 1'000, 50);
  CHECK(log.free({20, {0, 0, 60'000}}, 2'000) == 0);
  CHECK(log.free({70, {0, 0, 60'000}}, 2'000) == 20);
  CHECK(log.free({50, {0, 0, 500}}, 2'000) == 50);
  CHECK(log.turn_ms({20, {0, 0, 60'000}}, 2'000, 0) == 61'000);
}

TEST_CASE("where the clock goes back nothing more leaves, and what was far ahead is put right") {
  DepartureLog log;
  log.note(kFifty, 100'000, 40);
  log.note(kFifty, 90'000, 10);
  CHECK(log.free(kFifty, 95'000) == 0);
  CHECK(log.free(kFifty, 160'000) == 50);
  CHECK_FALSE(log.correct(90'000, 60'000));
  CHECK(log.correct(10'000, 60'000));
  CHECK(log.free(kFifty, 70'000) == 50);
}

}  // namespace
}  // namespace camp
