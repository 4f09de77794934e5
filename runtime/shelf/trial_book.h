// The experiments of a store that are decided: since when each is under way, in which run or by
// which program of its journey, and what was decided. Read whole, remembered; what is new goes into
// the batch given. Any thread.
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
  std::int64_t decide_ms = 0;  // when it is due
  std::optional<TrialDecision> decision;
};

class TrialBook {
 public:
  explicit TrialBook(Store& store) : store_(store) {}
  Result<void> load();  // once; errors: kCorrupt, kIo

  TrialState find(const TrialKey& key) const;
  // A contact of the partition has come to it. True: the first of the partition, whose row
  // (keys::trial_begun) is to be in the batch of her transition.
  bool begin(const TrialKey& key, std::uint8_t partition, std::int64_t decide_ms);
  void decide(const TrialKey& key, TrialDecision decision, WriteBatch& batch);

  // When the next decision is due; INT64_MAX: none is.
  std::int64_t next_ms() const { return next_ms_; }
  // Those that are due and not decided, by when, then by key.
  std::vector<Trial> due(std::int64_t until_ms) const;
  std::vector<Trial> all() const;  // by key

 private:
  struct Row {
    std::int64_t decide_ms = INT64_MAX;
    std::bitset<limits::kPartitions> partitions;  // that have a row of it
    std::optional<TrialDecision> decision;
  };
  Result<void> load_begun();
  Result<void> load_decisions();
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
