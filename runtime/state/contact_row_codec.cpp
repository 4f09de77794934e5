// The bytes of a row; its attributes' are in attributes.cpp. What contact_row.h leaves open:
//
//   touch    := ledger_id:16B instance:varint message:varint how:u8 seen:u8 at:zigzag
//               how = channel | 0x80 when withheld
//               at = offset to the touch before, the first one's to created_ms
//   message  := ledger_id:16B instance:varint flow:varint run:varint program:varint message:varint
//               step:varint tried:varint what:varint channel:u8 pressure:u8 decided:zigzag
//               release:zigzag address:bytes slots:bytes
//               what = content << 1 | 1 when transactional; decided = offset to created_ms;
//               release = to decided
//   instance := number:varint flags:varint flow:varint program:varint [run:varint] [key:u64be]
//               started:zigzag [start_event:zigzag]
//               ( waiting or incident: [start_arrival:u64be] step:varint [wait:varint]
//                                      token:varint since:zigzag due:zigzag [shifted:zigzag]
//               | ended: ended:zigzag ) [locals:bytes] [exposures] [goals_held:varint] [failure]
//               number = distance to the instance before (from 0); flags say which [ ] are there;
//               exposures = n:varint (experiment:varint at:zigzag)*, at = offset to started_ms;
//               started = offset to created_ms; start_event, since, ended = to started_ms; due,
//               shifted = to since_ms; failure = wake:u8 at:zigzag event:varint [event:zigzag
//               arrival:u64be], the times offsets to started_ms; the event's are there when there
//               is one
//   opt_in   := as in contact_row.h; how also | 0x80: behind its confirmation stands
//               n:varint (link:varint confirmation:16B)*, those before it, oldest first
// The places under caps are there when the row's flags say so (kHasPlaces).
// An ended instance keeps who it was and when, and its locals for goals that are still open; not
// where it stood: the journal knows that.
#include <algorithm>

#include "lang/base/assert.h"
#include "lang/base/bytes.h"
#include "runtime/state/attributes.h"
#include "runtime/state/checked.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/entry_bytes.h"
#include "runtime/state/offset.h"
#include "runtime/state/transition_entry.h"

