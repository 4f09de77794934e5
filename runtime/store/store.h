// The state's store: ordered keys and values in numbered families, changed by atomic, synced
// batches.
//
// Implementations: rocks_store.h (the only user of RocksDB), mem_store.h (tests, simulation). Any
// thread commits and reads; a batch belongs to one. What commit() acknowledged is on disk and stays
// there.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "lang/base/result.h"

namespace camp {

enum class Family : std::uint8_t {
#define CAMP_FAMILY(number, name, text, doc) k##name = number,
#define CAMP_RETIRED(number, text, since)
#include "runtime/store/column_families.def"
#undef CAMP_FAMILY
#undef CAMP_RETIRED
};

// Changes that happen together. Order matters only for the same key: the last one wins.
class WriteBatch {
 public:
  virtual ~WriteBatch() = default;
  virtual void put(Family family, std::string_view key, std::string_view value) = 0;
  virtual void erase(Family family, std::string_view key) = 0;
  virtual void clear() = 0;
  virtual std::size_t byte_size() const = 0;
};

// Walks keys in order within [lower, upper) as given when it was made. Sees the store as it was
// then.
class StoreIterator {
 public:
  virtual ~StoreIterator() = default;
  virtual void seek_to_first() = 0;
  virtual void seek(std::string_view key) = 0;  // to the first key >= `key`
  virtual void next() = 0;
  virtual bool valid() const = 0;
  virtual std::string_view key() const = 0;  // until the next move
  virtual std::string_view value() const = 0;
  virtual Result<void> status() const = 0;  // ask once valid() is false: the end, or a read error?
};

// A few steps on, while the iterator stands before `key`: they are cheap, a search costs about
// eight of them. Whoever does not stand where it wants to then seeks.
inline void step_towards(StoreIterator& at, std::string_view key) {
  constexpr int kSteps = 8;
  for (int step = 0; step < kSteps && at.valid() && at.key() < key; ++step) at.next();
}

struct IteratorBounds {
  std::string lower;        // empty: from the first
  std::string upper;        // empty: to the last
  bool fill_cache = false;  // long scans must not push out what transitions need
};

class Store {
 public:
  virtual ~Store() = default;
  virtual std::unique_ptr<WriteBatch> make_batch() = 0;
  // On disk (WAL synced) when it returns ok. After an error nothing of the batch may be assumed;
  // the caller stops sending and acknowledging.
  virtual Result<void> commit(WriteBatch& batch) = 0;
  // The same, but on disk only with the next commit() or sync(): for work that nobody is told of
  // before. A process that is killed loses nothing of it.
  virtual Result<void> commit_later(WriteBatch& batch) = 0;
  // All that was committed is on disk when it returns ok; costs nothing when it is already.
  virtual Result<void> sync() = 0;
  // False when the key is not there.
  virtual Result<bool> get(Family family, std::string_view key, std::string* value) = 0;
  // `found` for each key that is there, with its place in `keys`, which are in order; the value is
  // good until it returns. Its first error ends the walk.
  using OnFound = std::function<Result<void>(std::size_t place, std::string_view value)>;
  // A store that has no faster way asks for one after the other.
  virtual Result<void> get_many(Family family, std::span<const std::string_view> keys,
                                const OnFound& found) {
    std::string value;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      CAMP_ASSIGN(const bool there, get(family, keys[i], &value));
      if (there) CAMP_TRY(found(i, value));
    }
    return {};
  }
  virtual std::unique_ptr<StoreIterator> iterate(Family family, IteratorBounds bounds) = 0;
  // Writes memory to files and merges them; only for care and benchmarks.
  virtual Result<void> compact() = 0;
  virtual Result<std::uint64_t> disk_bytes() = 0;
};

}  // namespace camp
