#include "runtime/state/contact_row.h"

#include <catch2/catch.hpp>
#include <limits>

#include "runtime/state/transition_entry.h"
#include "tests/unit/runtime/state/rows.h"

namespace camp {
namespace {

constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
constexpr auto kMax = std::numeric_limits<std::int64_t>::max();

void check_same(const Instance& a, const Instance& b) {
  CHECK((a.number == b.number && a.flow == b.flow && a.run == b.run && a.program == b.program));
  CHECK((a.state == b.state && a.withheld == b.withheld && a.key == b.key &&
         a.taken_out == b.taken_out));
  CHECK((a.started_ms == b.started_ms && a.since_ms == b.since_ms && a.due_ms == b.due_ms));
  CHECK((a.step == b.step && a.wait == b.wait && a.token == b.token));
  CHECK((a.start_event_ms == b.start_event_ms && a.start_arrival == b.start_arrival));
  CHECK((a.goals_held == b.goals_held && a.outlet == b.outlet));
  CHECK(a.failure == b.failure);
  CHECK((a.locals == b.locals && a.ended_ms == b.ended_ms && a.exposures == b.exposures));
}

void check_same(const ContactRow& a, const ContactRow& b) {
  CHECK((a.created_ms == b.created_ms && a.flags == b.flags && a.attributes == b.attributes));
  CHECK((a.lists == b.lists && a.assignments == b.assignments && a.refs == b.refs));
  CHECK((a.next_instance == b.next_instance && a.ordinal == b.ordinal));
  CHECK((a.past == b.past && a.held == b.held && a.places == b.places));
  CHECK(a.caps_of == b.caps_of);
  CHECK(a.list_words == b.list_words);
  CHECK((a.ask_ms == b.ask_ms && a.segments == b.segments));
  CHECK(a.opt_ins == b.opt_ins);
  REQUIRE(a.subscriptions.size() == b.subscriptions.size());
  for (std::size_t i = 0; i < a.subscriptions.size(); ++i) {
    const auto &x = a.subscriptions[i], &y = b.subscriptions[i];
    CHECK((x.conversation == y.conversation && x.channel == y.channel &&
           x.subscribed == y.subscribed && x.imported == y.imported));
    CHECK(x.since_ms == y.since_ms);
    CHECK((x.requested_ms == y.requested_ms && x.confirmation == y.confirmation));
  }
  REQUIRE(a.touches.size() == b.touches.size());
  for (std::size_t i = 0; i < a.touches.size(); ++i) {
    const auto &x = a.touches[i], &y = b.touches[i];
    CHECK((x.ledger_id == y.ledger_id && x.instance == y.instance && x.message == y.message));
    CHECK((x.channel == y.channel && x.withheld == y.withheld && x.seen == y.seen &&
           x.at_ms == y.at_ms));
  }
  REQUIRE(a.instances.size() == b.instances.size());
  for (std::size_t i = 0; i < a.instances.size(); ++i) check_same(a.instances[i], b.instances[i]);
}

std::string encoded(const ContactRow& row) {
  std::string out = "left from before";
  encode_contact_row(out, row);
  return out;
}

void check_round_trip(const ContactRow& row) {
  ContactRow back = typical_row();  // whatever the object held before must not shine through
  back.instances[0].locals = "old";
  back.instances[0].exposures = {{1, 2}};
  REQUIRE(decode_contact_row(encoded(row), &back));
  check_same(row, back);
}

Instance extreme_instance(std::uint32_t number, std::int64_t a, std::int64_t b) {
  Instance it;
  it.number = number;
  it.flow = it.run = it.program = it.step = it.token = UINT32_MAX;
  it.wait = UINT32_MAX - 1;
  it.state = InstanceState::kIncident;
  it.withheld = true;
  it.key = UINT64_MAX;
  it.started_ms = a;
  it.start_event_ms = b;
  it.start_arrival = UINT64_MAX;
  it.since_ms = b;
  it.due_ms = a;
  it.locals = std::string(1000, '\0');
  it.exposures = {{UINT32_MAX, a}, {0, b}};
  it.goals_held = UINT32_MAX;
  it.outlet = UINT32_MAX;
  it.failure = {WakeKind::kOperator, a, UINT32_MAX, b, UINT64_MAX};
  return it;
}

HeldMessage extreme_held(std::int64_t a, std::int64_t b) {
  HeldMessage it;
  it.ledger_id = hash_of("held");
  it.instance = it.flow = it.run = it.program = it.message = it.content = UINT32_MAX;
  it.step = it.tried = UINT32_MAX;
  it.transactional = true;
  it.channel = Channel::kWebhook;
  it.pressure = 0xFF;
  it.decided_ms = a;
  it.release_ms = b;
  it.address = std::string(200, 'a');
  it.slots = std::string(1000, '\0');
  return it;
}

TEST_CASE("attributes that are too large for the row are left out of it, and that is said") {
  ContactRow row;
  encode_attributes(row.attributes, {{1, Value::string(std::string(kAttributesInRow, 'x'))}});
  REQUIRE(attributes_beside(row));
  ContactRow back;
  REQUIRE(decode_contact_row(encoded(row), &back));
  CHECK(back.attributes.empty());
  CHECK(back.flags == kAttributesBeside);
  CHECK(encoded(row).size() < 40);
  row.attributes.resize(kAttributesInRow);
  CHECK_FALSE(attributes_beside(row));
}

TEST_CASE("rows come back as they went in") {
  check_round_trip({});
  check_round_trip(typical_row());
}

TEST_CASE("rows with extreme values come back as they went in") {
  for (auto [a, b] :
       {std::pair{kMin, kMax}, {kMax, kMin}, {std::int64_t{0}, kMin}, {kMin, std::int64_t{0}}}) {
    ContactRow row;
    row.created_ms = a;
    row.flags = ~(kAttributesBeside | kHasPlaces | kWatched | kHasOptIns);
    row.opt_ins = {{0, Channel::kEmail, true, kMax, 0, 0, 0, {}},
                   {UINT32_MAX, Channel::kWebhook, false, 0, UINT32_MAX, kMax, 1, hash_of("c"), UINT64_MAX}};
    row.ask_ms = b;
    row.segments = {0, 1, UINT32_MAX};
    row.ordinal = UINT32_MAX;
    row.lists = {0, 1, UINT32_MAX};
    row.list_words = {{0, a}, {1, b}, {UINT32_MAX, a}};
    row.subscriptions = {{0, std::nullopt, false, b},
                         {0, Channel::kEmail, false, a},
                         {7, std::nullopt, false, b},
                         {UINT32_MAX, Channel::kWebhook, true, b, true},
                         {UINT32_MAX, Channel::kWebhook, true, a, false, b | 1, hash_of("c")}};
    row.assignments = {{UINT32_MAX, UINT32_MAX}};
    row.touches = {{hash_of("x"), UINT32_MAX, UINT32_MAX, Channel::kWebhook, true, 0xFF, b},
                   {{}, 0, 0, Channel::kEmail, false, 0, a}};
    Instance ended;
    ended.number = 3;
    ended.state = InstanceState::kEnded;
    ended.taken_out = true;
    ended.started_ms = b;
    ended.ended_ms = a;
    row.instances = {ended, extreme_instance(4, a, b), extreme_instance(UINT32_MAX - 1, b, a)};
    row.next_instance = UINT32_MAX;
    row.refs = {0, 1, UINT64_MAX};
    row.past = {{UINT32_MAX, UINT64_MAX, 0, kMax}, {0, 0, kMax, 0}, {0, 0, kMin, 0}};
    row.held = {extreme_held(a, b), {}};
    row.caps_of = UINT32_MAX;
    row.places = {{hash_of("p"), UINT64_MAX, b, Channel::kWebhook, true, {0, UINT32_MAX}},
                  {{}, 0, a, Channel::kEmail, false, {}}};
    check_round_trip(row);
  }
}

TEST_CASE("an ended instance forgets where it stood, but not its locals") {
  auto row = typical_row();
  row.instances[0].state = InstanceState::kEnded;
  row.instances[0].ended_ms = kNow;
  row.instances[0].locals = "n";
  ContactRow back;
  REQUIRE(decode_contact_row(encoded(row), &back));
  Instance expected;
  expected.number = 1;
  expected.flow = 300;
  expected.program = 2;
  expected.state = InstanceState::kEnded;
  expected.started_ms = row.instances[0].started_ms;
  expected.ended_ms = kNow;
  expected.locals = "n";  // goals that are still open look at them
  check_same(back.instances[0], expected);
}

TEST_CASE("every flipped bit and every cut of a row is found") {
  auto good = encoded(typical_row());
  ContactRow row;
  ContactGlance seen;
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    auto bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    CHECK_FALSE(decode_contact_row(bad, &row));
    CHECK_FALSE(glance(bad, &seen));
  }
  CHECK(row.instances.empty());  // nothing half-read is left
  for (std::size_t size = 0; size < good.size(); ++size) {
    CHECK_FALSE(decode_contact_row(std::string_view(good).substr(0, size), &row));
  }
}

// Takes the seal off, changes the bytes and seals them again.
std::string resealed(std::string sealed, std::size_t at, char byte) {
  sealed.resize(sealed.size() - 4);
  sealed.at(at) = byte;
  seal(sealed);
  return sealed;
}

TEST_CASE("values out of range are refused behind a good checksum") {
  ContactRow row;
  // version, created, flags, ordinal, attributes, lists, list words, subscriptions, assignments,
  // touches, instances, next, past, held, refs
  auto empty = encoded({});
  REQUIRE(empty.size() == 15 + 4);
  CHECK(decode_contact_row(empty, &row));
  CHECK_FALSE(decode_contact_row(resealed(empty, 0, 2), &row));   // a later version
  CHECK_FALSE(decode_contact_row(resealed(empty, 11, 0), &row));  // next_instance 0
  for (std::size_t at = 4; at <= 14; ++at) {                      // counts that lie
    if (at != 11) CHECK_FALSE(decode_contact_row(resealed(empty, at, 0x7F), &row));
  }
  auto trailing = empty.substr(0, empty.size() - 4) + "x";
  seal(trailing);
  CHECK_FALSE(decode_contact_row(trailing, &row));

  ContactRow capped;
  capped.caps_of = 7;
  CHECK(encoded(capped).size() == empty.size() + 2);
  CHECK(decode_contact_row(encoded(capped), &row));
  CHECK((row.caps_of == 7 && row.flags == 0));
  CHECK_FALSE(decode_contact_row(resealed(encoded(capped), 15, 0x7F), &row));  // its places
  CHECK(decode_contact_row(empty, &row));
  CHECK(row.caps_of == 0);

  ContactRow one;
  one.subscriptions = {{1, Channel::kEmail, false, 0}};
  CHECK(decode_contact_row(encoded(one), &row));
  CHECK(decode_contact_row(resealed(encoded(one), 9, 7), &row));
  for (const char how : {static_cast<char>(kChannelCount), '\x20', '\x41', '\x60', '\xC0'})
    CHECK_FALSE(decode_contact_row(resealed(encoded(one), 9, how), &row));
}

TEST_CASE("instances must ascend, below the next number, in a known state") {
  ContactRow two;
  two.instances.resize(2);
  for (std::uint32_t i = 0; i < 2; ++i) {
    two.instances[i].number = i + 1;
    two.instances[i].state = InstanceState::kEnded;
  }
  two.next_instance = 3;
  auto good = encoded(two);
  ContactRow row;
  REQUIRE(decode_contact_row(good, &row));
  // 11: the first instance's number, 12: its flags; 6 bytes each, then next_instance.
  CHECK_FALSE(decode_contact_row(resealed(good, 17, 0), &row));       // the same number twice
  CHECK_FALSE(decode_contact_row(resealed(good, 17, 2), &row));       // not below next_instance
  CHECK_FALSE(decode_contact_row(resealed(good, 12, 0), &row));       // no state
  CHECK_FALSE(decode_contact_row(resealed(good, 12, 32 + 3), &row));  // ended, with locals
  CHECK_FALSE(decode_contact_row(resealed(good, 12, 64 + 3), &row));  // ended, with a wait
  // A flag that nobody has.
  CHECK_FALSE(decode_contact_row(resealed(good, 12, static_cast<char>(128 + 3)), &row));
  CHECK_FALSE(decode_contact_row(resealed(good, 23, 2), &row));  // next_instance is taken
}

TEST_CASE("sealed noise never crashes, and what decodes can be written again") {
  std::mt19937_64 random(20260301);
  ContactRow row, again;
  ContactGlance seen;
  Arena arena;
  for (int i = 0; i < 100'000; ++i) {
    auto bytes = sealed_noise(random, 80);
    if (decode_contact_row(bytes, &row)) {
      REQUIRE(decode_contact_row(encoded(row), &again));
      check_same(row, again);
    }
    if (glance(bytes, &seen)) {
      find_attribute(seen.attributes, static_cast<std::uint32_t>(random() % 9), arena);
      list_in(seen.lists, 3);
    }
    arena.reset();
  }
}

TEST_CASE("mutated rows behind a good checksum never crash") {
  std::mt19937_64 random(7);
  auto good = encoded(typical_row());
  ContactRow row, again;
  int decoded = 0;
  for (int i = 0; i < 100'000; ++i) {
    auto bytes = good.substr(0, good.size() - 4);
    for (auto n = random() % 4; n != ~0ull; --n)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    seal(bytes);
    if (!decode_contact_row(bytes, &row)) continue;
    ++decoded;
    REQUIRE(decode_contact_row(encoded(row), &again));
  }
  CHECK(decoded > 1000);  // else this tests nothing
}

TEST_CASE("lists are a set, in order; the last word about each counts") {
  using C = ConsentChange;
  ContactRow row;
  CHECK(row.set_list(5, true, 10) == C::kChanged);
  CHECK(row.set_list(2, true, 10) == C::kChanged);
  CHECK(row.set_list(9, true, 10) == C::kChanged);
  CHECK(row.set_list(5, true, 20) == C::kNoted);
  CHECK(row.set_list(5, true, 20) == C::kNothing);
  CHECK(row.lists == std::vector<std::uint32_t>{2, 5, 9});
  CHECK(row.on_list(5));
  CHECK(row.set_list(5, false, 15) == C::kNothing);  // said before it was said to be there again
  CHECK(row.set_list(5, false, 20) == C::kNothing);  // of one instant: on it
  CHECK(row.set_list(5, false, 21) == C::kChanged);
  CHECK(row.set_list(7, false, 30) == C::kNoted);
  CHECK(row.set_list(7, true, 29) == C::kNothing);
  CHECK(row.set_list(7, true, 30) == C::kChanged);
  CHECK(row.lists == std::vector<std::uint32_t>{2, 7, 9});
  CHECK_FALSE(row.on_list(5));
}

TEST_CASE("instances are found by number") {
  ContactRow row;
  row.instances.resize(3);
  row.instances[0].number = 2;
  row.instances[1].number = 5;
  row.instances[2].number = 9;
  CHECK(row.find_instance(5) == &row.instances[1]);
  CHECK(row.find_instance(9) == &row.instances[2]);
  CHECK(row.find_instance(1) == nullptr);
  CHECK(row.find_instance(6) == nullptr);
  CHECK(row.find_instance(10) == nullptr);
}

TEST_CASE("decoding into a used row keeps its memory") {
  ContactRow row;
  auto bytes = encoded(typical_row());
  REQUIRE(decode_contact_row(bytes, &row));
  auto* touches = row.touches.data();
  auto* instances = row.instances.data();
  auto* attributes = row.attributes.data();
  REQUIRE(decode_contact_row(bytes, &row));
  CHECK(row.touches.data() == touches);
  CHECK(row.instances.data() == instances);
  CHECK(row.attributes.data() == attributes);
}

}  // namespace
}  // namespace camp
