#include "runtime/shelf/event_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <compare>
#include <random>

#include "runtime/state/event_row.h"
#include "runtime/state/keys.h"
#include "runtime/store/mem_store.h"

namespace camp {
namespace {

constexpr std::uint32_t kNames = 4;
constexpr std::int64_t kLastMs = 20;

std::string id_of(std::uint32_t number) { return fmt::format("c{}", number); }

std::string row_of(std::string_view id) {
  std::string row;
  encode_event_row(row, {0, 0, id, {}, {}});
  return row;
}

struct Happened {
  std::string contact;
  std::uint32_t name = 0;
  std::int64_t at_ms = 0;
  std::uint64_t arrival = 0;
  auto operator<=>(const Happened&) const = default;
};

// A third of the contacts has nothing, some have more than is kept; ids that were applied lie
// between the events. In order.
std::vector<Happened> fill(MemStore& store, std::mt19937& random, std::uint32_t contacts) {
  auto batch = store.make_batch();
  std::vector<Happened> all;
  for (std::uint32_t i = 0; i < contacts; ++i) {
    for (auto left = i % 3 == 0 ? 0 : random() % (i % 10 == 1 ? 400 : 40); left > 0; --left) {
      const auto id = fmt::format("e{}", left);
      batch->put(Family::kEvents, keys::applied(id_of(i), xxh3_128(id)), "");
      all.push_back({id_of(i), static_cast<std::uint32_t>(random() % kNames),
                     static_cast<std::int64_t>(random() % kLastMs), left});
      const auto& it = all.back();
      batch->put(Family::kEvents, keys::event(it.contact, it.name, it.at_ms, left), row_of(id));
    }
  }
  REQUIRE(store.commit(*batch).ok());
  std::sort(all.begin(), all.end());
  return all;
}

std::string truth(const std::vector<Happened>& all, const std::string& contact, std::uint32_t name,
                  std::int64_t from_ms, std::int64_t to_ms) {
  std::string text;
  for (auto it = std::lower_bound(all.begin(), all.end(), Happened{contact, name, from_ms, 0});
       it != all.end() && it->contact == contact && it->name == name && it->at_ms <= to_ms; ++it)
    text += fmt::format("e{}@{} ", it->arrival, it->at_ms);
  return text;
}

std::string told(StoredEventHistory& history, const std::string& contact, std::uint32_t name,
                 std::int64_t from_ms, std::int64_t to_ms) {
  history.set_contact(contact, nullptr);
  history.open(name, from_ms, to_ms);
  std::string text;
  EventAtHand event;
  while (history.next(&event)) text += fmt::format("{}@{} ", event.id, event.time_ms);
  REQUIRE(history.status().ok());
  return text;
}

}  // namespace

TEST_CASE("a search and a walk find what happened, in whatever order contacts and windows come") {
  constexpr std::uint32_t kContacts = 300;
  std::mt19937 random(7);
  MemStore store;
  const auto all = fill(store, random, kContacts);
  std::vector<std::string> ids;
  for (std::uint32_t i = 0; i < kContacts; ++i) ids.push_back(id_of(i));
  std::sort(ids.begin(), ids.end(),
            [](const auto& a, const auto& b) { return keys::contact(a) < keys::contact(b); });
  StoredEventHistory each(store);
  StoredEventHistory walk(store, ContactOrder::kByKey);
  std::size_t found = 0;
  const auto compare = [&](const std::string& id) {
    const auto name = static_cast<std::uint32_t>(random() % kNames);
    // Now and then over all time, and mostly up to the same moment, as in a tick.
    const auto to_ms = static_cast<std::int64_t>(random() % 3 == 0 ? random() % kLastMs : kLastMs);
    const auto from_ms =
        random() % 5 == 0 ? INT64_MIN : static_cast<std::int64_t>(random()) % (to_ms + 1);
    const auto expected = truth(all, id, name, from_ms, to_ms);
    INFO(id << " " << name << " " << from_ms << " " << to_ms);
    CHECK(told(each, id, name, from_ms, to_ms) == expected);
    CHECK(told(walk, id, name, from_ms, to_ms) == expected);
    found += expected.empty() ? 0 : 1;
  };
  for (int round = 0; round < 4; ++round) {  // each contact up to seven times, then the next
    for (const auto& id : ids) {
      for (auto times = random() % 8; times > 0; --times) compare(id);
    }
  }
  for (int i = 0; i < 500; ++i) compare(ids[random() % ids.size()]);
  CHECK(found > 500);
}

TEST_CASE("a walk tells of the moment at which it began") {
  MemStore store;
  std::mt19937 random(7);
  fill(store, random, 30);
  StoredEventHistory walk(store, ContactOrder::kByKey);
  const auto before = told(walk, id_of(1), 1, 0, kLastMs);
  auto batch = store.make_batch();
  batch->put(Family::kEvents, keys::event(id_of(1), 1, 3, 99), row_of("late"));
  REQUIRE(store.commit(*batch).ok());
  CHECK(told(walk, id_of(1), 1, 0, kLastMs) == before);
  StoredEventHistory another(store, ContactOrder::kByKey);
  CHECK(told(another, id_of(1), 1, 0, kLastMs).find("late@3") != std::string::npos);
}

}  // namespace camp
