// All that a transition reads and changes of a contact, in one row: one read, one write.
//
//   contact_row := version:u8 created_ms:zigzag flags:u8 attributes lists subscriptions
//                  assignments touches instances next_instance:varint refs checksum:u32
//   attributes    := bytes( n:varint (name:varint value)* )
//                    -- sorted by name number; empty: none
//   lists         := n:varint name:varint*                        -- sorted
//   subscriptions := n:varint (conversation:varint channel:u8 since:zigzag)*
//                    -- channel's bit 0x80: subscribed; since = offset to created_ms
//   assignments   := n:varint (experiment:varint arm:varint)*
//   touches       := n:varint touch*      instances := n:varint instance*
//   refs          := n:varint (first:varint, then deltas:varint*)
// Names are the store's numbers (names.h). Decoding takes any bytes. See contact_row.cpp for touch
// and instance.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"
#include "lang/base/result.h"
#include "lang/catalog/channels.h"
#include "lang/value/value.h"

namespace camp {

inline constexpr std::uint8_t kContactRowVersion = 1;
inline constexpr std::uint8_t kContactErased = 1;  // flags

struct Subscription {
  std::uint32_t conversation = 0;
  Channel channel{};
  bool subscribed = false;  // false: taken back; kept as the proof
  std::int64_t since_ms = 0;
};

// The contact's arm of an experiment, for ever.
struct Assignment {
  std::uint32_t experiment = 0;  // "campaign/experiment" as a name number
  std::uint32_t arm = 0;
  friend bool operator==(const Assignment&, const Assignment&) = default;
};

// A recent message, for receipts, goals and "first open". Bits of `seen`:
inline constexpr std::uint8_t kSeenDelivered = 1, kSeenOpened = 2, kSeenClicked = 4,
                              kSeenReplied = 8, kSeenBounced = 16, kSeenUnsubscribed = 32,
                              kSeenComplained = 64;
struct Touch {
  Hash128 ledger_id;
  std::uint32_t instance = 0;
  std::uint32_t message = 0;  // name number
  Channel channel{};
  bool withheld = false;
  std::uint8_t seen = 0;
  std::int64_t at_ms = 0;
};

// Persisted.
enum class InstanceState : std::uint8_t {
  kWaiting = 1,
  kIncident = 2,  // parked by a failure, waits for an operator
  kEnded = 3,     // kept for re-entry, goals and receipts
};

// One execution of a flow for this contact.
struct Instance {
  std::uint32_t number = 0;   // counts per contact, from 1
  std::uint32_t flow = 0;     // name number
  std::uint32_t run = 0;      // 0 for a journey
  std::uint32_t program = 0;  // the store's number of the program it started with
  InstanceState state{};
  bool withheld = false;  // held out: walks the path, its messages are withheld
  std::uint64_t key = 0;  // XXH3 of the journey's `key` value; 0 without
  std::int64_t started_ms = 0;
  // waiting (and incident: where it stood)
  std::uint32_t step = 0;           // into the program's steps; says where it goes on
  std::uint32_t wait = 0xFFFFFFFF;  // into the flow's waits; kNone for a plain Wait
  // counts waits: a timer of an earlier wait is recognised and dropped
  std::uint32_t token = 0;
  std::int64_t since_ms = 0;  // when the wait began
  std::int64_t due_ms = 0;
  std::string locals;  // n:varint value*; empty: none
  // ended
  std::int64_t ended_ms = 0;
};

struct ContactRow {
  std::int64_t created_ms = 0;
  std::uint8_t flags = 0;
  // encoded, see above; read with find_attribute, changed with merge_attributes
  std::string attributes;
  std::vector<std::uint32_t> lists;
  std::vector<Subscription> subscriptions;
  std::vector<Assignment> assignments;
  std::vector<Touch> touches;       // oldest first, at most kTouchesPerContact
  std::vector<Instance> instances;  // by number
  std::uint32_t next_instance = 1;
  // ticks whose journal chunk has entries of this contact, ascending
  std::vector<std::uint64_t> refs;

  // keeps capacities: rows are decoded into the same object again and again
  void clear();
  Instance* find_instance(std::uint32_t number);
  const Instance* find_instance(std::uint32_t number) const;
  bool on_list(std::uint32_t list) const;
  void set_list(std::uint32_t list, bool member);
  bool subscribed(std::uint32_t conversation, Channel channel) const;
  // True when this changed anything. Taking back what was never given is kept too: an objection is
  // a fact.
  bool set_subscription(std::uint32_t conversation, Channel channel, bool is_subscribed,
                        std::int64_t at_ms);
};

// Replaces `out` by the sealed row (checked.h). Instances and refs must ascend, below
// next_instance.
void encode_contact_row(std::string& out, const ContactRow& row);
// false: corrupt, and the row is empty
bool decode_contact_row(std::string_view sealed, ContactRow* row);

// The parts of a row that a segment looks at, found without decoding the rest: views into the row's
// bytes.
struct ContactGlance {
  std::uint8_t flags = 0;
  std::string_view attributes;
  std::string_view lists;  // n:varint name:varint*
};
bool glance(std::string_view sealed, ContactGlance* out);
bool list_in(std::string_view lists, std::uint32_t list);

// Reads one encoded attribute; absent when it is not there. Views point into `attributes`.
Value find_attribute(std::string_view attributes, std::uint32_t name, Arena& arena);
// Puts `given` over `known`, both encoded and well-formed; an absent value in `given` takes that
// attribute away. `*merged` is the result, `*difference` what of `given` changed something, absent
// values included. False: nothing did (and `*merged` may be left half done).
bool merge_attributes(std::string_view known, std::string_view given, std::string* merged,
                      std::string* difference);

struct NamedValue {
  std::uint32_t name;
  Value value;
};
// All of them, in order; false when malformed.
bool decode_attributes(std::string_view attributes, Arena& arena, std::vector<NamedValue>* out);
// Replaces `out`; sorts, drops absent ones; of a name given twice the last one counts.
void encode_attributes(std::string& out, std::vector<NamedValue> values);

}  // namespace camp
