// Events, timers, runs, pages and the seal: the formats that fit a screen.
#include <catch2/catch.hpp>
#include <limits>

#include "lang/value/civil.h"
#include "runtime/state/approvals_row.h"
#include "runtime/state/checked.h"
#include "runtime/state/credit_shares.h"
#include "runtime/state/event_row.h"
#include "runtime/state/keys.h"
#include "runtime/state/older_rows.h"
#include "runtime/state/parked_chunk.h"
#include "runtime/state/pauses_row.h"
#include "runtime/state/request_row.h"
#include "runtime/state/rhythm_row.h"
#include "runtime/state/run_row.h"
#include "runtime/state/schedule_row.h"
#include "runtime/state/system_entry.h"
#include "runtime/state/timer_chunk.h"
#include "runtime/state/trial_row.h"
#include "tests/unit/runtime/state/rows.h"

namespace camp {
namespace {

constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
constexpr auto kMax = std::numeric_limits<std::int64_t>::max();

// No single byte of `sealed` can change, and nothing be cut off, without `decodes` saying no.
template <class Decodes>
void check_tight(const std::string& sealed, Decodes decodes) {
  CHECK(decodes(sealed));
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto bad = sealed;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    CHECK_FALSE(decodes(bad));
    CHECK_FALSE(decodes(sealed.substr(0, at)));
  }
  auto longer = sealed.substr(0, sealed.size() - 4) + "x";
  seal(longer);
  CHECK_FALSE(decodes(longer));
  auto newer = sealed.substr(0, sealed.size() - 4);
  newer[0] = 99;
  seal(newer);
  CHECK_FALSE(decodes(newer));
}

TEST_CASE("the seal is the same for ever") {
  std::string value = "camp";
  seal(value);
  CHECK(to_hex(value.substr(4)) == "fc36e8eb");
  std::string_view bytes;
  REQUIRE(unseal(value, &bytes));
  CHECK(bytes == "camp");
  CHECK_FALSE(unseal("", &bytes));
  CHECK_FALSE(unseal("abc", &bytes));
  std::string empty;
  seal(empty);
  CHECK(unseal(empty, &bytes));
  CHECK(bytes.empty());
}

TEST_CASE("when an experiment is decided, and the decision") {
  TrialBegun begun;
  CHECK_FALSE(decode_trial_begun(encode_trial_begun({kMin, 1}), &begun));
  CHECK_FALSE(decode_trial_begun(encode_trial_begun({kNow, 0}), &begun));
  for (auto time : {kMin + 1, std::int64_t{0}, kNow, kMax}) {
    REQUIRE(decode_trial_begun(encode_trial_begun({time, UINT32_MAX}), &begun));
    CHECK(begun == TrialBegun{time, UINT32_MAX});
  }
  check_tight(encode_trial_begun({kNow, 300}), [](const std::string& bytes) {
    TrialBegun it;
    return decode_trial_begun(bytes, &it);
  });
  TrialDecision decision;
  decision.due_ms = kMin;
  decision.at_ms = kMin;
  decision.next_ms = kMax;
  decision.reason = DecisionReason::kOverflow;
  decision.winner = UINT32_MAX;
  decision.metric = Metric::kRevenue;
  decision.goal = 7;
  decision.currency = UINT32_MAX;
  decision.test = 3;
  decision.p = 0.25;
  decision.arms = {{1, UINT64_MAX, 2, kMin, 999'999}, {3, 0, 0, kMax, 1}};
  decision.ticks.back() = UINT64_MAX;
  const auto sealed = encode_decision(decision);
  TrialDecision read;
  REQUIRE(decode_decision(sealed, &read));
  CHECK((read.due_ms == kMin && read.at_ms == kMin && read.next_ms == kMax));
  CHECK(read.reason == DecisionReason::kOverflow);
  CHECK(read.p == 0.25);
  CHECK(read.arms == decision.arms);
  CHECK(read.ticks == decision.ticks);
  CHECK(encode_decision(read) == sealed);
  check_tight(sealed, [](const std::string& bytes) {
    TrialDecision it;
    return decode_decision(bytes, &it);
  });
  decision.p.reset();
  REQUIRE(decode_decision(encode_decision(decision), &read));
  CHECK_FALSE(read.p.has_value());
  for (auto p : {-0.5, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
    decision.p = p;
    CHECK_FALSE(decode_decision(encode_decision(decision), &read));
  }
}

TEST_CASE("a decision by which nobody could be shared out, or that has no order in time, is none") {
  TrialDecision decision;
  decision.reason = DecisionReason::kWeighed;
  decision.metric = Metric::kClicks;
  decision.arms = {{1, 0, 0, 0, 400'000}, {2, 0, 0, 0, 600'000}};
  decision.at_ms = kNow;
  TrialDecision read;
  REQUIRE(decode_decision(encode_decision(decision), &read));
  CHECK((read.is_of_bandit() && read.share_of(2) == 600'000 && read.share_of(3) == 0));
  decision.arms[0].share_ppm += 1;
  CHECK_FALSE(decode_decision(encode_decision(decision), &read));
  decision.arms[0].share_ppm -= 1;
  decision.next_ms = kNow;
  CHECK_FALSE(decode_decision(encode_decision(decision), &read));
  decision.next_ms = kNow + 1;
  CHECK(decode_decision(encode_decision(decision), &read));
  decision.due_ms = kNow + 1;
  CHECK_FALSE(decode_decision(encode_decision(decision), &read));
}

TEST_CASE("event rows") {
  for (auto time : {kMin, std::int64_t{0}, kNow, kMax}) {
    EventRow row{time, kEventLate, "order-17", std::string_view("\x01\x05\x02\x08", 4)};
    std::string bytes = "old";
    encode_event_row(bytes, row);
    EventRow back;
    REQUIRE(decode_event_row(bytes, &back));
    CHECK((back.received_ms == time && back.flags == kEventLate));
    CHECK((back.id == row.id && back.data == row.data));
    check_tight(bytes, [](const std::string& b) {
      EventRow r;
      return decode_event_row(b, &r);
    });
  }
}

TEST_CASE("an event row of a receipt keeps the ledger id") {
  std::string id(16, 'i');
  std::string bytes;
  encode_event_row(bytes, {kNow, kEventLate, "click-1", "", id});
  EventRow back;
  REQUIRE(decode_event_row(bytes, &back));
  CHECK(back.ledger_id == id);
  CHECK(back.flags == (kEventLate | kEventReceipt));
}

TEST_CASE("timer chunks") {
  auto minute = keys::minute_of(kNow);
  TimerChunkWriter writer(minute);
  CHECK(writer.empty());
  std::vector<Timer> timers = {
      {"anna", 1, 2, kNow}, {"b", UINT32_MAX, UINT32_MAX, kMin}, {"c", 0, 0, kMax}};
  for (const auto& timer : timers) writer.add(timer);
  CHECK_FALSE(writer.empty());
  auto bytes = writer.finish();
  std::vector<Timer> back(7);
  REQUIRE(decode_timer_chunk(bytes, minute, &back));
  REQUIRE(back.size() == timers.size());
  for (std::size_t i = 0; i < timers.size(); ++i) {
    CHECK((back[i].contact_id == timers[i].contact_id && back[i].instance == timers[i].instance));
    CHECK((back[i].token == timers[i].token && back[i].due_ms == timers[i].due_ms));
  }
  check_tight(bytes, [&](const std::string& b) { return decode_timer_chunk(b, minute, &back); });
  REQUIRE(decode_timer_chunk(TimerChunkWriter(0).finish(), 0, &back));
  CHECK(back.empty());
}

RunRow some_run() {
  RunRow row;
  row.campaign = 7;
  row.program = UINT32_MAX;
  row.key = "2026-03-02";
  row.state = RunState::kSending;
  row.started_ms = kMin;
  row.ended_ms = kMax;
  row.audience = UINT64_MAX;
  row.digest = sha256("ids");
  return row;
}

TEST_CASE("chunks of what is parked") {
  std::vector<ParkedWake> wakes{{ParkedKind::kTimer, "anna", 7, UINT32_MAX, kMax, 0, 0, 0, 0},
                                {ParkedKind::kEvent, "bo", 1, 2, kMin, 9, kNow, UINT64_MAX, 3},
                                {ParkedKind::kStart, "cleo", 0, 0, 0, 9, kNow, 4, UINT32_MAX},
                                {ParkedKind::kRunStart, "dan", UINT32_MAX, 5, kNow, 0, 0, 0, 0},
                                {ParkedKind::kMessages, "eve", 0, 0, 0, 0, 0, 0, 0}};
  const auto bytes = encode_parked_chunk(wakes);
  std::vector<ParkedWake> back;
  REQUIRE(decode_parked_chunk(bytes, &back));
  REQUIRE(back.size() == wakes.size());
  for (std::size_t i = 0; i < wakes.size(); ++i) {
    const auto &a = wakes[i], &b = back[i];
    CHECK((a.kind == b.kind && a.contact_id == b.contact_id && a.instance == b.instance));
    CHECK((a.token == b.token && a.due_ms == b.due_ms && a.event == b.event));
    CHECK((a.time_ms == b.time_ms && a.arrival == b.arrival && a.place == b.place));
  }
  check_tight(bytes, [&](const std::string& b) { return decode_parked_chunk(b, &back); });
  wakes[0].kind = ParkedKind{6};
  CHECK_FALSE(decode_parked_chunk(encode_parked_chunk(wakes), &back));
}

// Timers of any time lie before them, whatever a clock says.
TEST_CASE("requests that have no answer") {
  const RequestRow row{"anna", 3,         UINT32_MAX, 7,   9, std::string("\x01\x00", 2),
                       -5,     INT64_MAX, 2,          true};
  const auto bytes = encode_request_row(row);
  RequestRow back;
  REQUIRE(decode_request_row(bytes, &back));
  CHECK((back.contact_id == row.contact_id && back.instance == row.instance &&
         back.token == row.token && back.program == row.program && back.call == row.call &&
         back.arguments == row.arguments && back.requested_ms == row.requested_ms &&
         back.expires_ms == row.expires_ms && back.attempts == row.attempts && back.under_way));
  check_tight(bytes, [&](const std::string& b) { return decode_request_row(b, &back); });
}

TEST_CASE("keys of what is parked lie behind all timers of their partition") {
  const auto last = keys::timers(7, keys::minute_of(kMax), UINT64_MAX);
  CHECK(keys::minute_of(kMax) == keys::kLastMinute);
  CHECK(last < keys::parked_prefix(7));
  CHECK(keys::parked(7, UINT32_MAX, UINT64_MAX) < keys::timers(8, 0, 0));
  CHECK(keys::parked(7, 1, UINT64_MAX) < keys::parked(7, 2, 0));
  std::uint32_t subject = 0;
  CHECK((keys::parse_parked(keys::parked(7, 300, 1), &subject) && subject == 300));
  CHECK_FALSE(keys::parse_parked(last, &subject));
  CHECK_FALSE(keys::parse_parked(keys::parked(7, 300, 1) + "x", &subject));
}

TEST_CASE("the shares of what messages share are all of it, the rest goes to the earliest") {
  for (const std::int64_t minor : {1000, 1, 0, -1000, 2, 17}) {
    for (const std::uint32_t of : {2u, 3u, 7u, 256u}) {
      std::int64_t sum = 0;
      for (std::uint32_t place = 0; place < of; ++place) {
        const auto share = share_of(minor, place, of);
        CHECK(std::abs(share - minor / of) <= 1);
        if (place > 0) CHECK(std::abs(share) <= std::abs(share_of(minor, place - 1, of)));
        sum += share;
      }
      CHECK(sum == minor);
    }
  }
  CHECK(share_of(1000, 0, 3) == 334);
  CHECK(share_of(1000, 1, 3) == 333);
  CHECK(share_of(kMin, 0, 2) == kMin / 2);
}

TEST_CASE("a list of pauses of version 1 is read as well") {
  std::string bytes;
  put_u8(bytes, 1);
  put_u8(bytes, 0);
  put_varint(bytes, 1);
  put_varint(bytes, 7);
  put_signed(bytes, kNow);
  put_bytes(bytes, "why");
  put_varint(bytes, 0);
  seal(bytes);
  PausesRow row;
  REQUIRE(decode_pauses(bytes, &row));
  CHECK(row.pauses == std::vector<Pause>{{7, kNow, "why"}});
  CHECK((row.stood.empty() && !row.shift));
}

TEST_CASE("a flow stands from the first of its pauses until the last has ended") {
  PausesRow row{{{kEverything, 100, ""}, {7, 200, ""}, {8, 50, ""}}, false, {}};
  CHECK(row.standing_since(7) == 100);
  CHECK(row.standing_since(8) == 50);
  CHECK(row.standing_since(9) == 100);
  CHECK_FALSE(row.frees(kEverything, 7));  // it stands by itself, too
  CHECK(row.frees(kEverything, 9));
  CHECK_FALSE(row.frees(8, 8));
  row.end(8);
  CHECK(row.standing_since(8) == 50);
  CHECK(row.frees(kEverything, 8));
  row.end(kEverything);
  CHECK(row.standing_since(7) == 100);
  CHECK_FALSE(row.standing_since(8));
  CHECK_FALSE(row.standing_since(9));
  CHECK(row.frees(7, 7));
  row.end(7);
  CHECK_FALSE(row.standing_since(7));
  CHECK((row.pauses.empty() && row.stood.empty()));
}

TEST_CASE("of a wait, a pause has held what lies within both, once") {
  PausesRow row{{{7, 200, ""}}, false, {}, {}, Shift{7, 1000}};
  Instance wait;
  wait.flow = 7;
  wait.state = InstanceState::kWaiting;
  const auto held_ms = [&](std::int64_t since_ms, std::int64_t due_ms) {
    wait.since_ms = since_ms;
    wait.due_ms = due_ms;
    const auto held = held_by(row, wait);
    return held ? held->to_ms - held->from_ms : 0;
  };
  CHECK(held_ms(0, 5000) == 800);
  CHECK(held_ms(0, 201) == 800);  // it came due while it stood
  CHECK(held_ms(0, 200) == 0);    // it had ended
  CHECK(held_ms(900, 5000) == 100);
  CHECK(held_ms(1000, 5000) == 0);  // begun meanwhile
  wait.shifted_ms = 1000;
  CHECK(held_ms(0, 5000) == 0);
  wait.shifted_ms = 199;  // by an earlier resume
  CHECK(held_ms(0, 5000) == 800);
  wait.flow = 8;
  CHECK(held_ms(0, 5000) == 0);
}

TEST_CASE("what is paused") {
  PausesRow row{{{kEverything, kMin, ""}, {7, kNow, "wrong price"}},
                true,
                {3, UINT32_MAX},
                {{7, kMin}, {9, kNow}},
                Shift{7, kMax}};
  row.pauses.push_back({pause_subject(Channel::kSms), kMax, "the provider is down"});
  const auto bytes = encode_pauses(row);
  PausesRow back;
  REQUIRE(decode_pauses(bytes, &back));
  CHECK((back.pauses == row.pauses && back.releasing && back.cancelling == row.cancelling));
  CHECK((back.stood == row.stood && back.shift == row.shift));
  check_tight(bytes, [&](const std::string& b) { return decode_pauses(b, &back); });
  std::swap(row.pauses[0], row.pauses[1]);
  CHECK_FALSE(decode_pauses(encode_pauses(row), &back));
  const PausesRow some{{{7, kNow, ""}, {pause_subject(Channel::kSms), kNow, ""}}, false, {}};
  CHECK(some.holder(7, Channel::kEmail) == 7);
  CHECK(some.holder(7, Channel::kSms) == 7);
  CHECK(some.holder(8, Channel::kSms) == pause_subject(Channel::kSms));
  CHECK(some.holder(8, Channel::kEmail) == kEverything);
  CHECK(some.holding(7) == &some.pauses[0]);
  CHECK(some.holding(pause_subject(Channel::kSms)) == &some.pauses[1]);
  CHECK(some.holding(8) == nullptr);
  const PausesRow all{{{kEverything, kNow, ""}}, false, {}};
  CHECK(all.holding(8) == &all.pauses[0]);
  CHECK(all.holder(8, Channel::kEmail) == 8);
  CHECK(all.holding(pause_subject(Channel::kSms)) == nullptr);  // channels stand for themselves
}

TEST_CASE("who approved what") {
  Sha256 content;
  content.bytes.fill(0xA5);
  const ApprovalsRow row{{{0, SignedAs::kApproved, kMin, {}, "", "", ""},
                          {7, SignedAs::kApproved, kNow, content, "manager", "Mia", ""},
                          {7, SignedAs::kRejected, kMax, {}, "legal", "Otto", "no imprint"}}};
  const auto bytes = encode_approvals(row);
  ApprovalsRow back;
  REQUIRE(decode_approvals(bytes, &back));
  CHECK(back.signatures == row.signatures);
  check_tight(bytes, [&](const std::string& b) { return decode_approvals(b, &back); });
  CHECK_FALSE(decode_approvals(encode_approvals({{row.signatures[1], row.signatures[0]}}), &back));
  auto unknown = row;
  unknown.signatures[0].verdict = static_cast<SignedAs>(3);
  CHECK_FALSE(decode_approvals(encode_approvals(unknown), &back));
}

TEST_CASE("entries of the system log") {
  for (auto at_ms : {kMin, std::int64_t{0}, kMax}) {
    auto bytes = encode_system_entry({SystemKind::kRunSent, at_ms, UINT32_MAX, UINT64_MAX});
    SystemEntry back;
    REQUIRE(decode_system_entry(bytes, &back));
    CHECK((back.kind == SystemKind::kRunSent && back.at_ms == at_ms));
    CHECK((back.subject == UINT32_MAX && back.count == UINT64_MAX));
    check_tight(bytes, [&](const std::string& b) { return decode_system_entry(b, &back); });
  }
  SystemEntry back;
  CHECK_FALSE(decode_system_entry(encode_system_entry({SystemKind{0}, 0, 0, 0}), &back));
  SystemEntry told{SystemKind::kPaused, 5, 0, 0};
  told.ticks.assign(limits::kPartitions, 0);
  for (const auto ticks : {0u, 1u, 2u}) {
    if (ticks > 0) told.ticks[ticks == 1 ? 255 : 0] = ticks == 1 ? UINT64_MAX : 1;
    const auto bytes = encode_system_entry(told);
    REQUIRE(decode_system_entry(bytes, &back));
    CHECK(back.ticks == told.ticks);
    check_tight(bytes, [&](const std::string& b) { return decode_system_entry(b, &back); });
  }
  std::uint64_t number = 0;
  CHECK((keys::parse_system(keys::system(UINT64_MAX), &number) && number == UINT64_MAX));
  CHECK_FALSE(keys::parse_system(keys::system(1) + "x", &number));
  CHECK(keys::system(255) < keys::system(256));
}

TEST_CASE("run rows") {
  auto row = some_run();
  auto bytes = encode_run_row(row);
  RunRow back;
  REQUIRE(decode_run_row(bytes, &back));
  CHECK((back.campaign == 7 && back.program == UINT32_MAX && back.key == row.key &&
         back.state == row.state));
  CHECK((back.started_ms == kMin && back.ended_ms == kMax && back.audience == UINT64_MAX));
  CHECK(back.digest == row.digest);
  check_tight(bytes, [](const std::string& b) {
    RunRow r;
    return decode_run_row(b, &r);
  });
  row.without_outlet = UINT64_MAX;
  REQUIRE(decode_run_row(encode_run_row(row), &back));
  CHECK(back.without_outlet == UINT64_MAX);
  for (int state : {0, 5, 255}) {
    row.state = static_cast<RunState>(state);
    CHECK_FALSE(decode_run_row(encode_run_row(row), &back));
  }
  CHECK(run_state_text(RunState::kSnapshot) == "snapshot");
  CHECK(run_state_text(RunState::kSending) == "sending");
  CHECK(run_state_text(RunState::kSent) == "sent");
}

TEST_CASE("run rows say when their schedule means, and by whose clocks") {
  auto row = some_run();
  for (bool contact_time : {false, true}) {
    row.nominal = Nominal{kLastDay, kMsPerDay - 1};
    row.contact_time = contact_time;
    RunRow back;
    REQUIRE(decode_run_row(encode_run_row(row), &back));
    CHECK((back.nominal == row.nominal && back.contact_time == contact_time));
    REQUIRE(decode_run_row(encode_run_row(some_run()), &back));
    CHECK((!back.nominal && !back.contact_time));
    for (const auto& wrong : {Nominal{kLastDay + 1, 0}, Nominal{0, kMsPerDay}}) {
      row.nominal = wrong;
      CHECK_FALSE(decode_run_row(encode_run_row(row), &back));
    }
  }
}

TEST_CASE("schedule rows") {
  ScheduleRow row{7, xxh3_128("every day"), kMin, {kFirstDay, kMsPerDay - 1}, {1, UINT32_MAX}};
  const auto bytes = encode_schedule_row(row);
  ScheduleRow back;
  REQUIRE(decode_schedule_row(bytes, &back));
  CHECK((back.fingerprint == row.fingerprint && back.since_ms == kMin && back.done == row.done));
  CHECK(back.runs == row.runs);
  check_tight(bytes, [](const std::string& b) {
    ScheduleRow r;
    return decode_schedule_row(b, &r);
  });
  for (const auto& wrong : {Nominal{kFirstDay - 1, 0}, Nominal{0, kMsPerDay}}) {
    row.done = wrong;
    CHECK_FALSE(decode_schedule_row(encode_schedule_row(row), &back));
  }
}

TEST_CASE("pages") {
  std::vector<std::string_view> ids = {"a", "anna", "b"};
  auto bytes = encode_page(ids);
  std::vector<std::string_view> back;
  REQUIRE(decode_page(bytes, &back));
  CHECK(back == ids);
  check_tight(bytes, [&](const std::string& b) { return decode_page(b, &back); });
  REQUIRE(decode_page(encode_page({}), &back));
  CHECK(back.empty());
}

TEST_CASE("a rhythm is read back, fades, and is known from the next day on") {
  RhythmRow row;
  row.on(100).add_message(167);
  row.on(100).add_answer(167, 0, 3'600'000);  // in the first hour of the week
  CHECK(row.known_on(100).answer_count() == 0);
  CHECK(row.known_on(101).answers[0] == 253);
  CHECK(row.known_on(101).lay[167] == 253);
  CHECK(row.known_on(101).lay[1] == 0);  // it was looked at before
  CHECK(row.known_on(178).answers[0] < Rhythm::kOne / 2);
  CHECK(row.known_on(100'000).answers[0] == 0);
  row.on(101).add_message(3);
  RhythmRow back;
  const auto bytes = encode_rhythm(row);
  REQUIRE(decode_rhythm(bytes, &back));
  CHECK(encode_rhythm(back) == bytes);
  CHECK(back.known_on(102).answers == row.known_on(102).answers);
  CHECK(back.known_on(102).lay == row.known_on(102).lay);
  check_tight(bytes, [&](const std::string& b) { return decode_rhythm(b, &back); });
  // An answer of a message of the day before takes off what that has added.
  RhythmRow night;
  night.on(100).add_message(0);
  night.on(101).add_answer(0, 0, 0);
  CHECK(night.known_on(102).lay[5] == 0);
  REQUIRE(decode_rhythm(encode_rhythm(night), &back));
  CHECK(back.today.lay[5] == night.today.lay[5]);
  // There is no room for more.
  row = {};
  row.on(1).answers[0] = INT32_MAX - 1;
  row.on(1).add_answer(0, 0, 0);
  REQUIRE(decode_rhythm(encode_rhythm(row), &back));
  CHECK(back.today.answers[0] == INT32_MAX);
}

// A value whose first byte, its format, is another.
std::string of_format(std::string sealed, std::uint8_t format) {
  sealed.resize(sealed.size() - sizeof(std::uint32_t));
  sealed[0] = static_cast<char>(format);
  seal(sealed);
  return sealed;
}

TEST_CASE("who cannot read a value says whether it is damaged, of another camp, or not there") {
  const auto page = encode_page({"anna"});
  auto cut = page.substr(1);
  auto damaged = unreadable_page(7, 2, 1, cut);
  CHECK(damaged.kind == ErrorKind::kCorrupt);
  CHECK(damaged.message == "page 1 of run 2 in partition 7 fails its checksum");
  auto newer = unreadable_page(7, 2, 1, of_format(page, kRunRowVersion + 1));
  CHECK(newer.kind == ErrorKind::kNewer);
  CHECK(newer.message == "page 1 of run 2 in partition 7 has format 2, this camp reads 1");
  auto gone = unreadable_page(7, 2, 1, std::nullopt);
  CHECK(gone.kind == ErrorKind::kCorrupt);
  CHECK(gone.message == "page 1 of run 2 in partition 7 is not there");

  const auto entry = encode_system_entry({SystemKind::kDeployed, 1, 9, 0});
  CHECK(unreadable_system_entry(4, of_format(entry, 9)).kind == ErrorKind::kNewer);
  CHECK(unreadable_system_entry(4, "").message == "entry 4 of the system log fails its checksum");

  const auto touch = encode_older_touch({});
  CHECK(unreadable_older_row("anna", of_format(touch, 9)).kind == ErrorKind::kNewer);
  CHECK(unreadable_older_row("anna", "x").where == "anna");

  std::string position = "no varints \xFF";
  seal(position);
  CHECK(unreadable(position, "it").message == "it is whole, but not what this camp writes");
  CHECK(unreadable(position.substr(1), "it").message == "it fails its checksum");
}

TEST_CASE("sealed noise never crashes the small decoders") {
  std::mt19937_64 random(11);
  EventRow event;
  RunRow run;
  std::vector<Timer> timers;
  std::vector<std::string_view> ids;
  RhythmRow rhythm;
  for (int i = 0; i < 100'000; ++i) {
    auto bytes = sealed_noise(random, 90);
    decode_event_row(bytes, &event);
    decode_run_row(bytes, &run);
    decode_timer_chunk(bytes, UINT32_MAX, &timers);
    decode_page(bytes, &ids);
    decode_rhythm(bytes, &rhythm);
    CHECK(timers.capacity() + ids.capacity() < 500);  // no count makes us allocate
  }
}

}  // namespace
}  // namespace camp
