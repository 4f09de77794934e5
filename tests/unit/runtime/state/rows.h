// Rows that the tests of this folder share.
#pragma once
#include <cstdint>
#include <random>
#include <string>

#include "runtime/state/checked.h"
#include "runtime/state/contact_row.h"

namespace camp {

inline constexpr std::int64_t kNow = 1'772'000'000'000;  // 2026-02

inline Hash128 hash_of(std::string_view text) { return xxh3_128(text); }

// Six attributes, an instance that waits, two touches: the usual contact in the middle of a
// journey.
inline ContactRow typical_row() {
  ContactRow row;
  row.created_ms = kNow;
  encode_attributes(row.attributes, {{1, Value::string("anna.virtanen@example.com")},
                                     {2, Value::string("+358401234567")},
                                     {3, Value::string("Anna")},
                                     {4, Value::string("FI")},
                                     {7, Value::string("Europe/Helsinki")},
                                     {9, Value::money(123'45, currency("EUR"))}});
  row.lists = {12, 130};
  row.subscriptions = {{20, Channel::kEmail, true, kNow}, {20, Channel::kSms, false, kNow + 5}};
  row.assignments = {{40, 1}};
  row.touches = {{hash_of("a"), 1, 30, Channel::kEmail, false, kSeenOpened, kNow + 3'600'000},
                 {hash_of("b"), 1, 31, Channel::kSms, true, 0, kNow + 7'200'000}};
  Instance it;
  it.number = 1;
  it.flow = 300;
  it.program = 2;
  it.state = InstanceState::kWaiting;
  it.started_ms = kNow + 3'600'000;
  it.step = 3;
  it.wait = 0;
  it.token = 2;
  it.since_ms = it.started_ms + 3'600'000;
  it.due_ms = it.since_ms + 2 * 86'400'000;
  row.instances = {it};
  row.next_instance = 2;
  row.refs = {100'000, 100'060};
  return row;
}

// The tests' own hostile bytes: sealed, so that they get past the checksum.
inline std::string sealed_noise(std::mt19937_64& random, std::size_t size_max) {
  std::string bytes(random() % (size_max + 1), '\0');
  // Small numbers mostly: large ones fail at the first count and test little.
  for (auto& byte : bytes) byte = static_cast<char>(random() % 4 == 0 ? random() : random() % 9);
  if (!bytes.empty()) bytes[0] = 1;  // the version
  seal(bytes);
  return bytes;
}

}  // namespace camp
