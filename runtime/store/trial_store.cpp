#include "runtime/store/trial_store.h"

#include <string>

namespace camp {
namespace {

constexpr char kPut = 'p';
constexpr char kErased = 'e';

class TrialBatch final : public WriteBatch {
 public:
  explicit TrialBatch(std::unique_ptr<WriteBatch> written) : written_(std::move(written)) {}
  void put(Family family, std::string_view key, std::string_view value) override {
    written_->put(family, key, kPut + std::string(value));
  }
  void erase(Family family, std::string_view key) override {
    written_->put(family, key, std::string_view(&kErased, 1));
  }
  void clear() override { written_->clear(); }
  std::size_t byte_size() const override { return written_->byte_size(); }
  WriteBatch& written() { return *written_; }

 private:
  std::unique_ptr<WriteBatch> written_;
};

// Both walks side by side: of one key what was written, and nothing of what was erased.
class TrialIterator final : public StoreIterator {
 public:
  TrialIterator(std::unique_ptr<StoreIterator> below, std::unique_ptr<StoreIterator> written)
      : below_(std::move(below)), written_(std::move(written)) {}
  void seek_to_first() override {
    below_->seek_to_first();
    written_->seek_to_first();
    settle();
  }
  void seek(std::string_view key) override {
    below_->seek(key);
    written_->seek(key);
    settle();
  }
  void next() override {
    at_->next();
    settle();
  }
  bool valid() const override { return at_ != nullptr; }
  std::string_view key() const override { return at_->key(); }
  std::string_view value() const override {
    return at_ == written_.get() ? at_->value().substr(1) : at_->value();
  }
  Result<void> status() const override {
    CAMP_TRY(below_->status());
    return written_->status();
  }

 private:
  bool failed() const {
    return (!below_->valid() && !below_->status().ok()) ||
           (!written_->valid() && !written_->status().ok());
  }
  void settle() {
    at_ = nullptr;
    while (!failed() && written_->valid()) {
      if (below_->valid() && below_->key() < written_->key()) break;
      if (below_->valid() && below_->key() == written_->key()) below_->next();
      if (written_->value()[0] == kPut) {
        at_ = written_.get();
        return;
      }
      written_->next();
    }
    if (!failed() && below_->valid()) at_ = below_.get();
  }

  std::unique_ptr<StoreIterator> below_;
  std::unique_ptr<StoreIterator> written_;
  StoreIterator* at_ = nullptr;  // the one that stands at the next key; null: neither
};

}  // namespace

std::unique_ptr<WriteBatch> TrialStore::make_batch() {
  return std::make_unique<TrialBatch>(written_.make_batch());
}

Result<void> TrialStore::commit(WriteBatch& batch) {
  return written_.commit(static_cast<TrialBatch&>(batch).written());
}

Result<bool> TrialStore::get(Family family, std::string_view key, std::string* value) {
  std::string written;
  CAMP_ASSIGN(const bool found, written_.get(family, key, &written));
  if (!found) return below_.get(family, key, value);
  if (written[0] == kErased) return false;
  value->assign(written, 1);
  return true;
}

std::unique_ptr<StoreIterator> TrialStore::iterate(Family family, IteratorBounds bounds) {
  auto written = written_.iterate(family, bounds);
  return std::make_unique<TrialIterator>(below_.iterate(family, std::move(bounds)),
                                         std::move(written));
}

}  // namespace camp
