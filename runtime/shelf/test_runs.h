// The test runs of a store: what was sent to seeds, by whom, and how far each has come.
#pragma once
#include <optional>
#include <vector>

#include "runtime/state/test_run_row.h"
#include "runtime/store/store.h"

namespace camp {

// Errors: kCorrupt, kIo.
Result<std::optional<TestRunRow>> read_test_run(Store& store, std::uint32_t flow,
                                                std::string_view key);
Result<std::vector<TestRunRow>> read_test_runs(Store& store);  // by time

}  // namespace camp
