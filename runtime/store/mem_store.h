// The store in memory: for unit tests, scenarios, simulation, and what is asked before there is a
// store. Same meaning, nothing on disk.
//
// A family is one immutable-while-shared map: iterators and snapshots hold it, and the next commit
// copies it only then. Both therefore cost nothing to take, and a commit pays for what is held.
#pragma once
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "runtime/store/store.h"

namespace camp {

class MemStore final : public Store {
 public:
  using Map = std::map<std::string, std::string, std::less<>>;
  // Everything that the store held at one moment. Any number of stores may begin from it, on any
  // threads: nobody changes it.
  using Snapshot = std::array<std::shared_ptr<Map>, 16>;

  MemStore() : MemStore(Snapshot{}) {}
  explicit MemStore(Snapshot from);

  Snapshot snapshot() const;

  std::unique_ptr<WriteBatch> make_batch() override;
  Result<void> commit(WriteBatch& batch) override;
  Result<void> commit_later(WriteBatch& batch) override { return commit(batch); }
  Result<void> sync() override { return {}; }
  Result<bool> get(Family family, std::string_view key, std::string* value) override;
  std::unique_ptr<StoreIterator> iterate(Family family, IteratorBounds bounds) override;
  Result<void> compact() override { return {}; }
  Result<std::uint64_t> disk_bytes() override;

  // Fails the n-th commit from now on (1: the next), once, without applying it; 0 turns it off.
  void fail_commit(std::uint64_t nth) { fail_in_ = nth; }
  std::uint64_t commits() const { return commits_; }
  // The same of reads: a get, or a step of an iterator, which then is not valid and says why.
  void fail_read(std::uint64_t nth) { reads_->fail_in = nth; }
  std::uint64_t reads() const { return reads_->count; }

  struct Reads {
    std::atomic<std::uint64_t> count = 0;
    std::atomic<std::uint64_t> fail_in = 0;
    bool fails() {
      ++count;
      return fail_in != 0 && --fail_in == 0;
    }
  };

  const Map& family(Family family) const { return *families_[static_cast<std::size_t>(family)]; }

 private:
  Snapshot families_;
  mutable std::mutex mutex_;
  std::uint64_t fail_in_ = 0;
  std::uint64_t commits_ = 0;
  std::shared_ptr<Reads> reads_ = std::make_shared<Reads>();  // iterators may outlive the store
};

}  // namespace camp
