// The runs of a store, by number and by what makes a run the same run (campaign and key). Rows are
// remembered; changes go into the batch given. Any thread.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/state/run_row.h"
#include "runtime/store/store.h"

namespace camp {

class RunBook {
 public:
  explicit RunBook(Store& store) : store_(store) {}

  Result<RunRow> get(std::uint32_t number);  // kNotFound; `done` is not counted
  Result<void> know(std::uint32_t number);   // get() without a copy
  // 0: no such run.
  Result<std::uint32_t> find(std::uint32_t campaign, std::string_view key);
  Result<bool> is_over(std::uint32_t campaign, std::string_view key);  // false: no such run
  Result<std::vector<RunRow>> all();                                   // by number, with `done`
  // The sum over the run's parts.
  Result<std::uint64_t> done(std::uint32_t number);
  // The run's key, for ledger ids; "" for 0 (a journey). Valid as long as this lives. Errors: as
  // get().
  Result<std::string_view> key_of(std::uint32_t number);

  void put(const RunRow& row, WriteBatch& batch);  // also its key entry when new

 private:
  Result<const RunRow*> find_row(std::uint32_t number);  // under the lock

  Store& store_;
  std::mutex mutex_;
  std::map<std::uint32_t, RunRow> rows_;
  std::map<std::uint32_t, std::string> keys_;  // given away without the lock: never written again
};

// A partition's part of a run; all zero when it has none.
Result<RunPart> read_run_part(Store& store, std::uint8_t partition, std::uint32_t run);

}  // namespace camp
