// The row of the channels' rates; and what messages cost, beside their outcomes.
#include "runtime/state/rates_row.h"

#include <catch2/catch.hpp>

#include "runtime/state/checked.h"
#include "runtime/state/keys.h"
#include "runtime/state/outcomes.h"

namespace camp {
namespace {

TEST_CASE("what left and what waits, there and back") {
  RatesRow row;
  row[Channel::kSms].transactional = {3, 5'000};
  row[Channel::kSms].others = {1'000'000, -7};
  row[Channel::kSms].left = DepartureLog({{-5, 2}, {9, 50}});
  row[Channel::kWebhook].left = DepartureLog({{1, 1}});
  RatesRow read;
  const auto sealed = encode_rates(row);
  REQUIRE(decode_rates(sealed, &read));
  CHECK(read[Channel::kSms].transactional == WaitingLine{3, 5'000});
  CHECK(read[Channel::kSms].others == WaitingLine{1'000'000, -7});
  CHECK(read[Channel::kSms].left.entries() == row[Channel::kSms].left.entries());
  CHECK(read[Channel::kWebhook].left.entries().size() == 1);
  CHECK(read.any_waiting());
  CHECK_FALSE(RatesRow{}.any_waiting());
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto bad = sealed;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    CHECK_FALSE(decode_rates(bad, &read));
    CHECK_FALSE(decode_rates(sealed.substr(0, at), &read));
  }
  row[Channel::kSms].left = DepartureLog({{9, 1}, {8, 1}});
  CHECK_FALSE(decode_rates(encode_rates(row), &read));  // not by time
}

TEST_CASE("keys of a line are in the order in which it leaves, behind all others of a partition") {
  const auto id = xxh3_128("x");
  const RateLine code{Channel::kSms, true}, note{Channel::kSms, false};
  CHECK(keys::request(3, INT64_MAX, id) < keys::paced_prefix(3, {Channel{}, true}));
  CHECK(keys::paced(3, code, 9, id) < keys::paced(3, note, 1, id));
  CHECK(keys::paced(3, note, -1, id) < keys::paced(3, note, 0, id));
  CHECK(keys::paced(3, note, INT64_MAX, id) < keys::paced_prefix(3, {Channel::kWhatsapp, true}));
  CHECK(keys::paced(3, note, INT64_MAX, id) < keys::after_prefix(keys::paced_prefix(3, note)));
  keys::OutboxKey key;
  REQUIRE(keys::parse_outbox(keys::paced(200, note, -5, id), &key));
  CHECK(key.kind == keys::OutboxKind::kPaced);
  CHECK((key.partition == 200 && key.due_ms == -5 && key.ledger_id == id && key.line == note));
  auto wrong = keys::paced(200, note, -5, id);
  wrong[2] = static_cast<char>(kChannelCount);
  CHECK_FALSE(keys::parse_outbox(wrong, &key));
  wrong = keys::paced(200, note, -5, id);
  wrong[3] = 2;
  CHECK_FALSE(keys::parse_outbox(wrong, &key));
  CHECK_FALSE(keys::parse_outbox(keys::paced(200, note, -5, id) + "x", &key));
}

TEST_CASE("outcomes keep what each message cost; where none did they are as they always were") {
  Outcomes outcomes;
  outcomes.count = 5;
  outcomes.file = "f";
  outcomes.set_cost(2, {});
  const auto without = encode_outcomes(outcomes);
  CHECK(without[0] == 1);
  const MessageCost cents{4, currency("EUR")}, dollar{100, currency("USD")};
  outcomes.set_cost(1, cents);
  outcomes.set_cost(2, cents);
  outcomes.set_cost(4, dollar);
  const auto sealed = encode_outcomes(outcomes);
  CHECK(sealed[0] == 2);
  Outcomes read;
  REQUIRE(decode_outcomes(sealed, &read));
  CHECK(read.costs == std::vector<MessageCost>{{}, cents, cents, {}, dollar});
  REQUIRE(decode_outcomes(without, &read));
  CHECK(read.costs.empty());
  outcomes.costs.pop_back();  // of fewer messages than there are
  CHECK_FALSE(decode_outcomes(encode_outcomes(outcomes), &read));
}

}  // namespace
}  // namespace camp
