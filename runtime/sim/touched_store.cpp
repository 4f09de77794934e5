#include "runtime/sim/touched_store.h"

#include "runtime/state/keys.h"

namespace camp::sim {
namespace {

class TouchedBatch final : public WriteBatch {
 public:
  explicit TouchedBatch(std::unique_ptr<WriteBatch> below) : below_(std::move(below)) {}
  void put(Family family, std::string_view key, std::string_view value) override {
    if (family == Family::kContacts) touched_.emplace_back(keys::id_of_contact_key(key));
    below_->put(family, key, value);
  }
  void erase(Family family, std::string_view key) override { below_->erase(family, key); }
  void clear() override {
    touched_.clear();
    below_->clear();
  }
  std::size_t byte_size() const override { return below_->byte_size(); }

  WriteBatch& below() { return *below_; }
  std::vector<std::string>& touched() { return touched_; }

 private:
  std::unique_ptr<WriteBatch> below_;
  std::vector<std::string> touched_;
};

}  // namespace

std::unique_ptr<WriteBatch> TouchedStore::make_batch() {
  return std::make_unique<TouchedBatch>(below_->make_batch());
}

Result<void> TouchedStore::commit(WriteBatch& batch) {
  auto& own = static_cast<TouchedBatch&>(batch);
  CAMP_TRY(below_->commit(own.below()));
  touched_.insert(own.touched().begin(), own.touched().end());
  return {};
}

Result<void> TouchedStore::commit_later(WriteBatch& batch) {
  auto& own = static_cast<TouchedBatch&>(batch);
  CAMP_TRY(below_->commit_later(own.below()));
  touched_.insert(own.touched().begin(), own.touched().end());
  return {};
}

}  // namespace camp::sim
