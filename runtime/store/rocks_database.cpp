#include "runtime/store/rocks_database.h"

#include <fmt/format.h>
#include <rocksdb/perf_level.h>

#include <algorithm>
#include <array>

namespace camp {

Error damaged(const std::string& path, const std::string& how) {
  return {ErrorKind::kCorrupt, "the store is damaged: " + how, path,
          "keep a copy of the folder and restore a backup; camp will not guess what was lost"};
}

Error to_error(const rocksdb::Status& status, const std::string& path) {
  auto text = status.ToString();
  if (status.IsNoSpace()) {
    return {ErrorKind::kIo, "the disk is full: " + text, path,
            "free some space and run the same command again; nothing was lost"};
  }
  if (text.find("Permission denied") != std::string::npos ||
      text.find("Read-only file system") != std::string::npos) {
    return {ErrorKind::kIo, "the store cannot be written: " + text, path,
            "check the owner and the mount of that folder"};
  }
  if (text.find("lock hold by") != std::string::npos ||
      text.find("While lock file") != std::string::npos) {
    return {ErrorKind::kLocked, "the store is held by another camp process", path,
            "wait for it to end, or stop it"};
  }
  if (status.IsCorruption()) return damaged(path, text);
  return {ErrorKind::kIo, "the store failed: " + text, path, ""};
}

namespace {

// What is closed with more than this in memory is written to files first: the next start then has
// nothing to read back, which would cost what the writing of it did. A short run leaves less, and
// no small files.
constexpr std::uint64_t kFlushAtCloseBytes = 4u << 20;
// Lookups that share a walk over indexes and filters; RocksDB's own limit of a step.
constexpr std::size_t kKeysAtOnce = 32;
constexpr std::size_t kScanReadaheadBytes = 1u << 20;

// RocksDB counts each comparison of two keys in a variable of the thread, which costs more than the
// comparison (measured: a tenth of a transition). Nobody reads these counters; each thread that
// works on a store turns them off.
void count_nothing() { rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable); }

class RocksBatch final : public WriteBatch {
 public:
  explicit RocksBatch(const std::vector<rocksdb::ColumnFamilyHandle*>& handles)
      // Eight bytes of checksum per key, from here to the memtable: a bit flipped in memory is an
      // error.
      : batch_(0, 0, 8, 0), handles_(handles) {}

  void put(Family family, std::string_view key, std::string_view value) override {
    check(batch_.Put(handle(family), {key.data(), key.size()}, {value.data(), value.size()}));
  }
  void erase(Family family, std::string_view key) override {
    check(batch_.Delete(handle(family), {key.data(), key.size()}));
  }
  void clear() override { batch_.Clear(); }
  std::size_t byte_size() const override { return batch_.GetDataSize(); }
  rocksdb::WriteBatch* rocks() { return &batch_; }

 private:
  rocksdb::ColumnFamilyHandle* handle(Family family) {
    return handles_[static_cast<std::size_t>(family)];
  }
  static void check(const rocksdb::Status& status) { CAMP_ASSERT(status.ok()); }

  rocksdb::WriteBatch batch_;
  const std::vector<rocksdb::ColumnFamilyHandle*>& handles_;
};

class RocksIterator final : public StoreIterator {
 public:
  RocksIterator(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* handle, IteratorBounds bounds,
                std::string path)
      : bounds_(std::move(bounds)),
        path_(std::move(path)),
        lower_(bounds_.lower),
        upper_(bounds_.upper) {
    count_nothing();
    rocksdb::ReadOptions options;
    if (!bounds_.lower.empty()) options.iterate_lower_bound = &lower_;
    if (!bounds_.upper.empty()) options.iterate_upper_bound = &upper_;
    options.fill_cache = bounds_.fill_cache;
    if (!bounds_.fill_cache) options.readahead_size = kScanReadaheadBytes;
    options.total_order_seek = true;
    iterator_.reset(db->NewIterator(options, handle));
  }

  void seek_to_first() override { iterator_->SeekToFirst(); }
  void seek(std::string_view key) override { iterator_->Seek({key.data(), key.size()}); }
  void next() override { iterator_->Next(); }
  bool valid() const override { return iterator_->Valid(); }
  std::string_view key() const override { return iterator_->key().ToStringView(); }
  std::string_view value() const override { return iterator_->value().ToStringView(); }
  Result<void> status() const override {
    auto status = iterator_->status();
    if (status.ok()) return {};
    return to_error(status, path_);
  }

