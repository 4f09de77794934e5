#include "runtime/shelf/trial_book.h"

#include <algorithm>

#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {

Result<void> TrialBook::load() {
  std::lock_guard lock(mutex_);
  CAMP_TRY(load_begun());
  CAMP_TRY(load_decisions());
  find_next();
  return {};
}

Result<void> TrialBook::load_begun() {
  for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
    const auto prefix = keys::trials_begun_prefix(static_cast<std::uint8_t>(p));
    auto at =
        store_.iterate(Family::kRunParts,
                       {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = true});
    for (at->seek_to_first(); at->valid(); at->next()) {
      TrialKey key;
      std::int64_t decide_ms = 0;
      if (!keys::parse_trial(at->key().substr(prefix.size()), &key) ||
          !decode_trial_begun(at->value(), &decide_ms))
        return unreadable(at->value(), kTrialVersion, "when an experiment is decided");
      auto& row = rows_[key];
      row.decide_ms = std::min(row.decide_ms, decide_ms);
      row.partitions.set(p);
    }
    CAMP_TRY(at->status());
  }
  return {};
}

Result<void> TrialBook::load_decisions() {
  const auto prefix = std::string(1, keys::kDecisionKind);
  auto at = store_.iterate(
      Family::kRuns, {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = true});
  for (at->seek_to_first(); at->valid(); at->next()) {
    TrialKey key;
    TrialDecision decision;
    if (!keys::parse_trial(at->key().substr(prefix.size()), &key) ||
        !decode_decision(at->value(), &decision))
      return unreadable(at->value(), kTrialVersion, "the decision of an experiment");
    rows_[key].decision = std::move(decision);
  }
  return at->status();
}

TrialState TrialBook::find(const TrialKey& key) const {
  std::lock_guard lock(mutex_);
  const auto found = rows_.find(key);
  if (found == rows_.end()) return {};
  const auto& decision = found->second.decision;
  return {found->second.decide_ms, decision ? decision->winner : 0};
}

bool TrialBook::begin(const TrialKey& key, std::uint8_t partition, std::int64_t decide_ms) {
  std::lock_guard lock(mutex_);
  auto& row = rows_[key];
  if (decide_ms < row.decide_ms) {
    row.decide_ms = decide_ms;
    find_next();
  }
  if (row.partitions.test(partition)) return false;
  row.partitions.set(partition);
  return true;
}

void TrialBook::decide(const TrialKey& key, TrialDecision decision, WriteBatch& batch) {
  batch.put(Family::kRuns, keys::decision(key), encode_decision(decision));
  std::lock_guard lock(mutex_);
  rows_[key].decision = std::move(decision);
  find_next();
}

void TrialBook::find_next() {
  std::int64_t next_ms = INT64_MAX;
  for (const auto& [key, row] : rows_)
    if (!row.decision) next_ms = std::min(next_ms, row.decide_ms);
  next_ms_ = next_ms;
}

std::vector<Trial> TrialBook::due(std::int64_t until_ms) const {
  if (until_ms < next_ms_) return {};
  auto trials = all();
  std::erase_if(trials, [&](const Trial& it) { return it.decision || it.decide_ms > until_ms; });
  std::stable_sort(trials.begin(), trials.end(),
                   [](const Trial& a, const Trial& b) { return a.decide_ms < b.decide_ms; });
  return trials;
}

std::vector<Trial> TrialBook::all() const {
  std::lock_guard lock(mutex_);
  std::vector<Trial> trials;
  for (const auto& [key, row] : rows_) trials.push_back({key, row.decide_ms, row.decision});
  return trials;
}

}  // namespace camp
