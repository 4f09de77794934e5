#include "runtime/measure/message_table.h"

#include <catch2/catch.hpp>

#include "journal_fixture.h"
#include "lang/value/civil.h"
#include "runtime/measure/table_results.h"
#include "runtime/state/outcomes.h"

using namespace camp;
using namespace camp::test;

namespace {

constexpr std::uint32_t kOtherFlow = 20;
const Currency kEur = *parse_currency("EUR"), kUsd = *parse_currency("USD");

Hash128 id_of(std::uint8_t number) {
  Hash128 id;
  id.bytes[0] = number;
  return id;
}

JournalEntry sent(std::uint8_t id, std::int64_t day = 0, Channel channel = Channel::kEmail) {
  auto made = message(1, 0, kQueue);
  made.at_ms = kBaseMs + day * kDayMs;
  auto& it = std::get<MessageEntry>(made.what);
  it.ledger_id = id_of(id);
  it.channel = channel;
  return made;
}
JournalEntry answered(std::uint8_t id, ReceiptKind kind) {
  auto made = receipt(1, 0, kind, true);
  std::get<ReceiptEntry>(made.what).ledger_id = id_of(id);
  return made;
}
JournalEntry earned(std::uint8_t id, Value worth) {
  auto made = converted(1, 0, kPurchase, worth, 40);
  std::get<ConvertedEntry>(made.what).ledger_id = id_of(id);
  std::get<ConvertedEntry>(made.what).message = kMessage;
  return made;
}
JournalEntry taken_back(std::uint8_t id, Value worth) {
  auto made = refunded(1, 0, kPurchase, worth);
  std::get<RefundedEntry>(made.what).ledger_id = id_of(id);
  return made;
}

// All are sent in the first chunk; what came of them is in the second.
TableModel table_of(Dimension dimension, const Chunk& sent_then, const Chunk& then,
                    const TableScope& scope = {}, const Outcomes& outcomes = {},
                    const TableSetting& setting = {}) {
  const Declared declared;
  const Dimensions rows(dimension, calendar::utc(), declared);
  TableFold fold(rows, scope, setting);
  REQUIRE(fold.add_chunk(0, 1, seal_chunk(sent_then)).ok());
  REQUIRE(fold.add_outcomes(0, 1, encode_outcomes(outcomes)).ok());
  REQUIRE(fold.add_chunk(0, 2, seal_chunk(then)).ok());
  return std::move(fold).take();
}

Outcomes all_sent(std::uint32_t count) {
  Outcomes outcomes;
  outcomes.count = count;
  return outcomes;
}

std::uint64_t receipts_of(const TableCounts& counts, ReceiptKind kind) {
  return counts.receipt(kind);
}

}  // namespace

