// All that a transition reads and changes of a contact, in one row: one read, one write.
//
//   contact_row := version:u8 created_ms:zigzag flags:varint ordinal:varint attributes lists
//                  list_words subscriptions assignments touches instances next_instance:varint
//                  past held places refs [watch] [opt_ins] checksum:u32
//   attributes    := bytes( n:varint (name:varint value)* )
//                    -- sorted by name number; empty: none
//   lists         := n:varint name:varint*                        -- sorted
//   list_words    := n:varint (list:varint since:zigzag)*         -- sorted; since as below
//   subscriptions := n:varint (conversation:varint how:u8 since:zigzag [requested:zigzag
//                    confirmation:16B])*
//                    -- how = channel | 0x20 imported | 0x40 every channel | 0x80 subscribed;
//                    0x40 | 0x80: confirmed, with what stands in [ ]; conversation 0: every one;
//                    since, requested = offsets to created_ms
//   assignments   := n:varint (experiment:varint arm:varint)*
//   touches       := n:varint touch*      instances := n:varint instance*
//   past          := n:varint (flow:varint key:u64be ended:zigzag until:zigzag)*
//                    -- offsets to created_ms and to ended; until 0: for ever
//   held          := n:varint message*
//   places        := program:varint n:varint place*               -- cap_place.h
//   refs          := n:varint (first:varint, then deltas:varint*)
//   watch         := ask:zigzag n:varint segment:varint*  -- sorted. With the flag
//                    kWatched; without it, both are empty
//   opt_ins       := n:varint (conversation:varint how:u8 requested:varint sent:varint
//                    [sent_at:varint link:varint confirmation:16B [address:u64be]
//                    [n:varint earlier*]])*
//                    -- with the flag kHasOptIns; how = channel | 0x20 imported | 0x40 with its
//                    address | 0x80 has earlier ones; [ ]: when something was sent; times in ms
//   earlier       := sent_at:varint link:varint confirmation:16B
// Names are the store's numbers (names.h). Decoding takes any bytes. See contact_row.cpp for touch,
// instance and message.
//
// The row is read and written whole, so what could grow without end lies beside it: attributes
// above kAttributesInRow in a row of their own, older refs, past, touches and exposures in Index.
// Events always do.
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
#include "runtime/state/cap_place.h"
#include "runtime/state/consents.h"
#include "runtime/state/opt_ins.h"

