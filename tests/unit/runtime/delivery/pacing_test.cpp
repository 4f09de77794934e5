// Whose turn it is in a round.
#include "runtime/delivery/pacing.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "runtime/delivery/outbox_rows.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr std::int64_t kNowMs = 1'000'000;
constexpr RateLine kCode{Channel::kSms, true}, kNote{Channel::kSms, false};
using Turn = Pacing::Turn;

ChannelRules two_a_minute() {
  ChannelRules rules;
  rules.rates[1] = {2, {0, 0, 60'000}};
  rules.prices[1] = {4, currency("EUR")};
  return rules;
}

TEST_CASE("transactional messages, then who stands in line, then who came first") {
  std::vector<PacedMessage> all = {
      {kNote, false, 2}, {kNote, false, 1}, {kNote, true, 9}, {kCode, false, 8}, {kCode, true, 9}};
  std::sort(all.begin(), all.end(), goes_before);
  CHECK(all[0].line.transactional);
  CHECK(all[0].in_line);
  CHECK(all[1].line.transactional);
  CHECK(all[2].in_line);
  CHECK(all[3].at_ms == 1);
}

TEST_CASE("who comes waits behind the line, with a slot of its own") {
  const auto rules = two_a_minute();
  RatesRow rates;
  Pacing fresh(rules, rates, kNowMs);
  CHECK(fresh.ask({kNote, false, 1}).turn == Turn::kLeaves);
  CHECK(fresh.ask({kNote, false, 2}).turn == Turn::kLeaves);
  const std::int64_t slots[] = {fresh.ask({kNote, false, 3}).slot_ms,
                                fresh.ask({kNote, false, 4}).slot_ms,
                                fresh.ask({kNote, false, 5}).slot_ms};
  CHECK(slots[0] == kNowMs + 60'000);
  CHECK(slots[1] == kNowMs + 60'000);
  CHECK(slots[2] == kNowMs + 120'000);
  CHECK(fresh.leaving(Channel::kSms) == 2);
  CHECK(fresh.ask({{Channel::kEmail, false}, false, 6}).turn == Turn::kLeaves);  // has no rate

  // Somebody waits, and there is room for two: the line goes first.
  rates[Channel::kSms].others = {1, kNowMs + 60'000};
  Pacing later(rules, rates, kNowMs + 60'000);
  CHECK(later.ask({kNote, true, kNowMs + 60'000}).turn == Turn::kLeaves);
  CHECK(later.ask({kNote, false, 7}).turn == Turn::kLeaves);
  Pacing without(rules, rates, kNowMs + 60'000);  // who stands there is not of this round
  CHECK(without.ask({kCode, false, 7}).turn == Turn::kLeaves);
  CHECK(without.ask({kNote, false, 8}).turn == Turn::kWaits);
}

TEST_CASE("who stands in line and finds no room stays as it is") {
  const auto rules = two_a_minute();
  RatesRow rates;
  rates[Channel::kSms].others = {2, kNowMs};
  Pacing pacing(rules, rates, kNowMs);
  CHECK(pacing.ask({kCode, false, 1}).turn == Turn::kLeaves);
  CHECK(pacing.ask({kNote, true, 2}).turn == Turn::kLeaves);
  CHECK(pacing.ask({kNote, true, 3}).turn == Turn::kStays);
  CHECK(pacing.leaving(Channel::kSms) == 2);
}

TEST_CASE("without a rate everything leaves, also what waited for one") {
  RatesRow rates;
  rates[Channel::kSms].left.note({2, {0, 0, 60'000}}, kNowMs, 2);
  CHECK(room_of({}, rates, Channel::kSms, kNowMs) == UINT64_MAX);
  CHECK(turn_of_first_ms({}, rates, Channel::kSms, kNowMs) == kNowMs);
  CHECK(turn_of_first_ms(two_a_minute(), rates, Channel::kSms, kNowMs) == kNowMs + 60'000);
}

TEST_CASE("a message costs its channel's price, an SMS that of each segment") {
  CHECK(two_a_minute().cost(Channel::kSms, 3) == MessageCost{12, currency("EUR")});
  CHECK(two_a_minute().cost(Channel::kSms, 0) == MessageCost{});
  CHECK(two_a_minute().cost(Channel::kEmail, 1) == MessageCost{});
}

TEST_CASE("rows of what waits and of what is being attempted know the line") {
  DeferredMessage message{7, kNowMs, xxh3_128("x"), 5, 3, 2, kCode};
  CHECK(message.key() == keys::paced(7, kCode, kNowMs, xxh3_128("x")));
  message.line.reset();
  CHECK(message.key() == keys::deferred(7, kNowMs, xxh3_128("x")));
  const Attempted attempted{true, {{1, kNowMs, {}}, {2, -5, kNote}, {9, 0, kCode}}};
  Attempted read;
  REQUIRE(decode_attempted(encode_attempted(attempted), &read));
  CHECK(read.again);
  REQUIRE(read.parts.size() == 3);
  CHECK(!read.parts[0].line);
  CHECK(read.find(2)->line == kNote);
  CHECK(read.find(2)->due_ms == -5);
  CHECK(read.parts[2].line == kCode);
  CHECK(read.find(3) == nullptr);
}

}  // namespace
}  // namespace camp
