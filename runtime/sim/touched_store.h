// A store that notes whose rows were written: who has to be looked at again. Otherwise the one
// below, which it owns. One thread.
#pragma once
#include <memory>
#include <set>
#include <string>

#include "runtime/store/store.h"

namespace camp::sim {

class TouchedStore final : public Store {
 public:
  explicit TouchedStore(std::unique_ptr<Store> below) : below_(std::move(below)) {}

  // The contacts' ids since the last time.
  std::set<std::string> take_touched() { return std::exchange(touched_, {}); }

  std::unique_ptr<WriteBatch> make_batch() override;
  Result<void> commit(WriteBatch& batch) override;
  Result<void> commit_later(WriteBatch& batch) override;
  Result<void> sync() override { return below_->sync(); }
  Result<bool> get(Family family, std::string_view key, std::string* value) override {
    return below_->get(family, key, value);
  }
  std::unique_ptr<StoreIterator> iterate(Family family, IteratorBounds bounds) override {
    return below_->iterate(family, std::move(bounds));
  }
  Result<void> compact() override { return below_->compact(); }
  Result<std::uint64_t> disk_bytes() override { return below_->disk_bytes(); }

 private:
  std::unique_ptr<Store> below_;
  std::set<std::string> touched_;
};

}  // namespace camp::sim