namespace camp {

inline constexpr std::uint8_t kContactRowVersion = 1;
// flags
inline constexpr std::uint32_t kContactErased = 1;
inline constexpr std::uint32_t kAttributesBeside = 2;     // in Index; Tick and shelf put them back
inline constexpr std::uint32_t kPastBeside = 4;           // more of `past` is in Index
inline constexpr std::uint32_t kTouchesBeside = 8;        // older touches are in Index
inline constexpr std::uint32_t kExposuresBeside = 16;     // those of forgotten instances, too
inline constexpr std::uint32_t kConversionsBeside = 128;  // some that may be refunded are, or were
// On disk only: which parts are there.
inline constexpr std::uint32_t kHasPlaces = 32, kWatched = 64, kHasOptIns = 256;
inline constexpr std::size_t kAttributesInRow = 8u << 10;
// The last instances that reached an experiment, ended or not, stay in the row: goals may still
// count for their arms. What the others reached is beside it.
inline constexpr std::size_t kExposedInstances = 16;

// When a contact was last said to be on a list, or (when it is not among `lists`) not to be.
struct ListWord {
  std::uint32_t list = 0;  // name number
  std::int64_t since_ms = 0;
  friend bool operator==(const ListWord&, const ListWord&) = default;
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
                              kSeenComplained = 64, kSeenGivenUp = 128;  // never left
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
  kEnded = 3,     // kept while goals and receipts may ask for it
};

enum class WakeKind : std::uint8_t;  // transition_entry.h

// Where an instance failed: what had woken it, to be tried again.
struct Failure {
  WakeKind wake{};         // 0: not known, it is from before this was kept
  std::int64_t at_ms = 0;  // when it failed
  // The event, as it is kept (keys::event); 0: none. A change (kContactChanged) is kept nowhere.
  std::uint32_t event = 0;  // name number
  std::int64_t event_ms = 0;
  std::uint64_t arrival = 0;
  friend bool operator==(const Failure&, const Failure&) = default;
};

// That an instance reached an experiment: from then on what the contact does counts for her arm.
struct Exposure {
  std::uint32_t experiment = 0;  // as in Assignment
  std::int64_t at_ms = 0;
  friend bool operator==(const Exposure&, const Exposure&) = default;
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
  // Of which outlet its contact was as it began: name number. 0: its flow is not `per outlet`.
  std::uint32_t outlet = 0;
  std::int64_t started_ms = 0;
  std::int64_t start_event_ms = 0;  // the starting event's own time; of a run: started_ms
  // Of the starting event (EventAtHand), where a wait may meet it again; 0: none does, or it has
  // ended.
  std::uint64_t start_arrival = 0;
  // waiting (and incident: where it stood)
  std::uint32_t step = 0;           // into the program's steps; says where it goes on
  std::uint32_t wait = 0xFFFFFFFF;  // into the flow's waits; kNone for a plain Wait
  // counts waits: a timer of an earlier wait is recognised and dropped
  std::uint32_t token = 0;
  std::int64_t since_ms = 0;  // when the wait began
  std::int64_t due_ms = 0;
  std::int64_t shifted_ms = 0;      // when a resume last put its end off; 0: none has
  std::string locals;               // n:varint value*; empty: none
  std::vector<Exposure> exposures;  // each experiment once, by time
  Failure failure;                  // incident
  // ended
  std::int64_t ended_ms = 0;
  bool taken_out = false;  // by an exit: what it was still to be sent is not
  // Of its flow's `goal when`, by place among the goals: a bit for each that holds.
  std::uint32_t goals_held = 0;
};

// That a contact has been in a journey, when nothing else of it is needed any more: for `once` and
// `again after`.
struct PastEntry {
  std::uint32_t flow = 0;  // name number
  std::uint64_t key = 0;   // as in Instance
  std::int64_t ended_ms = 0;
  std::int64_t until_ms = 0;  // nobody asks from then on; 0: somebody always may
  friend bool operator==(const PastEntry&, const PastEntry&) = default;
};

// A message that was decided and is kept back for a while, with all that is needed to let it go.
struct HeldMessage {
  Hash128 ledger_id;
  std::uint32_t instance = 0;
  std::uint32_t flow = 0;  // name number
  std::uint32_t run = 0;
  std::uint32_t program = 0;
  std::uint32_t message = 0;  // name number
  std::uint32_t content = 0;  // into the message's contents
  bool transactional = false;
  std::uint32_t step = 0;
  std::uint32_t tried = 0;
  Channel channel{};
  std::uint8_t pressure = 0;  // the gate that keeps it
  std::int64_t decided_ms = 0;
  std::int64_t release_ms = 0;
  std::string address;
  std::string slots;
  bool exited = false;  // not on disk: in this tick its instance left the flow
  friend bool operator==(const HeldMessage&, const HeldMessage&) = default;
};

struct ContactRow {
  std::int64_t created_ms = 0;
  std::uint32_t flags = 0;
  std::uint32_t ordinal = 0;  // dense within the partition, never given twice: for bitmaps
  // encoded, see above; read with find_attribute, changed with merge_attributes
  std::string attributes;
  std::vector<std::uint32_t> lists;
  std::vector<ListWord> list_words;
  Consents subscriptions;
  std::vector<Assignment> assignments;
  std::vector<Touch> touches;       // oldest first, the last kTouchesPerContact
  std::vector<Instance> instances;  // by number
  std::uint32_t next_instance = 1;
  std::vector<PastEntry> past;    // oldest first, at most limits::kPastInRow
  std::vector<HeldMessage> held;  // in the order decided
  std::vector<CapPlace> places;   // in the order taken
  std::uint32_t caps_of = 0;      // the program whose caps they are kept for; 0: none has any
  // When conditions are to be asked again though nothing changes: what they count runs out. 0:
  // never.
  std::int64_t ask_ms = 0;
  // In which of the segments that start journeys the contact is now (name numbers, sorted).
  std::vector<std::uint32_t> segments;
  OptIns opt_ins;
  // ticks whose journal chunk has entries of this contact, ascending
  std::vector<std::uint64_t> refs;

  // keeps capacities: rows are decoded into the same object again and again
  void clear();
  Instance* find_instance(std::uint32_t number);
  const Instance* find_instance(std::uint32_t number) const;
  bool on_list(std::uint32_t list) const;
  // The last word counts, by the time at which it was said; of one instant, that it is on the list.
  // kNoted: the same was said before, at an earlier time.
  ConsentChange set_list(std::uint32_t list, bool member, std::int64_t said_ms);
};

// Replaces `out` by the sealed row (checked.h). Instances and refs must ascend, below
// next_instance.
void encode_contact_row(std::string& out, const ContactRow& row);
// Whether the row's attributes are so large that they are to be written beside it: sealed, under
// keys::attributes.
bool attributes_beside(const ContactRow& row);
// false: corrupt, and the row is empty. With kAttributesBeside the attributes are still to be read.
bool decode_contact_row(std::string_view sealed, ContactRow* row);

// A past entry beside its row: ended_ms and until_ms, the key has the rest.
//   past := version:u8 ended:zigzag until:zigzag checksum:u32
std::string encode_past(const PastEntry& past);
bool decode_past(std::string_view sealed, PastEntry* past);

// The parts of a row that a segment looks at, found without decoding the rest: views into the row's
// bytes.
struct ContactGlance {
  std::uint32_t flags = 0;
  std::string_view attributes;
  std::string_view lists;  // n:varint name:varint*
};
// With kAttributesBeside, `attributes` is empty.
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
