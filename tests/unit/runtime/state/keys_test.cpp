#include "runtime/state/keys.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <vector>

namespace camp {
namespace {

constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
constexpr auto kMax = std::numeric_limits<std::int64_t>::max();

TEST_CASE("an experiment's keys are read back, and lie before every run's part") {
  const TrialKey trial{7, 1, UINT32_MAX};
  TrialKey read;
  const auto begun = keys::trial_begun(3, trial);
  REQUIRE(keys::parse_trial(begun.substr(keys::trials_begun_prefix(3).size()), &read));
  CHECK(read == trial);
  CHECK(begun < keys::run_part(3, 1));
  CHECK_FALSE(keys::parse_trial("", &read));
  std::uint32_t number = 0;
  const auto decision = keys::decision(trial, 256);
  CHECK(decision.substr(0, keys::decisions_prefix(trial).size()) == keys::decisions_prefix(trial));
  REQUIRE(keys::parse_decision(decision, &read, &number));
  CHECK((read == trial && number == 256));
  CHECK(keys::decision(trial, 255) < decision);
  CHECK_FALSE(keys::parse_decision(decision + "x", &read, &number));
  CHECK_FALSE(keys::parse_decision(keys::decision(trial, 0), &read, &number));
  CHECK_FALSE(keys::parse_decision(keys::run(1), &read, &number));
}

TEST_CASE("a rhythm's key is told from the two rows of its partition") {
  for (const auto group : {0u, 2u, 0x02020202u, UINT32_MAX}) {
    const auto key = keys::rhythm(2, group, Channel::kPush);
    CHECK(keys::is_rhythm(key));
    CHECK(keys::delivery_row(2) < key);
    CHECK(keys::partition_of_key(key) == 2);
  }
  for (int p = 0; p < 256; ++p) {
    CHECK_FALSE(keys::is_rhythm(keys::partition_row(static_cast<std::uint8_t>(p))));
    CHECK_FALSE(keys::is_rhythm(keys::delivery_row(static_cast<std::uint8_t>(p))));
  }
}

TEST_CASE("a contact's partition never changes") {
  // Keys on disk begin with these: a different number loses every contact of every store.
  CHECK(+keys::partition_of("") == 194);  // XXH3-64 of nothing is 2D06800538D394C2, as published
  CHECK(+keys::partition_of("a") == 31);
  CHECK(+keys::partition_of("anna") == 57);
  CHECK(+keys::partition_of("c1") == 2);
  CHECK(+keys::partition_of("contact-000001") == 43);
  CHECK(+keys::partition_of("\xC3\xA4iti@example.com") == 168);
  CHECK(+keys::partition_of(std::string(128, 'x')) == 23);
}

TEST_CASE("contacts spread over all partitions") {
  std::vector<int> counts(256);
  for (int i = 0; i < 25'600; ++i) ++counts[keys::partition_of("c" + std::to_string(i))];
  CHECK(*std::min_element(counts.begin(), counts.end()) > 50);
  CHECK(*std::max_element(counts.begin(), counts.end()) < 150);
}

TEST_CASE("contact ids: what is accepted") {
  for (std::string_view id :
       {"a", "anna@example.com", "42", "\xC3\xA4iti", "with space", "\xE2\x82\xAC"}) {
    CHECK(keys::check_contact_id(id).ok());
  }
  CHECK(keys::check_contact_id(std::string(128, 'x')).ok());
}

TEST_CASE("contact ids: what is refused") {
  using namespace std::string_view_literals;
  for (std::string_view id :
       {""sv, "a\0b"sv, "a\nb"sv, "a\rb"sv, "a\tb"sv, "\x7F"sv, "\x1B[31m"sv, "\xC2\x80"sv,
        "\xC2\x9F"sv, "\xC3"sv, "\xED\xA0\x80"sv, "\xC0\x80"sv}) {
    CAPTURE(id);
    CHECK_FALSE(keys::check_contact_id(id).ok());
  }
  CHECK(keys::check_contact_id("\xC2\xA0").ok());  // the first character behind C1
  auto checked = keys::check_contact_id(std::string(129, 'x'));
  REQUIRE_FALSE(checked.ok());
  CHECK(checked.error().message ==
        "the contact id has 129 bytes, more than the 128 of kContactIdBytes");
}

TEST_CASE("event keys sort by name, then time, the negative ones first, then arrival") {
  std::vector<std::int64_t> times = {kMin, kMin + 1, -86'400'001,       -1,  0, 1, 255,
                                     256,  65'536,   1'772'000'000'000, kMax};
  std::vector<std::string> all;
  for (std::uint32_t name : {1u, 255u, 256u, 0xFFFFFFFFu}) {
    for (auto time : times) {
      for (std::uint64_t arrival : {std::uint64_t{0}, keys::arrival(7, 3), keys::arrival(7, 255),
                                    keys::arrival(7, 256), keys::arrival(8, 0)})
        all.push_back(keys::event("anna", name, time, arrival));
    }
  }
  CHECK(std::is_sorted(all.begin(), all.end()));
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("event keys come apart again") {
  for (auto time : {kMin, std::int64_t{-1}, std::int64_t{0}, kMax}) {
    auto key = keys::event("\xC3\xA4iti", 77, time, 12);
    keys::EventKey parsed;
    REQUIRE(keys::parse_event(key, &parsed));
    CHECK(parsed.contact_id == "\xC3\xA4iti");
    CHECK(parsed.event_name == 77);
    CHECK(parsed.time_ms == time);
    CHECK(parsed.arrival == 12);
    CHECK(key.rfind(keys::events_of("\xC3\xA4iti", 77), 0) == 0);
    CHECK(key.rfind(keys::events_prefix("\xC3\xA4iti"), 0) == 0);
  }
}

TEST_CASE("parse_event refuses every other key") {
  keys::EventKey parsed;
  auto refused = [&](std::string_view key) { return !keys::parse_event(key, &parsed); };
  CHECK(refused(""));
  CHECK(refused(keys::contact("anna")));
  CHECK(refused(keys::applied("anna", xxh3_128("id"))));
  CHECK(refused(keys::refs("anna", 7)));
  CHECK(refused(keys::journal(3, 7)));
  auto key = keys::event("anna", 1, 2, 3);
  for (std::size_t size = 0; size < key.size(); ++size) CHECK(refused(key.substr(0, size)));
  CHECK(refused(key + "x"));
  ++key[0];  // not this contact's partition
  CHECK(refused(key));
}

TEST_CASE("a contact's keys are no prefix of another's") {
  CHECK(keys::events_prefix("ann").find('\0', 1) == 4);
  auto prefix = keys::events_prefix("ann");
  CHECK(keys::event("anna", 1, 2, 0).compare(0, prefix.size(), prefix) != 0);
  auto applied = keys::applied("ann", xxh3_128("x"));
  CHECK(applied.compare(0, prefix.size(), prefix) != 0);
  auto whole = keys::index_prefix("ann");
  CHECK(applied.compare(0, whole.size(), whole) == 0);
  CHECK(keys::contact("ann") < whole);
  CHECK(whole < keys::after_prefix(whole));
}

TEST_CASE("conversions that an event may refund sort as they happened") {
  std::vector<std::string> all;
  for (std::uint32_t event : {0u, 7u, 0xFFFFFFFFu})
    for (std::uint64_t tick : {std::uint64_t{0}, std::uint64_t{255}, UINT64_MAX})
      for (std::uint32_t ordinal : {0u, 256u, 0xFFFFFFFFu}) {
        all.push_back(keys::conversion("ann", event, tick, ordinal));
        std::uint32_t event_again = 1, ordinal_again = 1;
        std::uint64_t tick_again = 1;
        REQUIRE(keys::parse_conversion(all.back(), &event_again, &tick_again, &ordinal_again));
        CHECK(event_again == event);
        CHECK(tick_again == tick);
        CHECK(ordinal_again == ordinal);
        const auto prefix = keys::conversions_prefix("ann", event);
        CHECK(all.back().substr(0, prefix.size()) == prefix);
      }
  CHECK(std::is_sorted(all.begin(), all.end()));
  std::uint32_t number = 0;
  std::uint64_t tick = 0;
  CHECK_FALSE(keys::parse_conversion("short", &number, &tick, &number));
}

TEST_CASE("timers sort by minute, then tick") {
  std::vector<std::string> all;
  for (std::uint32_t minute : {0u, 1u, 255u, 256u, 29'533'333u, 0xFFFFFFFFu}) {
    for (std::uint64_t tick :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{256}, UINT64_MAX}) {
      all.push_back(keys::timers(9, minute, tick));
      CHECK(keys::minute_of_timers(all.back()) == minute);
    }
  }
  CHECK(std::is_sorted(all.begin(), all.end()));
}

TEST_CASE("minutes") {
  CHECK(keys::minute_of(kMin) == 0);
  CHECK(keys::minute_of(-1) == 0);
  CHECK(keys::minute_of(0) == 0);
  CHECK(keys::minute_of(59'999) == 0);
  CHECK(keys::minute_of(60'000) == 1);
  CHECK(keys::minute_of(kMax) == keys::kLastMinute);
}

TEST_CASE("journal, outcomes and outbox keys") {
  keys::JournalKey parsed;
  REQUIRE(keys::parse_journal(keys::journal(200, UINT64_MAX), &parsed));
  CHECK((parsed.partition == 200 && parsed.tick == UINT64_MAX && !parsed.is_outcomes));
  REQUIRE(keys::parse_journal(keys::outcomes(0, 5), &parsed));
  CHECK((parsed.partition == 0 && parsed.tick == 5 && parsed.is_outcomes));
  CHECK(keys::journal(1, 5) < keys::outcomes(1, 5));
  CHECK(keys::outcomes(1, 5) < keys::journal(1, 6));
  CHECK_FALSE(keys::parse_journal("", &parsed));
  CHECK_FALSE(keys::parse_journal(keys::journal(1, 5) + "x", &parsed));
  auto wrong = keys::journal(1, 5);
  wrong.back() = 2;
  CHECK_FALSE(keys::parse_journal(wrong, &parsed));

  keys::OutboxKey outbox;
  REQUIRE(keys::parse_outbox(keys::attempted(17, 1234567890123), &outbox));
  CHECK((outbox.tick == 1234567890123 && outbox.partition == 17 &&
         outbox.kind == keys::OutboxKind::kAttempted));
  const auto id = xxh3_128("x");
  REQUIRE(keys::parse_outbox(keys::deferred(255, -5, id), &outbox));
  CHECK((outbox.due_ms == -5 && outbox.partition == 255 &&
         outbox.kind == keys::OutboxKind::kDeferred));
  CHECK(outbox.ledger_id == id);
  CHECK(keys::attempted(3, UINT64_MAX) < keys::deferred(3, INT64_MIN, id));
  CHECK(keys::deferred(3, -1, id) < keys::deferred(3, 0, id));
  for (auto wrong_key : {std::string("12345678"), keys::attempted(3, 1) + "x", std::string()})
    CHECK_FALSE(keys::parse_outbox(wrong_key, &outbox));

  std::int64_t due_ms = 0;
  Hash128 request;
  REQUIRE(keys::parse_request(keys::request(9, -7, id), &due_ms, &request));
  CHECK((due_ms == -7 && request == id));
  CHECK(keys::deferred(9, INT64_MAX, id) < keys::requests_prefix(9));
  CHECK(keys::request(9, -1, id) < keys::request(9, 0, id));
  CHECK_FALSE(keys::parse_outbox(keys::request(9, 0, id), &outbox));
  CHECK_FALSE(keys::parse_request(keys::deferred(9, 0, id), &due_ms, &request));
  CHECK_FALSE(keys::parse_request(keys::attempted(2, 0), &due_ms, &request));
}

TEST_CASE("runs and programs") {
  CHECK(keys::run(1) < keys::run(256));
  CHECK(keys::run_part(4, 1) < keys::page(4, 1, 0));
  CHECK(keys::page(4, 1, 255) < keys::page(4, 1, 256));
  CHECK(keys::page(4, 1, UINT32_MAX) < keys::run_part(4, 2));
  CHECK(keys::run_key(3, "spring") == std::string("k\0\0\0\3spring", 11));
  CHECK(keys::program(258) == std::string("p\0\0\1\2", 5));
  CHECK(keys::program_hash(sha256("x")).size() == 33);
}

TEST_CASE("the key behind a prefix") {
  CHECK(keys::after_prefix("ab") == "ac");
  CHECK(keys::after_prefix("a\xFF\xFF") == "b");
  CHECK(keys::after_prefix("\xFF\xFF") == "");
  CHECK(keys::after_prefix("") == "");
  CHECK(keys::after_prefix(std::string(1, '\x7F')) == "\x80");  // bytes are unsigned
}

}  // namespace
}  // namespace camp
