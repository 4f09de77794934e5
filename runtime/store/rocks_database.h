// A store that is open: RocksDB behind the contract of store.h. Only for rocks_store.cpp, which
// opens it. Any thread, as store.h says.
#pragma once
#include <rocksdb/db.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/store/store.h"
#include "runtime/store/store_mark.h"

namespace camp {

// A status as people need it: what to do about a full disk, a lock, damage.
Error to_error(const rocksdb::Status& status, const std::string& path);
Error damaged(const std::string& path, const std::string& how);

class RocksDatabase final : public Store {
 public:
  // `handles` by family number.
  RocksDatabase(std::unique_ptr<rocksdb::DB> db, std::vector<rocksdb::ColumnFamilyHandle*> handles,
                std::string path, bool read_only)
      : db_(std::move(db)),
        handles_(std::move(handles)),
        path_(std::move(path)),
        read_only_(read_only) {}
  ~RocksDatabase() override;

  // Refuses (kCorrupt) a store that has lost what it acknowledged. `mark` was read before the store
  // was: a writer beside it only goes on.
  Result<void> check(const StoreMark& mark) const;
  // From now on commits are marked.
  Result<void> keep(std::unique_ptr<StoreMark> mark);

  std::unique_ptr<WriteBatch> make_batch() override;
  Result<void> commit(WriteBatch& batch) override;
  Result<void> commit_later(WriteBatch& batch) override;
  Result<void> sync() override;
  Result<bool> get(Family family, std::string_view key, std::string* value) override;
  Result<void> get_many(Family family, std::span<const std::string_view> keys,
                        const OnFound& found) override;
  std::unique_ptr<StoreIterator> iterate(Family family, IteratorBounds bounds) override;
  Result<void> compact() override;
  Result<std::uint64_t> disk_bytes() override;

 private:
  void flush_what_is_much();
  Result<void> write(rocksdb::WriteBatch& batch);

  std::unique_ptr<rocksdb::DB> db_;
  std::unique_ptr<StoreMark> mark_;                    // none: nothing is marked
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // by family number
  std::string path_;
  bool read_only_;
  std::atomic<bool> later_ = false;  // commit_later() was called
  std::atomic<bool> ahead_ = false;  // something committed is not on disk yet
  std::mutex ahead_mutex_;           // held while that is brought there
};

}  // namespace camp
