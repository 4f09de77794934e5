#include "runtime/store/mem_store.h"

#include <iterator>
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

Error read_failed() { return {ErrorKind::kIo, "a read failed as told", "mem", ""}; }

// Walks the family as it was when it was made: while it holds the map, commits go to a copy.
class MemIterator final : public StoreIterator {
 public:
  MemIterator(std::shared_ptr<const MemStore::Map> map, const IteratorBounds& bounds,
              std::shared_ptr<MemStore::Reads> reads)
      : map_(std::move(map)),
        reads_(std::move(reads)),
        first_(map_->lower_bound(bounds.lower)),
        last_(bounds.upper.empty() || bounds.upper < bounds.lower
                  ? map_->end()
                  : map_->lower_bound(bounds.upper)),
        at_(last_) {}
  void seek_to_first() override { stand(first_); }
  void seek(std::string_view key) override {
    at_ = first_ != last_ && key > first_->first ? map_->lower_bound(key) : first_;
    bool behind = at_ == map_->end() || (last_ != map_->end() && at_->first >= last_->first);
    stand(behind ? last_ : at_);
  }
  void next() override { stand(std::next(at_)); }
  bool valid() const override { return !failed_ && at_ != last_; }
  std::string_view key() const override { return at_->first; }
  std::string_view value() const override { return at_->second; }
  Result<void> status() const override {
    return failed_ ? Result<void>(read_failed()) : Result<void>();
  }

 private:
  void stand(MemStore::Map::const_iterator at) {
    at_ = at;
    failed_ = failed_ || reads_->fails();
  }

  std::shared_ptr<const MemStore::Map> map_;
  std::shared_ptr<MemStore::Reads> reads_;
  bool failed_ = false;
  MemStore::Map::const_iterator first_, last_, at_;
};

}  // namespace

MemStore::MemStore(Snapshot from) : families_(std::move(from)) {
  for (auto& map : families_) {
    if (!map) map = std::make_shared<Map>();
  }
}

MemStore::Snapshot MemStore::snapshot() const {
  std::lock_guard lock(mutex_);
  return families_;
}

std::unique_ptr<WriteBatch> MemStore::make_batch() { return std::make_unique<MemBatch>(); }

Result<void> MemStore::commit(WriteBatch& batch) {
  std::lock_guard lock(mutex_);
  if (fail_in_ > 0 && --fail_in_ == 0)
    return Error{ErrorKind::kIo, "commit failed as told", "mem", ""};
  ++commits_;
  for (const auto& change : static_cast<MemBatch&>(batch).changes()) {
    auto& map = families_[static_cast<std::size_t>(change.family)];
    // Under the lock nobody can begin to share it; who stops meanwhile only costs a copy.
    if (map.use_count() > 1) map = std::make_shared<Map>(*map);
    if (change.value) {
      (*map)[change.key] = *change.value;
    } else {
      map->erase(change.key);
    }
  }
  return {};
}

Result<bool> MemStore::get(Family family, std::string_view key, std::string* value) {
  std::lock_guard lock(mutex_);
  if (reads_->fails()) return read_failed();
  const auto& map = *families_[static_cast<std::size_t>(family)];
  auto found = map.find(key);
  if (found == map.end()) return false;
  *value = found->second;
  return true;
}

std::unique_ptr<StoreIterator> MemStore::iterate(Family family, IteratorBounds bounds) {
  std::lock_guard lock(mutex_);
  return std::make_unique<MemIterator>(families_[static_cast<std::size_t>(family)], bounds, reads_);
}

Result<std::uint64_t> MemStore::disk_bytes() {
  std::uint64_t bytes = 0;
  for (const auto& map : families_) {
    for (const auto& [key, value] : *map) bytes += key.size() + value.size();
  }
  return bytes;
}

}  // namespace camp
