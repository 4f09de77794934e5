// What left and what waits by the channels' rates, as the store has it.
#pragma once
#include "runtime/state/rates_row.h"
#include "runtime/store/store.h"

namespace camp {

// Nothing left and nothing waits in a store that has no such row. Errors: kCorrupt, kIo, kNewer.
Result<RatesRow> read_rates(Store& store);

}  // namespace camp
