// What the meta family of a store holds, read when it is opened: the engine's row, the timers'
// low-water marks, the dictionary of names.
#pragma once
#include "runtime/state/engine_row.h"
#include "runtime/state/names.h"
#include "runtime/store/store.h"

namespace camp {

// A new store has none of it: what is given stays as it is. Errors: kNewer, kCorrupt, kIo.
Result<void> load_meta(Store& store, EngineRow* row, LowWaterMarks* low_water, Names* names);

}  // namespace camp
