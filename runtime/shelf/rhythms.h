// At which hours of the week contacts look at their messages: of the contact herself from her
// history, of everybody and of segments from what the partitions count (runtime/state/
// rhythm_row.h).
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "runtime/policy/best_time.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/names.h"
#include "runtime/store/store.h"
#include "runtime/vm/machine.h"

namespace camp {

inline constexpr std::uint32_t kEverybodysRhythm = 0;  // as a group; the others are segments

// That a message was looked at: as bits of Touch::seen, and as events.
inline constexpr std::uint8_t kLookedAt = kSeenOpened | kSeenClicked | kSeenReplied;
inline constexpr std::string_view kAnswerEvents[] = {"message.opened", "message.clicked",
                                                     "message.replied"};

// Of the contact who got these messages and whose events these are, on the channel. An event that
// cannot be read is the history's to tell.
Rhythm own_rhythm(const std::vector<Touch>& touches, EventHistory& history, const Names& names,
                  Channel channel, const WallClock& clock, std::int64_t now_ms);

// Of groups, a day at a time; remembered. Any thread.
class Rhythms {
 public:
  explicit Rhythms(Store& store) : store_(store) {}
  // What was known when the day of `now_ms` (UTC) began. Errors: kCorrupt, kIo.
  Result<std::shared_ptr<const Rhythm>> of(std::uint32_t group, Channel channel,
                                           std::int64_t now_ms);

 private:
  struct Known {
    std::int64_t day = 0;
    std::shared_ptr<const Rhythm> rhythm;
  };
  Store& store_;
  std::mutex mutex_;
  std::map<std::pair<std::uint32_t, Channel>, Known> known_;
};

}  // namespace camp
