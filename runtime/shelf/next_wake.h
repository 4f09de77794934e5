// When the next timer wakes somebody: what is told to whoever watches.
//
// The engine goes by the first timer there is. But a timer of a wait that ended early stays until
// it comes due (timer_chunk.h), and one of what is paused comes due for nothing: who reads "next
// due" would wait for it in vain.
#pragma once
#include <cstdint>
#include <optional>

#include "runtime/shelf/pauses.h"
#include "runtime/shelf/run_book.h"
#include "runtime/state/partition_row.h"

namespace camp {

struct NextWake {
  std::optional<std::int64_t> due_ms;  // nothing: nobody is woken by a timer
  // So many timers woke nobody that the rest was not looked into: it may be later, or nobody.
  bool is_bound = false;

  // Something that happens for sure, if it is sooner.
  void take(std::optional<std::int64_t> at_ms) {
    if (at_ms && (!due_ms || *at_ms <= *due_ms)) *this = {at_ms, false};
  }
};
// As the store was committed last. Errors: kCorrupt, kIo.
Result<NextWake> find_next_wake(Store& store, const PartitionRows& partitions, RunBook& runs,
                                const Pauses& pauses);

}  // namespace camp
