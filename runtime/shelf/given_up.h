// What became of a queued message, as far as a cap asks.
#pragma once
#include <cstdint>

#include "lang/base/hash.h"
#include "runtime/store/store.h"

namespace camp {

// Whether the message of that chunk failed for good or was withdrawn, so that it never left. What
// is on its way, or in doubt, was not given up. Errors: kCorrupt.
Result<bool> was_given_up(Store& store, std::uint8_t partition, std::uint64_t tick,
                          const Hash128& ledger_id);

}  // namespace camp
