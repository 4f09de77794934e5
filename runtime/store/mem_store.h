// The store in memory: for unit tests and simulation. Same meaning, nothing on disk.
#pragma once
#include <array>
#include <map>
#include <mutex>

#include "runtime/store/store.h"

namespace camp {

class MemStore final : public Store {
 public:
  std::unique_ptr<WriteBatch> make_batch() override;
  Result<void> commit(WriteBatch& batch) override;
  Result<bool> get(Family family, std::string_view key, std::string* value) override;
  std::unique_ptr<StoreIterator> iterate(Family family, IteratorBounds bounds) override;
  Result<void> compact() override { return {}; }
  Result<std::uint64_t> disk_bytes() override;

  // Fails the n-th commit from now on (1: the next), once, without applying it; 0 turns it off.
  void fail_commit(std::uint64_t nth) { fail_in_ = nth; }
  std::uint64_t commits() const { return commits_; }

  using Map = std::map<std::string, std::string, std::less<>>;
  const Map& family(Family family) const { return families_[static_cast<std::size_t>(family)]; }

 private:
  std::array<Map, 16> families_;
  std::mutex mutex_;
  std::uint64_t fail_in_ = 0;
  std::uint64_t commits_ = 0;
};

}  // namespace camp
