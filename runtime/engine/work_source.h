// Work for one shard, done tick by tick. A source never holds its shard longer than a tick: between
// ticks the shard looks which source is the most urgent, so that a run of ten million contacts
// and a password reset share it.
#pragma once
#include <cstddef>
#include <cstdint>

#include "lang/base/result.h"

namespace camp {

class Shard;

enum class Priority : std::uint8_t { kIntake, kTimers, kRun };  // the most urgent first

// That a scan looks at before it lets others have the shard: a few hundredths of a second.
inline constexpr std::size_t kContactsPerTake = 16'384;

class WorkSource {
 public:
  explicit WorkSource(Priority priority) : priority_(priority) {}
  virtual ~WorkSource() = default;
  Priority priority() const { return priority_; }
  // Does at most a tick's worth in the shard's tick, which the shard then commits. False: it is
  // done. Called by the shard's thread only. After an error the shard does nothing any more.
  virtual Result<bool> take(Shard& shard) = 0;

 private:
  Priority priority_;
};

}  // namespace camp
