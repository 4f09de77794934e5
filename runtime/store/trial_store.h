// A store over another that is only read: what is committed here stays in memory, and goes with
// it. For trying work out: what would happen, with the engine that makes it happen.
//
// Keeps the contract of store.h but for the disk: nothing ever is on it. The store below outlives
// it, and does not change meanwhile (RocksDB opened for reading).
#pragma once
#include <memory>

#include "runtime/store/mem_store.h"

namespace camp {

class TrialStore final : public Store {
 public:
  explicit TrialStore(Store& below) : below_(below) {}

  std::unique_ptr<WriteBatch> make_batch() override;
  Result<void> commit(WriteBatch& batch) override;
  Result<void> commit_later(WriteBatch& batch) override { return commit(batch); }
  Result<void> sync() override { return {}; }
  Result<bool> get(Family family, std::string_view key, std::string* value) override;
  std::unique_ptr<StoreIterator> iterate(Family family, IteratorBounds bounds) override;
  Result<void> compact() override { return {}; }
  Result<std::uint64_t> disk_bytes() override { return below_.disk_bytes(); }

 private:
  Store& below_;
  MemStore written_;  // values behind a byte that says whether the key is there
};

}  // namespace camp
