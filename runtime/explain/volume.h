// How much a store has sent, when, and what kept the rest: messages a day by channel, what was
// skipped and held and by which rule, the fullest minute and hour, what it cost, and how much the
// one contact got who got most. For `camp simulate`, which asks it of a world that never was.
//
// Reads the journal once, a partition at a time; memory is when messages left to a partition's
// contacts, and a number a minute. Errors: kCorrupt, kIo; kRefused: `progress` ended it. One
// thread.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lang/catalog/channels.h"
#include "runtime/explain/status.h"
#include "runtime/explain/store_view.h"
#include "runtime/policy/gate.h"
#include "runtime/vm/calendar.h"

namespace camp {

using ByChannel = std::array<std::uint64_t, kChannelCount>;  // places by Channel

struct VolumeOfMessage {
  std::string flow, message;
  Channel channel{};
  std::uint64_t sent = 0;  // and what is still to leave
  std::uint64_t failed = 0;
  std::uint64_t skipped = 0, withheld = 0;
  std::uint64_t held = 0;  // for a while, at least once
};
struct VolumeOfGate {
  Gate gate{};
  std::string rule;  // of the policy, as written; empty: none
  std::uint64_t skipped = 0, held = 0;
};
struct Peak {
  std::int64_t at_ms = 0;  // its beginning
  std::uint64_t messages = 0;
};
struct MostToOne {
  std::string contact;
  std::int64_t until_ms = 0;  // its last message
  std::uint64_t messages = 0;
};

struct Volume {
  std::map<std::int64_t, ByChannel> days;  // by date (days since 1970), those with any
  std::vector<VolumeOfMessage> messages;   // by flow, message, channel
  std::vector<VolumeOfGate> gates;         // what kept most first
  std::map<std::pair<Channel, Currency>, std::int64_t> costs;  // minor units
  Peak minute, hour;
  MostToOne day, week;         // within 24 hours, within 7 times that
  std::uint64_t contacts = 0;  // who were sent anything
  std::uint64_t incidents = 0;

  std::uint64_t sent() const;
};

// Of what was decided from then on. `zone`: of the days. `progress` counts partitions.
Result<Volume> read_volume(StoreView& view, std::int64_t from_ms, const calendar::Zone* zone,
                           const ScanProgress& progress);

}  // namespace camp
