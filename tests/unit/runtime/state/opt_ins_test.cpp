// What is asked for and not confirmed yet: requests and objections in every order, and how often it
// is written about.
#include "runtime/state/opt_ins.h"

#include <algorithm>
#include <catch2/catch.hpp>

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
  void say(const Subscription& word) {
    if (word.subscribed && word.requested_ms == 0) {
      ask(opt_ins, consents, word);
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
  CHECK(ask(anna.opt_ins, anna.consents, yes(10)) == ConsentChange::kChanged);
  CHECK(ask(anna.opt_ins, anna.consents, yes(10)) == ConsentChange::kNothing);
  CHECK(ask(anna.opt_ins, anna.consents, yes(9)) == ConsentChange::kNothing);
  CHECK(ask(anna.opt_ins, anna.consents, yes(20)) == ConsentChange::kNoted);
  CHECK(ask(anna.opt_ins, anna.consents, yes(30, true)) == ConsentChange::kNothing);
  CHECK_FALSE(consents_to(anna.consents, kNews, kEmail));
  const auto& it = anna.opt_ins.front();
  CHECK(it.requested_ms == 20);
  CHECK(is_pending(it, anna.consents, 20 + limits::kConfirmationMs - 1));
  CHECK_FALSE(is_pending(it, anna.consents, 20 + limits::kConfirmationMs));
  anna.say(no(19));
  CHECK(anna.waits());
  anna.say(no(20));
  CHECK_FALSE(anna.waits());
  CHECK(ask(anna.opt_ins, anna.consents, yes(20)) == ConsentChange::kNothing);
  CHECK(ask(anna.opt_ins, anna.consents, yes(21)) == ConsentChange::kChanged);
  anna.say(confirmed(21, 40));
  CHECK(consents_to(anna.consents, kNews, kEmail));
  CHECK_FALSE(anna.waits());
}

TEST_CASE("an import's request gives way to every objection, and asks nobody who has confirmed") {
  Person anna;
  CHECK(ask(anna.opt_ins, anna.consents, yes(100, true)) == ConsentChange::kChanged);
  anna.say(no(50, kEveryConversation));
  CHECK_FALSE(anna.waits());
  CHECK(ask(anna.opt_ins, anna.consents, yes(200, true)) == ConsentChange::kNothing);
  anna.say(yes(60));
  anna.say(confirmed(60, 70));
  CHECK(ask(anna.opt_ins, anna.consents, yes(300, true)) == ConsentChange::kNothing);
  CHECK(consents_to(anna.consents, kNews, kEmail));
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
    note_sent(it, {}, now);
    anna.say(no(now));
    anna.say(yes(now + 1));
    REQUIRE_FALSE(may_send(it, now + kAgain - 1));
    now += kAgain;
  }
  CHECK(it.sent == limits::kConfirmations);
  CHECK_FALSE(may_send(it, now));
  const auto last = it.sent_ms;
  CHECK_FALSE(may_send(it, last + limits::kConfirmationMs - 1));
  CHECK(may_send(it, last + limits::kConfirmationMs));
  note_sent(it, {}, last + limits::kConfirmationMs);
  CHECK((it.sent == 1 && it.link_ms == it.requested_ms));
}

}  // namespace
}  // namespace camp