namespace camp {
namespace {

constexpr std::uint32_t kNoWait = 0xFFFFFFFF;

// A touch's channel shares a byte with one more bit.
constexpr std::uint8_t kHighBit = 0x80;

// An instance's flags: its state in the low two bits, then what is not default.
constexpr unsigned kStateMask = 3, kIsWithheld = 4, kHasRun = 8, kHasKey = 16, kHasLocals = 32,
                   kHasWait = 64, kHasStartEvent = 128, kHasExposures = 256, kHasStartArrival = 512,
                   kTakenOut = 1024, kHasGoals = 2048, kHasFailure = 4096, kHasOutlet = 8192,
                   kWasShifted = 16384, kAllFlags = 32767;

// The least each can take, against counts that lie.
constexpr std::size_t kListWordBytesMin = 2, kSubscriptionBytesMin = 3, kAssignmentBytesMin = 2,
                      kTouchBytesMin = 21, kInstanceBytesMin = 6, kExposureBytesMin = 2,
                      kPastBytesMin = 11, kHeldBytesMin = 30, kOptInBytesMin = 4,
                      kSentLinkBytesMin = 18;
constexpr unsigned kHasAddress = 0x40;  // of an opt-in

// ---- writing

void put_lists(std::string& out, const std::vector<std::uint32_t>& lists) {
  put_varint(out, lists.size());
  CAMP_ASSERT(std::is_sorted(lists.begin(), lists.end()));
  for (auto list : lists) put_varint(out, list);
}

void put_list_words(std::string& out, const ContactRow& row) {
  put_varint(out, row.list_words.size());
  for (const auto& it : row.list_words) {
    put_varint(out, it.list);
    put_offset(out, it.since_ms, row.created_ms);
  }
}

void put_subscriptions(std::string& out, const ContactRow& row) {
  put_varint(out, row.subscriptions.size());
  for (const auto& it : row.subscriptions) entry_bytes::put_subscription(out, row.created_ms, it);
}

void put_assignments(std::string& out, const std::vector<Assignment>& assignments) {
  put_varint(out, assignments.size());
  for (const auto& it : assignments) {
    put_varint(out, it.experiment);
    put_varint(out, it.arm);
  }
}

void put_touches(std::string& out, const ContactRow& row) {
  put_varint(out, row.touches.size());
  auto before_ms = row.created_ms;
  for (const auto& it : row.touches) {
    out.append(it.ledger_id.view());
    put_varint(out, it.instance);
    put_varint(out, it.message);
    put_u8(out, static_cast<std::uint8_t>(static_cast<std::uint8_t>(it.channel) |
                                          (it.withheld ? kHighBit : 0)));
    put_u8(out, it.seen);
    put_offset(out, it.at_ms, before_ms);
    before_ms = it.at_ms;
  }
}

unsigned flags_of(const Instance& it) {
  unsigned flags = static_cast<unsigned>(it.state);
  if (it.withheld) flags |= kIsWithheld;
  if (it.run != 0) flags |= kHasRun;
  if (it.key != 0) flags |= kHasKey;
  if (!it.locals.empty()) flags |= kHasLocals;
  if (it.start_event_ms != it.started_ms) flags |= kHasStartEvent;
  if (!it.exposures.empty()) flags |= kHasExposures;
  if (it.goals_held != 0) flags |= kHasGoals;
  if (it.failure.wake != WakeKind{}) flags |= kHasFailure;
  if (it.outlet != 0) flags |= kHasOutlet;
  if (it.state == InstanceState::kEnded) return it.taken_out ? flags | kTakenOut : flags;
  if (it.wait != kNoWait) flags |= kHasWait;
  if (it.start_arrival != 0) flags |= kHasStartArrival;
  if (it.shifted_ms != 0) flags |= kWasShifted;
  return flags;
}

void put_stand(std::string& out, const Instance& it) {
  if (it.start_arrival != 0) put_u64be(out, it.start_arrival);
  put_varint(out, it.step);
  if (it.wait != kNoWait) put_varint(out, it.wait);
  put_varint(out, it.token);
  put_offset(out, it.since_ms, it.started_ms);
  put_offset(out, it.due_ms, it.since_ms);
  if (it.shifted_ms != 0) put_offset(out, it.shifted_ms, it.since_ms);
}

void put_exposures(std::string& out, const Instance& it) {
  put_varint(out, it.exposures.size());
  for (const auto& exposure : it.exposures) {
    put_varint(out, exposure.experiment);
    put_offset(out, exposure.at_ms, it.started_ms);
  }
}

void put_failure(std::string& out, const Instance& it) {
  const auto& failure = it.failure;
  CAMP_ASSERT(it.state == InstanceState::kIncident);
  put_u8(out, static_cast<std::uint8_t>(failure.wake));
  put_offset(out, failure.at_ms, it.started_ms);
  put_varint(out, failure.event);
  if (failure.event == 0) return;
  put_offset(out, failure.event_ms, it.started_ms);
  put_u64be(out, failure.arrival);
}

void put_instances(std::string& out, const ContactRow& row) {
  put_varint(out, row.instances.size());
  std::uint32_t before = 0;
  for (const auto& it : row.instances) {
    CAMP_ASSERT(it.number > before && it.number < row.next_instance);
    CAMP_ASSERT(it.state >= InstanceState::kWaiting && it.state <= InstanceState::kEnded);
    put_varint(out, it.number - before);
    before = it.number;
    put_varint(out, flags_of(it));
    put_varint(out, it.flow);
    put_varint(out, it.program);
    if (it.run != 0) put_varint(out, it.run);
    if (it.key != 0) put_u64be(out, it.key);
    put_offset(out, it.started_ms, row.created_ms);
    if (it.start_event_ms != it.started_ms) put_offset(out, it.start_event_ms, it.started_ms);
    if (it.state == InstanceState::kEnded) {
      put_offset(out, it.ended_ms, it.started_ms);
    } else {
      put_stand(out, it);
    }
    if (!it.locals.empty()) put_bytes(out, it.locals);
    if (!it.exposures.empty()) put_exposures(out, it);
    if (it.goals_held != 0) put_varint(out, it.goals_held);
    if (it.failure.wake != WakeKind{}) put_failure(out, it);
    if (it.outlet != 0) put_varint(out, it.outlet);
  }
}

bool is_watched(const ContactRow& row) { return row.ask_ms != 0 || !row.segments.empty(); }

std::uint32_t flags_to_write(const ContactRow& row) {
  auto flags = row.flags & ~(kAttributesBeside | kHasPlaces | kWatched | kHasOptIns);
  if (attributes_beside(row)) flags |= kAttributesBeside;
  if (row.caps_of != 0 || !row.places.empty()) flags |= kHasPlaces;
  if (is_watched(row)) flags |= kWatched;
  if (!row.opt_ins.empty()) flags |= kHasOptIns;
  return flags;
}

void put_past(std::string& out, const ContactRow& row) {
  put_varint(out, row.past.size());
  for (const auto& it : row.past) {
    put_varint(out, it.flow);
    put_u64be(out, it.key);
    put_offset(out, it.ended_ms, row.created_ms);
    put_signed(out, it.until_ms == 0 ? 0 : it.until_ms - it.ended_ms);
  }
}

void put_held(std::string& out, const ContactRow& row) {
  put_varint(out, row.held.size());
  for (const auto& it : row.held) {
    out.append(it.ledger_id.view());
    for (auto number : {it.instance, it.flow, it.run, it.program, it.message, it.step, it.tried})
      put_varint(out, number);
    put_varint(out, std::uint64_t{it.content} << 1 | (it.transactional ? 1u : 0u));
    put_u8(out, static_cast<std::uint8_t>(it.channel));
    put_u8(out, it.pressure);
    put_offset(out, it.decided_ms, row.created_ms);
    put_offset(out, it.release_ms, it.decided_ms);
    put_bytes(out, it.address);
    put_bytes(out, it.slots);
  }
}

void put_places(std::string& out, const ContactRow& row) {
  if ((flags_to_write(row) & kHasPlaces) == 0) return;
  put_varint(out, row.caps_of);
  put_varint(out, row.places.size());
  for (const auto& it : row.places) entry_bytes::put_place(out, row.created_ms, it);
}

void put_opt_ins(std::string& out, const OptIns& opt_ins) {
  put_varint(out, opt_ins.size());
  for (const auto& it : opt_ins) {
    CAMP_ASSERT((it.earlier.empty() && it.address == 0) || it.sent != 0);
    put_varint(out, it.conversation);
    entry_bytes::put_bits(out, entry_bytes::bits(it.channel) |
                                   (it.imported ? entry_bytes::kImported : 0u) |
                                   (it.address == 0 ? 0u : kHasAddress) |
                                   (it.earlier.empty() ? 0u : unsigned{kHighBit}));
    put_varint(out, static_cast<std::uint64_t>(it.requested_ms));
    put_varint(out, it.sent);
    if (it.sent == 0) continue;
    put_varint(out, static_cast<std::uint64_t>(it.sent_ms));
    put_varint(out, static_cast<std::uint64_t>(it.link_ms));
    out.append(it.confirmation.view());
    if (it.address != 0) put_u64be(out, it.address);
    if (it.earlier.empty()) continue;
    put_varint(out, it.earlier.size());
    for (const auto& sent : it.earlier) {
      put_varint(out, static_cast<std::uint64_t>(sent.sent_ms));
      put_varint(out, static_cast<std::uint64_t>(sent.link_ms));
      out.append(sent.confirmation.view());
    }
  }
}

void put_refs(std::string& out, const std::vector<std::uint64_t>& refs) {
  put_varint(out, refs.size());
  for (std::size_t i = 0; i < refs.size(); ++i) {
    CAMP_ASSERT(i == 0 || refs[i] > refs[i - 1]);
    put_varint(out, i == 0 ? refs[0] : refs[i] - refs[i - 1]);
  }
}

// ---- reading: vectors keep their capacity, instances their locals'

void read_lists(Reader& in, std::vector<std::uint32_t>& lists) {
  lists.resize(in.count());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    lists[i] = in.varint32();
    if (i > 0 && lists[i] <= lists[i - 1]) in.fail();
  }
}

void read_list_words(Reader& in, ContactRow& row) {
  row.list_words.resize(in.count(kListWordBytesMin));
  std::uint64_t before = 0;
  for (auto& it : row.list_words) {
    it.list = in.varint32();
    if (&it != row.list_words.data() && it.list <= before) in.fail();
    before = it.list;
    it.since_ms = read_offset(in, row.created_ms);
  }
}

void read_subscriptions(Reader& in, ContactRow& row) {
  row.subscriptions.resize(in.count(kSubscriptionBytesMin));
  for (auto& it : row.subscriptions) it = entry_bytes::read_subscription(in, row.created_ms);
}

void read_assignments(Reader& in, std::vector<Assignment>& assignments) {
  assignments.resize(in.count(kAssignmentBytesMin));
  for (auto& it : assignments) {
    it.experiment = in.varint32();
    it.arm = in.varint32();
  }
}

void read_touches(Reader& in, ContactRow& row) {
  row.touches.resize(in.count(kTouchBytesMin));
  auto before_ms = row.created_ms;
  for (auto& it : row.touches) {
    it.ledger_id = entry_bytes::read_hash(in);
    it.instance = in.varint32();
    it.message = in.varint32();
    auto how = in.u8();
    it.channel = entry_bytes::read_channel(in, how & (kHighBit - 1));
    it.withheld = (how & kHighBit) != 0;
    it.seen = in.u8();
    it.at_ms = read_offset(in, before_ms);
    before_ms = it.at_ms;
  }
}

void read_stand(Reader& in, unsigned flags, Instance& it) {
  if ((flags & kTakenOut) != 0) in.fail();
  it.taken_out = false;
  it.start_arrival = (flags & kHasStartArrival) != 0 ? in.u64be() : 0;
  it.step = in.varint32();
  it.wait = (flags & kHasWait) != 0 ? in.varint32() : kNoWait;
  it.token = in.varint32();
  it.since_ms = read_offset(in, it.started_ms);
  it.due_ms = read_offset(in, it.since_ms);
  it.shifted_ms = (flags & kWasShifted) != 0 ? read_offset(in, it.since_ms) : 0;
  it.ended_ms = 0;
}

void read_end(Reader& in, unsigned flags, Instance& it) {
  if ((flags & (kHasWait | kHasStartArrival | kWasShifted)) != 0) in.fail();
  it.start_arrival = 0;
  it.taken_out = (flags & kTakenOut) != 0;
  it.step = it.token = 0;
  it.wait = kNoWait;
  it.since_ms = it.due_ms = it.shifted_ms = 0;
  it.ended_ms = read_offset(in, it.started_ms);
}

void read_exposures(Reader& in, unsigned flags, Instance& it) {
  it.exposures.clear();
  if ((flags & kHasExposures) == 0) return;
  it.exposures.resize(in.count(kExposureBytesMin));
  for (auto& exposure : it.exposures) {
    exposure.experiment = in.varint32();
    exposure.at_ms = read_offset(in, it.started_ms);
  }
}

void read_failure(Reader& in, unsigned flags, Instance& it) {
  it.failure = {};
  if ((flags & kHasFailure) == 0) return;
  if (it.state != InstanceState::kIncident) in.fail();
  it.failure.wake = entry_bytes::read_enum(in, in.u8(), WakeKind::kOperator);
  it.failure.at_ms = read_offset(in, it.started_ms);
  it.failure.event = in.varint32();
  if (it.failure.event == 0) return;
  it.failure.event_ms = read_offset(in, it.started_ms);
  it.failure.arrival = in.u64be();
}

void read_instance(Reader& in, std::int64_t created_ms, std::uint32_t before, Instance& it) {
  auto distance = in.varint32();
  if (distance == 0 || distance > UINT32_MAX - before) in.fail();
  it.number = before + distance;
  auto flags = in.varint32();
  if ((flags & ~kAllFlags) != 0) in.fail();
  it.state = static_cast<InstanceState>(flags & kStateMask);
  it.withheld = (flags & kIsWithheld) != 0;
  it.flow = in.varint32();
  it.program = in.varint32();
  it.run = (flags & kHasRun) != 0 ? in.varint32() : 0;
  it.key = (flags & kHasKey) != 0 ? in.u64be() : 0;
  it.started_ms = read_offset(in, created_ms);
  it.start_event_ms =
      (flags & kHasStartEvent) != 0 ? read_offset(in, it.started_ms) : it.started_ms;
  switch (it.state) {
    case InstanceState::kWaiting:
    case InstanceState::kIncident:
      read_stand(in, flags, it);
      break;
    case InstanceState::kEnded:
      read_end(in, flags, it);
      break;
    default:
      in.fail();
  }
  it.locals.clear();
  if ((flags & kHasLocals) != 0) it.locals.append(in.bytes());
  read_exposures(in, flags, it);
  it.goals_held = (flags & kHasGoals) != 0 ? in.varint32() : 0;
  read_failure(in, flags, it);
  it.outlet = (flags & kHasOutlet) != 0 ? in.varint32() : 0;
}

// The number of the last instance; it must lie below next_instance.
std::uint32_t read_instances(Reader& in, ContactRow& row) {
  row.instances.resize(in.count(kInstanceBytesMin));
  std::uint32_t before = 0;
  for (auto& it : row.instances) {
    read_instance(in, row.created_ms, before, it);
    before = it.number;
  }
  return before;
}

void read_past(Reader& in, ContactRow& row) {
  row.past.resize(in.count(kPastBytesMin));
  for (auto& it : row.past) {
    it.flow = in.varint32();
    it.key = in.u64be();
    it.ended_ms = read_offset(in, row.created_ms);
    auto kept_ms = in.signed_varint();
    // Before it ended, or beyond all time: nothing that was ever written.
    if (kept_ms < 0 || (kept_ms > 0 && it.ended_ms > INT64_MAX - kept_ms)) in.fail();
    it.until_ms = kept_ms <= 0 || !in.ok() ? 0 : it.ended_ms + kept_ms;
  }
}

void read_held(Reader& in, ContactRow& row) {
  row.held.resize(in.count(kHeldBytesMin));
  for (auto& it : row.held) {
    it.ledger_id = entry_bytes::read_hash(in);
    for (auto* number :
         {&it.instance, &it.flow, &it.run, &it.program, &it.message, &it.step, &it.tried})
      *number = in.varint32();
    const auto what = in.varint();
    if (what >> 33 != 0) in.fail();
    it.content = static_cast<std::uint32_t>(what >> 1);
    it.transactional = (what & 1) != 0;
    it.channel = entry_bytes::read_channel(in, in.u8());
    it.pressure = in.u8();
    it.decided_ms = read_offset(in, row.created_ms);
    it.release_ms = read_offset(in, it.decided_ms);
    it.address = in.bytes();
    it.slots = in.bytes();
    it.exited = false;
  }
}

void read_places(Reader& in, ContactRow& row) {
  row.caps_of = 0;
  row.places.clear();
  if ((row.flags & kHasPlaces) == 0) return;
  row.flags &= ~kHasPlaces;
  row.caps_of = in.varint32();
  row.places.resize(in.count(entry_bytes::kPlaceBytesMin));
  for (auto& it : row.places) entry_bytes::read_place(in, row.created_ms, it);
}

void read_refs(Reader& in, std::vector<std::uint64_t>& refs) {
  refs.resize(in.count());
  for (std::size_t i = 0; i < refs.size(); ++i) {
    auto step = in.varint();
    if (i > 0 && (step == 0 || step > UINT64_MAX - refs[i - 1])) return in.fail();
    refs[i] = i == 0 ? step : refs[i - 1] + step;
  }
}

void read_watch(Reader& in, ContactRow& row) {
  row.ask_ms = 0;
  row.segments.clear();
  if ((row.flags & kWatched) == 0) return;
  row.flags &= ~kWatched;  // what is there says it itself
  row.ask_ms = in.signed_varint();
  read_lists(in, row.segments);
  if (row.ask_ms == 0 && row.segments.empty()) in.fail();
}

std::int64_t read_moment(Reader& in) {
  const auto ms = in.varint();
  if (ms > INT64_MAX) in.fail();
  return static_cast<std::int64_t>(ms);
}

void read_earlier(Reader& in, std::vector<SentLink>& earlier) {
  earlier.resize(in.count(kSentLinkBytesMin));
  if (earlier.empty()) in.fail();  // what has none does not say that it has
  for (auto& sent : earlier) {
    sent.sent_ms = read_moment(in);
    sent.link_ms = read_moment(in);
    sent.confirmation = entry_bytes::read_hash(in);
  }
}

void read_opt_ins(Reader& in, ContactRow& row) {
  row.opt_ins.clear();
  if ((row.flags & kHasOptIns) == 0) return;
  row.flags &= ~kHasOptIns;
  row.opt_ins.resize(in.count(kOptInBytesMin));
  for (auto& it : row.opt_ins) {
    it.conversation = in.varint32();
    const unsigned how = in.u8();
    it.imported = (how & entry_bytes::kImported) != 0;
    it.channel =
        entry_bytes::read_channel(in, how & ~(entry_bytes::kImported | kHasAddress | kHighBit));
    it.requested_ms = read_moment(in);
    it.sent = in.varint32();
    const bool has_earlier = (how & kHighBit) != 0;
    const bool has_address = (how & kHasAddress) != 0;
    if (it.sent == 0 && (has_earlier || has_address)) in.fail();
    if (it.sent == 0) continue;
    it.sent_ms = read_moment(in);
    it.link_ms = read_moment(in);
    it.confirmation = entry_bytes::read_hash(in);
    if (has_address) it.address = in.u64be();
    if (has_address && it.address == 0) in.fail();  // what has none does not say that it has
    if (has_earlier) read_earlier(in, it.earlier);
  }
  if (row.opt_ins.empty()) in.fail();
}

bool decode_body(Reader& in, ContactRow* row) {
  if (in.u8() != kContactRowVersion) return false;
  row->created_ms = in.signed_varint();
  row->flags = in.varint32();
  row->ordinal = in.varint32();
  row->attributes.assign(in.bytes());
  // Whatever reads or changes a decoded row may then rely on its attributes' shape.
  if (!attributes_well_formed(row->attributes)) return false;
  read_lists(in, row->lists);
  read_list_words(in, *row);
  read_subscriptions(in, *row);
  read_assignments(in, row->assignments);
  read_touches(in, *row);
  auto last_instance = read_instances(in, *row);
  row->next_instance = in.varint32();
  read_past(in, *row);
  read_held(in, *row);
  read_places(in, *row);
  read_refs(in, row->refs);
  read_watch(in, *row);
  read_opt_ins(in, *row);
  return in.ok() && in.at_end() && row->next_instance > last_instance;
}

}  // namespace