TEST_CASE("what comes of a message counts in its row, whenever it came") {
  const auto model =
      table_of(Dimension::kDay, {{"a", {sent(1), sent(2, 1)}}, {"b", {sent(3, 1)}}},
               {{"a",
                 {answered(1, ReceiptKind::kOpened), answered(2, ReceiptKind::kClicked),
                  answered(2, ReceiptKind::kClicked), earned(2, Value::money(500, kEur)),
                  earned(2, Value::money(250, kEur)), taken_back(2, Value::money(250, kEur))}}},
               {}, all_sent(3));
  REQUIRE(model.rows.size() == 2);
  const auto& first = model.rows.at(14'000);
  const auto& second = model.rows.at(14'001);
  CHECK(first.sent == 1);
  CHECK(receipts_of(first, ReceiptKind::kOpened) == 1);
  CHECK(first.converted == 0);
  CHECK(second.sent == 2);
  CHECK(receipts_of(second, ReceiptKind::kClicked) == 1);
  CHECK(second.converted == 1);
  CHECK(second.conversions == 2);
  CHECK(second.refunded == 1);
  REQUIRE(second.revenue.size() == 1);
  CHECK(second.revenue[0].minor == 500);
  CHECK(model.all.sent == 3);
  CHECK(model.without.conversions == 0);
}

TEST_CASE("delivered is what neither bounced nor failed, or what somebody did something with") {
  const auto model =
      table_of(Dimension::kChannel, {{"a", {sent(1), sent(2), sent(3), sent(4, 0, Channel::kSms)}}},
               {{"a",
                 {answered(1, ReceiptKind::kBounced), answered(2, ReceiptKind::kFailed),
                  answered(2, ReceiptKind::kClicked), answered(3, ReceiptKind::kOpened),
                  answered(3, ReceiptKind::kBounced)}}},
               {}, all_sent(4));
  const auto& mails = model.rows.at(static_cast<RowKey>(Channel::kEmail));
  CHECK(mails.sent == 3);
  CHECK(mails.delivered == 2);
  CHECK(model.rows.at(static_cast<RowKey>(Channel::kSms)).delivered == 1);
}

TEST_CASE("of what several messages share, each row has its messages' part, to the last cent") {
  const auto shared = [](bool refund) {
    auto made =
        refund ? taken_back(2, Value::money(1000, kEur)) : earned(2, Value::money(1000, kEur));
    const CreditShares shares{
        3, false, {{id_of(1), kMessage, 0}, {id_of(2), kMessage, 1}, {id_of(3), kMessage, 2}}};
    if (refund)
      std::get<RefundedEntry>(made.what).shares = shares;
    else
      std::get<ConvertedEntry>(made.what).shares = shares;
    return made;
  };
  const Chunk sends = {{"a", {sent(1), sent(2, 1), sent(3, 1)}}};
  const auto model = table_of(Dimension::kDay, sends, {{"a", {shared(false)}}}, {}, all_sent(3));
  SharedCount one, two;
  one.add(1, 3);
  two.add(2, 3);
  CHECK(model.rows.at(14'000).conversions == one);
  CHECK(model.rows.at(14'001).conversions == two);
  CHECK(model.rows.at(14'001).converted == 2);
  CHECK(model.rows.at(14'000).revenue.at(0).minor == 334);
  CHECK(model.rows.at(14'001).revenue.at(0).minor == 666);
  CHECK(model.all.conversions == 1);
  CHECK(model.all.revenue.at(0).minor == 1000);
  const auto back =
      table_of(Dimension::kDay, sends, {{"a", {shared(false), shared(true)}}}, {}, all_sent(3));
  CHECK(back.rows.at(14'001).refunded == two);
  CHECK(back.rows.at(14'001).revenue.at(0).minor == 0);
  CHECK(back.all.refunded == 1);
}

TEST_CASE("shared counts are exact, and what is shown of them adds up") {
  std::vector<SharedCount> thirds(3);
  for (auto& it : thirds) it.add(1, 3);
  SharedCount sum;
  for (const auto& it : thirds) sum.add(it);
  CHECK(sum == 1);
  CHECK(sum.is_whole());
  CHECK(rounded(thirds, 100) == std::vector<std::uint64_t>{34, 33, 33});
  CHECK(rounded(std::vector<SharedCount>{sum, thirds[0]}, 100) ==
        std::vector<std::uint64_t>{100, 33});
  SharedCount many;
  for (int i = 0; i < 1000; ++i) many.add(1, 7);
  CHECK(many.whole() == 142);
  CHECK(std::abs(many.value() - 1000.0 / 7) < 1e-9);
}

TEST_CASE("what no sent message is credited with is kept apart") {
  auto outcomes = all_sent(2);
  outcomes.exceptions.push_back({1, MessageOutcome::kFailed, 0, "refused"});
  const auto model =
      table_of(Dimension::kMessage, {{"a", {sent(1), sent(2)}}},
               {{"a",
                 {earned(2, Value::money(100, kEur)), converted(1, 0, kPurchase),
                  answered(2, ReceiptKind::kOpened), earned(1, Value::money(7, kUsd))}}},
               {}, outcomes);
  CHECK(model.all.sent == 1);
  CHECK(receipts_of(model.all, ReceiptKind::kOpened) == 0);
  CHECK(model.all.conversions == 1);
  REQUIRE(model.all.revenue.size() == 1);
  CHECK(model.all.revenue[0].currency == kUsd);
  CHECK(model.without.conversions == 2);
  CHECK(model.without.revenue.at(0).minor == 100);
}

TEST_CASE("of one flow, or of some runs, nothing else is counted; outcomes stay in step") {
  auto other = sent(1);
  other.subject.flow = kOtherFlow;
  auto second_run = sent(3);
  second_run.subject.run = 2;
  const Chunk first = {{"a", {other, sent(2), second_run}}};
  TableScope scope;
  scope.flow = kFlow;
  CHECK(table_of(Dimension::kRun, first, {}, scope, all_sent(3)).all.sent == 2);
  scope.runs = {2};
  const auto model = table_of(Dimension::kRun, first, {}, scope, all_sent(3));
  CHECK(model.all.sent == 1);
  CHECK(model.rows.size() == 1);
}

TEST_CASE("a row whose messages may still bring something is in no comparison") {
  Chunk then;
  Chunk first;
  std::uint8_t id = 0;
  for (int day = 0; day < 3; ++day) {
    for (int i = 0; i < 40; ++i) {
      ++id;
      first["c" + std::to_string(id)] = {sent(id, day)};
      if (i < (day == 1 ? 30 : 2))
        then["c" + std::to_string(id)] = {answered(id, ReceiptKind::kClicked)};
    }
  }
  const Declared declared;
  const Dimensions rows(Dimension::kDay, calendar::utc(), declared);
  const auto results_at = [&](std::int64_t day) {
    TableSetting setting;
    setting.as_of_ms = kBaseMs + day * kDayMs;
    return table_results(table_of(Dimension::kDay, first, then, {}, all_sent(120), setting), rows,
                         Names(), {}, setting);
  };
  const auto old = results_at(30);
  REQUIRE(old.findings.size() == 1);
  CHECK(table_measures()[old.findings[0].measure].name == "clicked");
  CHECK(old.findings[0].rows == 3);
  CHECK(old.findings[0].is_difference());
  CHECK(old.rows[old.findings[0].best].label == date_text(14'001));
  CHECK_FALSE(old.findings[0].trend);  // of three days nobody can say
  const auto fresh = results_at(3);    // the first day alone is over
  CHECK(fresh.findings.empty());
  CHECK(fresh.rows[1].is_fresh);
}

TEST_CASE("messages of different age are compared by those alone that have had their time") {
  // Mails and texts convert alike, in 7 days. The mails are old, most of the texts are of yesterday.
  Chunk first, then;
  std::uint8_t id = 0;
  const auto send = [&](int count, std::int64_t day, Channel channel, int converted) {
    for (int i = 0; i < count; ++i) {
      const auto contact = "c" + std::to_string(++id);
      first[contact] = {sent(id, day, channel)};
      if (i < converted) then[contact] = {earned(id, Value())};
    }
  };
  send(40, 0, Channel::kEmail, 20);
  send(40, 2, Channel::kSms, 20);
  send(120, 9, Channel::kSms, 0);
  const Declared declared;
  const Dimensions rows(Dimension::kChannel, calendar::utc(), declared);
  const auto results_with = [&](std::map<std::uint32_t, Duration> windows) {
    TableSetting setting;
    setting.as_of_ms = kBaseMs + 10 * kDayMs;
    setting.goal_windows = std::move(windows);
    return table_results(table_of(Dimension::kChannel, first, then, {}, all_sent(200), setting),
                         rows, Names(), {}, setting);
  };
  Duration week;
  week.days = 7;
  const auto results = results_with({{kFlow, week}});
  REQUIRE(results.rows.size() == 2);
  const auto& texts = results.rows[0];
  CHECK(texts.counts.sent == 160);
  CHECK(texts.judged.sent == 40);
  CHECK(texts.is_fresh);
  CHECK_FALSE(results.rows[1].is_fresh);
  REQUIRE(results.findings.size() == 1);
  CHECK_FALSE(results.findings[0].is_difference());
  CHECK(results.findings[0].worst_share.rate() == 0.5);
  // A window that is open for all of them: nothing to compare yet.
  week.days = 30;
  CHECK(results_with({{kFlow, week}}).findings.empty());
}

TEST_CASE("what messages cost is their rows', in each currency for itself, and of those in scope") {
  auto outcomes = all_sent(4);
  outcomes.exceptions = {{3, MessageOutcome::kFailed, 0, "no"}};
  for (std::uint32_t i = 0; i < 3; ++i) outcomes.set_cost(i, {4, i == 2 ? kUsd : kEur});
  const Chunk chunk = {
      {"a", {sent(1, 0, Channel::kSms), sent(2, 0, Channel::kSms), sent(3), sent(4)}}};
  const auto model = table_of(Dimension::kChannel, chunk, {}, {}, outcomes);
  CHECK(model.all.costs == std::vector<MoneySum>{{kEur, 8, false}, {kUsd, 4, false}});
  CHECK(model.rows.at(static_cast<RowKey>(Channel::kSms)).costs ==
        std::vector<MoneySum>{{kEur, 8, false}});
  CHECK(table_of(Dimension::kChannel, chunk, {}, {kOtherFlow, {}}, outcomes).all.costs.empty());
}
