// What is asked for and not confirmed yet: requests and objections in every order, and how often it
// is written about.
#include "runtime/state/opt_ins.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "lang/base/limits.h"

namespace camp {
namespace {

constexpr std::uint32_t kNews = 1;
const auto kEmail = Channel::kEmail;

Subscription yes(std::int64_t said_ms, bool imported = false) {
  return {kNews, kEmail, true, said_ms, imported};
}
Subscription no(std::int64_t said_ms, std::uint32_t conversation = kNews) {
  return {conversation, std::nullopt, false, said_ms};
}
Subscription confirmed(std::int64_t asked_ms, std::int64_t used_ms) {
  auto word = yes(used_ms);
  word.requested_ms = asked_ms;
  return word;
}

struct Person {
  OptIns opt_ins;
  Consents consents;
  std::uint64_t address = 7;
  // When it is said.
  ConsentChange asks(const Subscription& word) { return asks(word, word.since_ms); }
  ConsentChange asks(const Subscription& word, std::int64_t now_ms) {
    return ask(opt_ins, consents, word, address, now_ms);
  }
  void say(const Subscription& word) {
    if (word.subscribed && word.requested_ms == 0) {
      asks(word);
      return;
    }
    if (!word.subscribed) object(opt_ins, word);
    hear(consents, word);
  }
  bool waits() const {
    const auto* it = find_opt_in(opt_ins, kNews, kEmail);
    return it != nullptr && is_open(*it, consents);
  }
};

TEST_CASE("a request is pending, until it is confirmed, taken back, or too old") {
  Person anna;
  CHECK(anna.asks(yes(10)) == ConsentChange::kChanged);
  CHECK(anna.asks(yes(10)) == ConsentChange::kNothing);
  CHECK(anna.asks(yes(9)) == ConsentChange::kNothing);
  CHECK(anna.asks(yes(20)) == ConsentChange::kNoted);
  CHECK_FALSE(consents_to(anna.consents, kNews, kEmail));
  const auto& it = anna.opt_ins.front();
  CHECK(it.requested_ms == 20);
  CHECK(is_pending(it, anna.consents, 20 + limits::kConfirmationMs - 1));
  CHECK_FALSE(is_pending(it, anna.consents, 20 + limits::kConfirmationMs));
  anna.say(no(19));
  CHECK(anna.waits());
  anna.say(no(20));
  CHECK_FALSE(anna.waits());
  CHECK(anna.asks(yes(20)) == ConsentChange::kNothing);
  CHECK(anna.asks(yes(21)) == ConsentChange::kChanged);
  anna.say(confirmed(21, 40));
  CHECK(consents_to(anna.consents, kNews, kEmail));
  CHECK_FALSE(anna.waits());
}

TEST_CASE("an import's request gives way to every objection, and asks nobody who has confirmed") {
  Person anna;
  CHECK(anna.asks(yes(100, true)) == ConsentChange::kChanged);
  anna.say(no(50, kEveryConversation));
  CHECK_FALSE(anna.waits());
  CHECK(anna.asks(yes(200, true)) == ConsentChange::kNothing);
  anna.say(yes(60));
  anna.say(confirmed(60, 70));
  CHECK(anna.asks(yes(300, true)) == ConsentChange::kNothing);
  CHECK(consents_to(anna.consents, kNews, kEmail));
}

TEST_CASE("an import is no news while a good link is with the contact, and else asks again") {
  constexpr auto kLapsed = 100 + limits::kConfirmationMs;
  Person anna;
  anna.asks(yes(100, true));
  const auto& it = anna.opt_ins.front();
  CHECK(anna.asks(yes(150, true)) == ConsentChange::kNoted);  // nothing was sent
  CHECK(it.requested_ms == 150);
  note_sent(anna.opt_ins.front(), {}, 7, 150);
  CHECK(anna.asks(yes(kLapsed, true)) == ConsentChange::kNothing);
  CHECK(anna.asks(yes(kLapsed + 50, true)) == ConsentChange::kNoted);
  CHECK((it.requested_ms == kLapsed + 50 && it.imported));
}

TEST_CASE("a request that comes too late takes nothing from what an import asked") {
  constexpr auto kNow = 100 + limits::kConfirmationMs;
  Person anna;
  anna.asks(yes(kNow, true));
  CHECK(anna.asks(yes(100), kNow) == ConsentChange::kNothing);
  CHECK(is_pending(anna.opt_ins.front(), anna.consents, kNow));
  CHECK(anna.asks(yes(101), kNow) == ConsentChange::kNoted);  // her own is the stronger one
}

TEST_CASE("a link that went to another address is no good one: an import asks again") {
  Person anna;
  anna.asks(yes(100, true));
  note_sent(anna.opt_ins.front(), {}, 7, 150);
  anna.address = 8;
  CHECK(anna.asks(yes(200, true)) == ConsentChange::kNoted);
  note_sent(anna.opt_ins.front(), {}, 8, 200);
  CHECK(anna.asks(yes(300, true)) == ConsentChange::kNothing);
  anna.opt_ins.front().address = 0;  // as camp wrote it before it kept addresses
  anna.address = 9;
  CHECK(anna.asks(yes(400, true)) == ConsentChange::kNothing);
}

TEST_CASE("an import does not make a contact's own request weaker while it stands") {
  Person anna;
  anna.say(yes(100));
  const auto& it = anna.opt_ins.front();
  CHECK(anna.asks(yes(200, true)) == ConsentChange::kNoted);
  CHECK((it.requested_ms == 100 && !it.imported));
  anna.say(no(99));
  CHECK(anna.waits());
  Person lapsed;
  lapsed.say(yes(100));
  CHECK(lapsed.asks(yes(100 + limits::kConfirmationMs, true)) == ConsentChange::kNoted);
  CHECK(lapsed.opt_ins.front().imported);
}

TEST_CASE("of two confirmations the one asked for last is kept, whichever link was used first") {
  const auto first = confirmed(10, 50), second = confirmed(20, 40);
  for (const auto& words : {std::vector{first, second}, std::vector{second, first}}) {
    Person anna;
    for (const auto& word : words) anna.say(word);
    anna.say(no(15));
    REQUIRE(anna.consents.size() == 2);
    CHECK(consents_to(anna.consents, kNews, kEmail));
    CHECK(find_consent(anna.consents, kNews, kEmail)->requested_ms == 20);
  }
}

TEST_CASE("a link is known by its request, and so is the message that has it") {
  const auto id = [](std::int64_t n) { return xxh3_128(std::to_string(n)); };
  OptIn it;
  CHECK(confirmation_of(it, 0) == Hash128{});
  for (std::int64_t n = 1; n <= 5; ++n) {
    it.requested_ms = n;
    note_sent(it, id(n), 7, n * limits::kConfirmationAgainMs);
    CHECK(confirmation_of(it, n) == id(n));
  }
  CHECK(it.earlier.size() == limits::kConfirmations);
  for (const std::int64_t n : {2, 3, 4, 5}) CHECK(confirmation_of(it, n) == id(n));
  CHECK(confirmation_of(it, 1) == Hash128{});                 // rather none than another
  note_sent(it, id(6), 7, 6 * limits::kConfirmationAgainMs);  // for the same request once more
  CHECK(confirmation_of(it, 5) == id(5));
}

TEST_CASE("requests, a confirmation and objections end the same in every order") {
  // The link of 10 was used at 30: the objection of 20 stands above it, and the request of 25 waits.
  // Nobody can use a link before it was asked for, nor once an objection is known.
  std::vector<Subscription> words = {yes(10), no(5), no(20), yes(25)};
  std::sort(words.begin(), words.end(),
            [](const auto& a, const auto& b) { return a.since_ms < b.since_ms; });
  do {
    for (std::size_t used_after = 0; used_after <= words.size(); ++used_after) {
      Person anna;
      for (std::size_t i = 0; i <= words.size(); ++i) {
        const auto* asked = find_opt_in(anna.opt_ins, kNews, kEmail);
        if (i == used_after && asked != nullptr && asked->requested_ms >= 10)
          anna.say(confirmed(10, 30));
        if (i < words.size()) anna.say(words[i]);
      }
      REQUIRE_FALSE(consents_to(anna.consents, kNews, kEmail));
      REQUIRE(anna.waits());
      REQUIRE(anna.opt_ins.front().requested_ms == 25);
    }
  } while (std::next_permutation(words.begin(), words.end(), [](const auto& a, const auto& b) {
    return a.since_ms < b.since_ms;
  }));
}

TEST_CASE("confirmations are some way apart, and few, also across objections") {
  constexpr auto kAgain = limits::kConfirmationAgainMs;
  Person anna;
  std::int64_t now = 1'000'000;
  anna.say(yes(now));
  auto& it = anna.opt_ins.front();
  for (std::uint32_t i = 0; i < limits::kConfirmations; ++i) {
    REQUIRE(may_send(it, now));
    note_sent(it, {}, 7, now);
    anna.say(no(now));
    anna.say(yes(now + 1));
    REQUIRE_FALSE(may_send(it, now + kAgain - 1));
    now += kAgain;
  }
  CHECK(it.sent == limits::kConfirmations);
  CHECK_FALSE(may_send(it, now));
  // As many in any such time: the first of them is over before the last.
  const auto last = it.sent_ms;
  const auto first = it.earlier.front().sent_ms;
  CHECK_FALSE(may_send(it, first + limits::kConfirmationMs - 1));
  CHECK(may_send(it, first + limits::kConfirmationMs));
  CHECK(may_send(it, last + limits::kConfirmationMs));
  note_sent(it, {}, 7, last + limits::kConfirmationMs);
  CHECK((it.sent == 1 && it.link_ms == it.requested_ms));
}

TEST_CASE("messages count by when they were sent, however late the request came in") {
  constexpr auto kAgain = limits::kConfirmationAgainMs;
  Person anna;
  const auto asked = limits::kConfirmationMs;
  std::int64_t now = asked + limits::kConfirmationMs - 10;  // nearly a week old when it is heard
  for (std::uint32_t i = 0; i < limits::kConfirmations; ++i, now += kAgain) {
    anna.say(yes(asked + i));
    auto& it = anna.opt_ins.front();
    REQUIRE(may_send(it, now));
    note_sent(it, {}, 7, now);
  }
  CHECK_FALSE(may_send(anna.opt_ins.front(), now));
  CHECK_FALSE(may_send(anna.opt_ins.front(), now + kAgain));
}

}  // namespace
TEST_CASE("a confirmation that is skipped after all counts for nothing") {
  OptIn asked;
  asked.requested_ms = 5;
  const auto skip = [&](std::int64_t at_ms) {
    note_sent(asked, {}, 0, at_ms);
    asked.link_ms = 0;
  };
  constexpr auto kAgain = limits::kConfirmationAgainMs;
  for (int i = 0; i < 9; ++i) {
    CHECK(may_send(asked, 1000 + i));
    skip(1000 + i);
  }
  CHECK(last_sent_ms(asked) == 0);
  for (std::uint32_t i = 0; i < limits::kConfirmations; ++i) {
    const auto at_ms = 2000 + i * kAgain;
    CHECK(may_send(asked, at_ms));
    note_sent(asked, {}, 0, at_ms);
    skip(at_ms + 1);
    CHECK(last_sent_ms(asked) == at_ms);
    CHECK_FALSE(may_send(asked, at_ms + kAgain - 1));
  }
  const auto last_ms = 2000 + (limits::kConfirmations - 1) * kAgain;
  CHECK_FALSE(may_send(asked, last_ms + kAgain));
  CHECK(may_send(asked, 2000 + limits::kConfirmationMs));
  // Of one that was held, and made way for a later one, likewise.
  OptIns both{{}};
  both[0].requested_ms = 5;
  const auto first = xxh3_128("first"), second = xxh3_128("second");
  note_sent(both[0], first, 0, 1000);
  note_sent(both[0], second, 0, 1000 + kAgain);
  note_skipped(both, first);
  CHECK((both[0].earlier.empty() && both[0].confirmation == second));
  CHECK(last_sent_ms(both[0]) == 1000 + kAgain);
}

}  // namespace camp
