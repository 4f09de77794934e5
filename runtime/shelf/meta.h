// What is read of a store when it is opened: its row, the partitions' rows, the dictionary of
// names.
#pragma once
#include <optional>

#include "runtime/state/clock_mark.h"
#include "runtime/state/confirm_link.h"
#include "runtime/state/names.h"
#include "runtime/state/partition_row.h"
#include "runtime/state/store_row.h"
#include "runtime/store/store.h"

namespace camp {

struct StoreMeta {
  StoreRow row;
  bool is_new = true;  // it has no row yet
  PartitionRows partitions{};
  DeliveryRows deliveries{};

  Counters counters() const { return sum_of(partitions, deliveries); }
  std::optional<ClockMark> clock_mark;  // of a live store that was worked on
  StoreSecret secret;                   // unset in stores of earlier camps

  // The latest that its row or a partition's last tick says: a virtual store's time, and the last
  // that a live one took for now. 0: none yet.
  std::int64_t clock_ms() const;
};

// A new store has none of it: what is given stays as it is. Errors: kNewer, kCorrupt, kIo.
Result<void> load_meta(Store& store, StoreMeta* meta, Names* names);

}  // namespace camp