void encode_contact_row(std::string& out, const ContactRow& row) {
  out.clear();
  put_u8(out, kContactRowVersion);
  put_signed(out, row.created_ms);
  put_varint(out, flags_to_write(row));
  put_varint(out, row.ordinal);
  put_bytes(out, attributes_beside(row) ? std::string_view() : row.attributes);
  put_lists(out, row.lists);
  put_list_words(out, row);
  put_subscriptions(out, row);
  put_assignments(out, row.assignments);
  put_touches(out, row);
  put_instances(out, row);
  put_varint(out, row.next_instance);
  put_past(out, row);
  put_held(out, row);
  put_places(out, row);
  put_refs(out, row.refs);
  if (is_watched(row)) {
    put_signed(out, row.ask_ms);
    put_lists(out, row.segments);
  }
  if (!row.opt_ins.empty()) put_opt_ins(out, row.opt_ins);
  seal(out);
}

bool decode_contact_row(std::string_view sealed, ContactRow* row) {
  std::string_view bytes;
  if (unseal(sealed, &bytes)) {
    Reader in(bytes);
    if (decode_body(in, row)) return true;
  }
  row->clear();  // nobody acts on half a contact
  return false;
}

std::string encode_past(const PastEntry& past) {
  std::string out;
  put_u8(out, kContactRowVersion);
  put_signed(out, past.ended_ms);
  put_signed(out, past.until_ms);
  seal(out);
  return out;
}

bool decode_past(std::string_view sealed, PastEntry* past) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kContactRowVersion) return false;
  past->ended_ms = in.signed_varint();
  past->until_ms = in.signed_varint();
  return in.ok() && in.at_end();
}

}  // namespace camp