 private:
  IteratorBounds bounds_;
  std::string path_;
  rocksdb::Slice lower_, upper_;  // into bounds_: RocksDB keeps pointers to them
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

rocksdb::WriteOptions options_of(bool sync) {
  rocksdb::WriteOptions options;
  options.sync = sync;
  options.memtable_insert_hint_per_batch = true;  // batches are in key order
  return options;
}

}  // namespace

RocksDatabase::~RocksDatabase() {
  // Without a sync nobody was told of what is lost; and then the mark does not know of it.
  if (later_ && sync().ok() && mark_) (void)mark_->raise(db_->GetLatestSequenceNumber());
  flush_what_is_much();
  for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  (void)db_->Close();
}

Result<void> RocksDatabase::check(const StoreMark& mark) const {
  const auto here = db_->GetLatestSequenceNumber();
  if (here < mark.sequence()) {
    return Error{ErrorKind::kCorrupt,
                 fmt::format("the store has lost what it had acknowledged: {} of {} changes are "
                             "here",
                             here, mark.sequence()),
                 path_,
                 fmt::format("restore a backup; or, to go on without them, remove {}/{}: what they "
                             "sent may be sent again",
                             path_, StoreMark::kFile)};
  }
  return {};
}

Result<void> RocksDatabase::keep(std::unique_ptr<StoreMark> mark) {
  // At once: a full disk has no room for a first mark.
  CAMP_TRY(mark->raise(db_->GetLatestSequenceNumber()));
  mark_ = std::move(mark);
  return {};
}

std::unique_ptr<WriteBatch> RocksDatabase::make_batch() {
  return std::make_unique<RocksBatch>(handles_);
}

Result<void> RocksDatabase::commit(WriteBatch& batch) {
  std::unique_lock lock(ahead_mutex_, std::defer_lock);
  if (later_) lock.lock();
  return write(*static_cast<RocksBatch&>(batch).rocks());
}

Result<void> RocksDatabase::commit_later(WriteBatch& batch) {
  count_nothing();
  auto status = db_->Write(options_of(false), static_cast<RocksBatch&>(batch).rocks());
  if (!status.ok()) return to_error(status, path_);
  later_ = ahead_ = true;
  return {};
}

Result<void> RocksDatabase::sync() {
  if (!later_) return {};
  std::lock_guard lock(ahead_mutex_);  // who finds another at it answers when it is done
  if (!ahead_) return {};
  rocksdb::WriteBatch nothing;
  nothing.PutLogData("sync");  // only in the log, whose sync takes all before it along
  return write(nothing);
}

Result<bool> RocksDatabase::get(Family family, std::string_view key, std::string* value) {
  count_nothing();
  rocksdb::PinnableSlice slice(value);
  auto status =
      db_->Get({}, handles_[static_cast<std::size_t>(family)], {key.data(), key.size()}, &slice);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return to_error(status, path_);
  if (slice.IsPinned()) value->assign(slice.data(), slice.size());
  return true;
}

Result<void> RocksDatabase::get_many(Family family, std::span<const std::string_view> keys,
                                     const OnFound& found) {
  count_nothing();
  std::array<rocksdb::Slice, kKeysAtOnce> slices;
  std::array<rocksdb::PinnableSlice, kKeysAtOnce> values;
  std::array<rocksdb::Status, kKeysAtOnce> statuses;
  for (std::size_t begin = 0; begin < keys.size(); begin += kKeysAtOnce) {
    const auto count = std::min(kKeysAtOnce, keys.size() - begin);
    for (std::size_t i = 0; i < count; ++i)
      slices[i] = {keys[begin + i].data(), keys[begin + i].size()};
    db_->MultiGet({}, handles_[static_cast<std::size_t>(family)], count, slices.data(),
                  values.data(), statuses.data(), /*sorted_input=*/true);
    for (std::size_t i = 0; i < count; ++i) {
      if (statuses[i].ok())
        CAMP_TRY(found(begin + i, values[i].ToStringView()));
      else if (!statuses[i].IsNotFound())
        return to_error(statuses[i], path_);
      values[i].Reset();
    }
  }
  return {};
}

std::unique_ptr<StoreIterator> RocksDatabase::iterate(Family family, IteratorBounds bounds) {
  return std::make_unique<RocksIterator>(db_.get(), handles_[static_cast<std::size_t>(family)],
                                         std::move(bounds), path_);
}

Result<void> RocksDatabase::compact() {
  for (auto* handle : handles_) {
    auto status = db_->CompactRange({}, handle, nullptr, nullptr);
    if (!status.ok()) return to_error(status, path_);
  }
  return {};
}

Result<std::uint64_t> RocksDatabase::disk_bytes() {
  std::uint64_t total = 0;
  for (auto* handle : handles_) {
    std::uint64_t bytes = 0;
    if (db_->GetIntProperty(handle, rocksdb::DB::Properties::kTotalSstFilesSize, &bytes))
      total += bytes;
  }
  return total;
}

// An error is no loss: all of it is in the log.
void RocksDatabase::flush_what_is_much() {
  std::uint64_t bytes = 0;
  if (read_only_ ||
      !db_->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeActiveMemTable, &bytes) ||
      bytes < kFlushAtCloseBytes)
    return;
  db_->Flush({}, handles_).PermitUncheckedError();
}

// To the disk, with all that was committed before.
Result<void> RocksDatabase::write(rocksdb::WriteBatch& batch) {
  const auto before = db_->GetLatestSequenceNumber();
  const bool was_ahead = ahead_.exchange(false);
  count_nothing();
  auto status = db_->Write(options_of(true), &batch);
  if (!status.ok()) {
    if (was_ahead) ahead_ = true;
    return to_error(status, path_);
  }
  // The latest may be of a commit_later() since.
  return mark_ ? mark_->raise(later_ ? before : db_->GetLatestSequenceNumber()) : Result<void>{};
}

}  // namespace camp
