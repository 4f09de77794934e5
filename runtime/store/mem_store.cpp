#include "runtime/store/mem_store.h"

#include <optional>
#include <vector>

namespace camp {
namespace {

class MemBatch final : public WriteBatch {
 public:
  struct Change {
    Family family;
    std::string key;
    std::optional<std::string> value;  // nothing: erased
  };
  void put(Family family, std::string_view key, std::string_view value) override {
    bytes_ += key.size() + value.size();
    changes_.push_back({family, std::string(key), std::string(value)});
  }
  void erase(Family family, std::string_view key) override {
    bytes_ += key.size();
    changes_.push_back({family, std::string(key), std::nullopt});
  }
  void clear() override {
    changes_.clear();
    bytes_ = 0;
  }
  std::size_t byte_size() const override { return bytes_; }
  const std::vector<Change>& changes() const { return changes_; }

 private:
  std::vector<Change> changes_;
  std::size_t bytes_ = 0;
};

// Walks a copy of the range: it sees the store as it was, like RocksDB's.
class MemIterator final : public StoreIterator {
 public:
  explicit MemIterator(MemStore::Map range) : range_(std::move(range)), at_(range_.end()) {}
  void seek_to_first() override { at_ = range_.begin(); }
  void seek(std::string_view key) override { at_ = range_.lower_bound(key); }
  void next() override { ++at_; }
  bool valid() const override { return at_ != range_.end(); }
  std::string_view key() const override { return at_->first; }
  std::string_view value() const override { return at_->second; }
  Result<void> status() const override { return {}; }

 private:
  MemStore::Map range_;
  MemStore::Map::iterator at_;
};

}  // namespace

std::unique_ptr<WriteBatch> MemStore::make_batch() { return std::make_unique<MemBatch>(); }

Result<void> MemStore::commit(WriteBatch& batch) {
  std::lock_guard lock(mutex_);
  if (fail_in_ > 0 && --fail_in_ == 0)
    return Error{ErrorKind::kIo, "commit failed as told", "mem", ""};
  ++commits_;
  for (const auto& change : static_cast<MemBatch&>(batch).changes()) {
    auto& map = families_[static_cast<std::size_t>(change.family)];
    if (change.value) {
      map[change.key] = *change.value;
    } else {
      map.erase(change.key);
    }
  }
  return {};
}

Result<bool> MemStore::get(Family family, std::string_view key, std::string* value) {
  std::lock_guard lock(mutex_);
  const auto& map = families_[static_cast<std::size_t>(family)];
  auto found = map.find(key);
  if (found == map.end()) return false;
  *value = found->second;
  return true;
}

std::unique_ptr<StoreIterator> MemStore::iterate(Family family, IteratorBounds bounds) {
  std::lock_guard lock(mutex_);
  const auto& map = families_[static_cast<std::size_t>(family)];
  auto first = map.lower_bound(bounds.lower);
  auto last = bounds.upper.empty() ? map.end() : map.lower_bound(bounds.upper);
  return std::make_unique<MemIterator>(first == map.end() ? Map{} : Map(first, last));
}

Result<std::uint64_t> MemStore::disk_bytes() {
  std::uint64_t bytes = 0;
  for (const auto& map : families_) {
    for (const auto& [key, value] : map) bytes += key.size() + value.size();
  }
  return bytes;
}

}  // namespace camp
