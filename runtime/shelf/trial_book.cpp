#include "runtime/shelf/trial_book.h"

#include <algorithm>

#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {

namespace {

Result<TrialDecision> read_decision(const StoreIterator& at, TrialKey* key) {
  TrialDecision decision;
  std::uint32_t number = 0;
  if (!keys::parse_decision(at.key(), key, &number) || !decode_decision(at.value(), &decision))
    return unreadable(at.value(), kTrialVersion, "the decision of an experiment");
  decision.number = number;
  return decision;
}

// OnDecision: void(const TrialKey&, TrialDecision).
template <class OnDecision>
Result<void> walk_decisions(Store& store, const std::string& prefix, OnDecision on_decision) {
  auto at = store.iterate(
      Family::kRuns, {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = true});
  for (at->seek_to_first(); at->valid(); at->next()) {
    TrialKey key;
    CAMP_ASSIGN(auto decision, read_decision(*at, &key));
    on_decision(key, std::move(decision));
  }
  return at->status();
}

}  // namespace

Result<std::vector<TrialDecision>> read_decisions(Store& store, const TrialKey& key) {
  std::vector<TrialDecision> decisions;
  CAMP_TRY(walk_decisions(
      store, keys::decisions_prefix(key),
      [&](const TrialKey&, TrialDecision decision) { decisions.push_back(std::move(decision)); }));
  return decisions;
}

Result<std::vector<TrialHistory>> read_trials(Store& store) {
  TrialBook book(store);
  CAMP_TRY(book.load());
  std::vector<TrialHistory> histories;
  for (auto& trial : book.all()) {
    CAMP_ASSIGN(auto decisions, read_decisions(store, trial.key));
    histories.push_back({std::move(trial), std::move(decisions)});
  }
  return histories;
}

Result<void> TrialBook::load() {
  std::lock_guard lock(mutex_);
  CAMP_TRY(load_decisions());
  CAMP_TRY(load_begun());
  find_next();
  return {};
}

Result<void> TrialBook::load_decisions() {
  return walk_decisions(
      store_, std::string(1, keys::kDecisionKind),
      [&](const TrialKey& key, TrialDecision decision) { take(row_of(key), std::move(decision)); });
}

// Rows of earlier decisions lie about.
Result<void> TrialBook::load_begun() {
  for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
    const auto prefix = keys::trials_begun_prefix(static_cast<std::uint8_t>(p));
    auto at =
        store_.iterate(Family::kRunParts,
                       {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = true});
    for (at->seek_to_first(); at->valid(); at->next()) {
      TrialKey key;
      TrialBegun begun;
      if (!keys::parse_trial(at->key().substr(prefix.size()), &key) ||
          !decode_trial_begun(at->value(), &begun))
        return unreadable(at->value(), kTrialVersion, "when an experiment is decided");
      auto& row = row_of(key);
      if (begun.number == row.trial.next_number()) expect(row, p, begun.decide_ms);
    }
    CAMP_TRY(at->status());
  }
  return {};
}

TrialBook::Row& TrialBook::row_of(const TrialKey& key) {
  auto [found, added] = rows_.try_emplace(key);
  if (added) found->second.trial = {key, INT64_MAX, std::nullopt};
  return found->second;
}

// When the next is due is on disk with it, or is the business of who comes next.
void TrialBook::take(Row& row, TrialDecision decision) {
  const bool goes_on = decision.next_ms != 0;
  row.trial.decide_ms = goes_on ? decision.next_ms : decision.due_ms;
  row.trial.decision = std::move(decision);
  if (goes_on)
    row.partitions.set();
  else
    row.partitions.reset();
}

// The first who has come decides when it is due.
bool TrialBook::expect(Row& row, std::uint32_t partition, std::int64_t decide_ms) {
  auto& due_ms = row.trial.decide_ms;
  due_ms = row.trial.is_pending() ? std::min(due_ms, decide_ms) : decide_ms;
  if (row.partitions.test(partition)) return false;
  row.partitions.set(partition);
  return true;
}

TrialState TrialBook::find(const TrialKey& key) const {
  std::lock_guard lock(mutex_);
  const auto found = rows_.find(key);
  if (found == rows_.end()) return {};
  const auto& trial = found->second.trial;
  return {trial.is_pending() ? trial.decide_ms : 0, trial.decision ? &*trial.decision : nullptr};
}

std::optional<TrialBegun> TrialBook::begin(const TrialKey& key, std::uint8_t partition,
                                           std::int64_t decide_ms) {
  std::lock_guard lock(mutex_);
  auto& row = row_of(key);
  const auto before_ms = row.trial.decide_ms;
  const bool first = expect(row, partition, decide_ms);
  if (row.trial.decide_ms != before_ms) find_next();
  if (!first) return std::nullopt;
  return TrialBegun{row.trial.decide_ms, row.trial.next_number()};
}

void TrialBook::decide(const TrialKey& key, TrialDecision decision, WriteBatch& batch) {
  batch.put(Family::kRuns, keys::decision(key, decision.number), encode_decision(decision));
  std::lock_guard lock(mutex_);
  take(row_of(key), std::move(decision));
  find_next();
}

void TrialBook::find_next() {
  std::int64_t next_ms = INT64_MAX;
  for (const auto& [key, row] : rows_)
    if (row.trial.is_pending()) next_ms = std::min(next_ms, row.trial.decide_ms);
  next_ms_ = next_ms;
}

std::vector<Trial> TrialBook::due(std::int64_t until_ms) const {
  if (until_ms < next_ms_) return {};
  std::lock_guard lock(mutex_);
  std::multimap<std::int64_t, const Trial*> by_time;  // of one time by key
  for (const auto& [key, row] : rows_)
    if (row.trial.is_pending() && row.trial.decide_ms <= until_ms)
      by_time.emplace(row.trial.decide_ms, &row.trial);
  std::vector<Trial> trials;
  for (const auto& [due_ms, trial] : by_time) trials.push_back(*trial);
  return trials;
}

std::vector<Trial> TrialBook::all() const {
  std::lock_guard lock(mutex_);
  std::vector<Trial> trials;
  for (const auto& [key, row] : rows_) trials.push_back(row.trial);
  return trials;
}

}  // namespace camp
