// The runs of a store, by number and by what makes a run the same run (campaign and key). Rows are
// remembered; changes go into the batch given. One thread.
#pragma once
#include <map>
#include <string_view>
#include <vector>

#include "runtime/state/run_row.h"
#include "runtime/store/store.h"

namespace camp {

class RunBook {
 public:
  explicit RunBook(Store& store) : store_(store) {}

  Result<const RunRow*> get(std::uint32_t number);  // kNotFound
  // 0: no such run.
  Result<std::uint32_t> find(std::uint32_t campaign, std::string_view key);
  Result<std::vector<RunRow>> all();  // by number
  // The run's key, for ledger ids; "" for 0 (a journey).
  std::string_view key_of(std::uint32_t number);

  void put(const RunRow& row, WriteBatch& batch);             // also its key entry when new
  void forget(std::uint32_t number) { rows_.erase(number); }  // after a failed commit

 private:
  Store& store_;
  std::map<std::uint32_t, RunRow> rows_;
};

}  // namespace camp
