// The last word on being written to, in every order in which the same words can come.
#include "runtime/state/consents.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

namespace camp {
namespace {

constexpr std::uint32_t kNews = 1, kShop = 2;
const auto kEmail = Channel::kEmail;
const auto kSms = Channel::kSms;

Subscription yes(std::uint32_t conversation, Channel channel, std::int64_t said_ms) {
  return {conversation, channel, true, said_ms};
}
Subscription no(std::uint32_t conversation, std::optional<Channel> channel, std::int64_t said_ms) {
  return {conversation, channel, false, said_ms};
}
Consents heard(const std::vector<Subscription>& words) {
  Consents consents;
  for (const auto& word : words) hear(consents, word);
  return consents;
}

TEST_CASE("the last word counts, by when it was said") {
  using C = ConsentChange;
  Consents consents;
  CHECK(hear(consents, yes(kNews, kEmail, 10)) == C::kChanged);
  CHECK(hear(consents, yes(kNews, kEmail, 10)) == C::kNothing);
  CHECK(hear(consents, yes(kNews, kEmail, 20)) == C::kNoted);
  CHECK(hear(consents, no(kNews, kEmail, 15)) == C::kNothing);
  CHECK(consents_to(consents, kNews, kEmail));
  CHECK_FALSE(consents_to(consents, kNews, kSms));
  CHECK_FALSE(consents_to(consents, kShop, kEmail));
  CHECK(hear(consents, no(kNews, kEmail, 20)) == C::kChanged);  // of one instant: the objection
  CHECK_FALSE(consents_to(consents, kNews, kEmail));
  CHECK(hear(consents, yes(kNews, kEmail, 20)) == C::kNothing);
  CHECK(hear(consents, no(kNews, kEmail, 25)) == C::kNoted);
  CHECK(hear(consents, yes(kNews, kEmail, 26)) == C::kChanged);
}

TEST_CASE("an objection to more ends all of it, also what is not there yet") {
  auto consents = heard({yes(kNews, kEmail, 10), yes(kShop, kSms, 10), yes(kShop, kEmail, 30)});
  CHECK(hear(consents, no(kEveryConversation, std::nullopt, 20)) == ConsentChange::kChanged);
  CHECK_FALSE(consents_to(consents, kNews, kEmail));
  CHECK_FALSE(consents_to(consents, kShop, kSms));
  CHECK(consents_to(consents, kShop, kEmail));  // said after it
  CHECK(hear(consents, yes(kNews, kSms, 20)) == ConsentChange::kNothing);
  CHECK(hear(consents, no(kEveryConversation, kEmail, 40)) == ConsentChange::kChanged);
  CHECK_FALSE(consents_to(consents, kShop, kEmail));
  CHECK(hear(consents, yes(kNews, kSms, 21)) == ConsentChange::kChanged);
}

TEST_CASE("an import's consent gives way to every objection, whenever that was said or came") {
  Subscription imported{kNews, kEmail, true, 100, true};
  CHECK(consents_to(heard({imported}), kNews, kEmail));
  CHECK_FALSE(consents_to(heard({imported, no(kNews, kEmail, 50)}), kNews, kEmail));
  CHECK_FALSE(consents_to(heard({no(kNews, kEmail, 50), imported}), kNews, kEmail));
  CHECK(
      consents_to(heard({imported, yes(kNews, kEmail, 60), no(kNews, kEmail, 50)}), kNews, kEmail));
}

// All that was said, asked without folding it.
bool consented(const std::vector<Subscription>& words, std::uint32_t conversation,
               Channel channel) {
  return std::any_of(words.begin(), words.end(), [&](const Subscription& word) {
    if (!word.subscribed || word.conversation != conversation || word.channel != channel)
      return false;
    return std::none_of(words.begin(), words.end(), [&](const Subscription& other) {
      return !other.subscribed &&
             (other.conversation == kEveryConversation || other.conversation == conversation) &&
             (!other.channel || *other.channel == channel) &&
             (word.imported || other.since_ms >= word.since_ms);
    });
  });
}

TEST_CASE("the same words in any order end in the same state") {
  std::mt19937_64 random(4);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  for (int round = 0; round < 3'000; ++round) {
    std::vector<Subscription> words(1 + below(7));
    for (auto& word : words) {
      word.subscribed = below(2) == 0;
      word.since_ms = static_cast<std::int64_t>(below(5));
      word.imported = word.subscribed && below(4) == 0;
      word.conversation = static_cast<std::uint32_t>(word.subscribed ? 1 + below(2) : below(3));
      if (word.subscribed || below(2) == 0) word.channel = below(2) == 0 ? kEmail : kSms;
      // When an import came is nobody's word, and not compared.
      if (word.imported) word.since_ms = 0;
    }
    const auto expected = heard(words);
    for (const auto conversation : {kNews, kShop})
      for (const auto channel : {kEmail, kSms})
        REQUIRE(consents_to(expected, conversation, channel) ==
                consented(words, conversation, channel));
    for (int shuffle = 0; shuffle < 20; ++shuffle) {
      std::shuffle(words.begin(), words.end(), random);
      REQUIRE(heard(words) == expected);
    }
  }
}

}  // namespace
}  // namespace camp
