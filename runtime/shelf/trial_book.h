// The experiments of a store that are decided: when each is to be, in which run or by which program
// of its journey, and what was decided last. Read whole, remembered; what is new goes into the
// batch given. Any thread; decide() when nobody else is at work.
#pragma once
#include <atomic>
#include <bitset>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "runtime/state/trial_row.h"
#include "runtime/store/store.h"
#include "runtime/vm/machine.h"

namespace camp {

struct Trial {
  TrialKey key;
  std::int64_t decide_ms = 0;             // when it is due; nothing is: when the last decision was
  std::optional<TrialDecision> decision;  // the last

  // A winner is chosen once. A bandit decides on, unless nothing is new; then when somebody comes.
  bool is_pending() const {
    return !decision || (decision->is_of_bandit() && decide_ms > decision->at_ms);
  }
  std::uint32_t next_number() const { return decision ? decision->number + 1 : 1; }
};
// In their order. Errors: kCorrupt, kIo.
Result<std::vector<TrialDecision>> read_decisions(Store& store, const TrialKey& key);

struct TrialHistory {
  Trial trial;
  std::vector<TrialDecision> decisions;
};
// Of all experiments, by key. Errors: kCorrupt, kIo.
Result<std::vector<TrialHistory>> read_trials(Store& store);

class TrialBook {
 public:
  explicit TrialBook(Store& store) : store_(store) {}
  Result<void> load();  // once; errors: kCorrupt, kIo

  TrialState find(const TrialKey& key) const;
  // A contact of the partition has come to it. Something: she is the first of the partition since
  // the last decision, and this row (keys::trial_begun) is to be in the batch of her transition.
  std::optional<TrialBegun> begin(const TrialKey& key, std::uint8_t partition,
                                  std::int64_t decide_ms);
  void decide(const TrialKey& key, TrialDecision decision, WriteBatch& batch);

  // When the next decision is due; INT64_MAX: none is.
  std::int64_t next_ms() const { return next_ms_; }
  // Those that are to be decided by then, by when, then by key.
  std::vector<Trial> due(std::int64_t until_ms) const;
  std::vector<Trial> all() const;  // by key

 private:
  struct Row {
    Trial trial;
    std::bitset<limits::kPartitions> partitions;  // that need no row to know when it is due
  };
  Row& row_of(const TrialKey& key);
  static void take(Row& row, TrialDecision decision);
  static bool expect(Row& row, std::uint32_t partition, std::int64_t decide_ms);
  Result<void> load_decisions();
  Result<void> load_begun();
  void find_next();  // under the lock

  Store& store_;
  mutable std::mutex mutex_;
  std::map<TrialKey, Row> rows_;
  std::atomic<std::int64_t> next_ms_ = INT64_MAX;
};

// What the machine asks, of one run, or of one program of a journey.
class TrialsOf final : public TrialReader {
 public:
  TrialsOf(const TrialBook& book, std::uint32_t run, std::uint32_t program)
      : book_(book), run_(run), program_(run != 0 ? 0 : program) {}
  TrialKey key_of(std::uint32_t experiment) const { return {experiment, run_, program_}; }
  TrialState find(std::uint32_t experiment) const override {
    return book_.find(key_of(experiment));
  }

 private:
  const TrialBook& book_;
  std::uint32_t run_, program_;
};

}  // namespace camp
