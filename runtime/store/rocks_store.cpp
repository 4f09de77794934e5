#include "runtime/store/rocks_store.h"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/version.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <vector>

#include "runtime/store/store_mark.h"

namespace camp {
namespace {

struct FamilyRow {
  Family family;
  const char* name;
};
constexpr FamilyRow kFamilies[] = {
#define CAMP_FAMILY(number, name, text, doc) {Family::k##name, text},
#define CAMP_RETIRED(number, text, since)
#include "runtime/store/column_families.def"
#undef CAMP_FAMILY
#undef CAMP_RETIRED
};
constexpr std::size_t kFamilyCount = std::size(kFamilies);

// Memory is bounded by these two, whatever the store's size: 10 million sleeping contacts cost no
// more.
constexpr std::size_t kCacheBytes = 96u << 20;  // blocks, indexes and filters
constexpr int kCacheShardBits = 2;              // few threads read; large shards hold large blocks
constexpr std::size_t kMemtableBytes = 96u << 20;  // all families together
constexpr std::size_t kFamilyMemtableBytes = 32u << 20;
// What a start has to read back after a crash: at most about half a second of replay.
constexpr std::uint64_t kWalBytes = 128u << 20;
// What is closed with more than this in memory is written to files first: the next start then has
// nothing to read back, which would cost what the writing of it did. A short run leaves less, and
// no small files.
constexpr std::uint64_t kFlushAtCloseBytes = 4u << 20;
// Lookups that share a walk over indexes and filters; RocksDB's own limit of a step.
constexpr std::size_t kKeysAtOnce = 32;
constexpr std::size_t kScanReadaheadBytes = 1u << 20;

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

class RocksStore final : public Store {
 public:
  RocksStore(std::unique_ptr<rocksdb::DB> db, std::vector<rocksdb::ColumnFamilyHandle*> handles,
             std::string path, bool read_only)
      : db_(std::move(db)),
        handles_(std::move(handles)),
        path_(std::move(path)),
        read_only_(read_only) {}
  ~RocksStore() override {
    // Without a sync nobody was told of what is lost; and then the mark does not know of it.
    if (later_ && sync().ok() && mark_) (void)mark_->raise(db_->GetLatestSequenceNumber());
    flush_what_is_much();
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    (void)db_->Close();
  }

  // `mark` was read before the store was: a writer beside it only goes on. Refuses a store that has
  // lost what it acknowledged; from then on commits are marked.
  Result<void> check(const StoreMark& mark) const {
    const auto here = db_->GetLatestSequenceNumber();
    if (here < mark.sequence()) {
      return Error{
          ErrorKind::kCorrupt,
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

  // From now on commits are marked.
  Result<void> keep(std::unique_ptr<StoreMark> mark) {
    // At once: a full disk has no room for a first mark.
    CAMP_TRY(mark->raise(db_->GetLatestSequenceNumber()));
    mark_ = std::move(mark);
    return {};
  }

  std::unique_ptr<WriteBatch> make_batch() override {
    return std::make_unique<RocksBatch>(handles_);
  }

  Result<void> commit(WriteBatch& batch) override {
    std::unique_lock lock(ahead_mutex_, std::defer_lock);
    if (later_) lock.lock();
    return write(*static_cast<RocksBatch&>(batch).rocks());
  }

  Result<void> commit_later(WriteBatch& batch) override {
    count_nothing();
    auto status = db_->Write(options_of(false), static_cast<RocksBatch&>(batch).rocks());
    if (!status.ok()) return to_error(status, path_);
    later_ = ahead_ = true;
    return {};
  }

  Result<void> sync() override {
    if (!later_) return {};
    std::lock_guard lock(ahead_mutex_);  // who finds another at it answers when it is done
    if (!ahead_) return {};
    rocksdb::WriteBatch nothing;
    nothing.PutLogData("sync");  // only in the log, whose sync takes all before it along
    return write(nothing);
  }

  Result<bool> get(Family family, std::string_view key, std::string* value) override {
    count_nothing();
    rocksdb::PinnableSlice slice(value);
    auto status =
        db_->Get({}, handles_[static_cast<std::size_t>(family)], {key.data(), key.size()}, &slice);
    if (status.IsNotFound()) return false;
    if (!status.ok()) return to_error(status, path_);
    if (slice.IsPinned()) value->assign(slice.data(), slice.size());
    return true;
  }

  Result<void> get_many(Family family, std::span<const std::string_view> keys,
                        const OnFound& found) override {
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

  std::unique_ptr<StoreIterator> iterate(Family family, IteratorBounds bounds) override {
    return std::make_unique<RocksIterator>(db_.get(), handles_[static_cast<std::size_t>(family)],
                                           std::move(bounds), path_);
  }

  Result<void> compact() override {
    for (auto* handle : handles_) {
      auto status = db_->CompactRange({}, handle, nullptr, nullptr);
      if (!status.ok()) return to_error(status, path_);
    }
    return {};
  }

  Result<std::uint64_t> disk_bytes() override {
    std::uint64_t total = 0;
    for (auto* handle : handles_) {
      std::uint64_t bytes = 0;
      if (db_->GetIntProperty(handle, rocksdb::DB::Properties::kTotalSstFilesSize, &bytes))
        total += bytes;
    }
    return total;
  }

 private:
  // An error is no loss: all of it is in the log.
  void flush_what_is_much() {
    std::uint64_t bytes = 0;
    if (read_only_ ||
        !db_->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeActiveMemTable, &bytes) ||
        bytes < kFlushAtCloseBytes)
      return;
    db_->Flush({}, handles_).PermitUncheckedError();
  }

  static rocksdb::WriteOptions options_of(bool sync) {
    rocksdb::WriteOptions options;
    options.sync = sync;
    options.memtable_insert_hint_per_batch = true;  // batches are in key order
    return options;
  }

  // To the disk, with all that was committed before.
  Result<void> write(rocksdb::WriteBatch& batch) {
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

  std::unique_ptr<rocksdb::DB> db_;
  std::unique_ptr<StoreMark> mark_;                    // none: nothing is marked
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // by family number
  std::string path_;
  bool read_only_;
  std::atomic<bool> later_ = false;  // commit_later() was called
  std::atomic<bool> ahead_ = false;  // something committed is not on disk yet
  std::mutex ahead_mutex_;           // held while that is brought there
};

// RocksDB's own log file is left out: Debian's build has its assertions on, and one of them fails
// in that log when the disk is full, before the store could say so. What went wrong comes back as a
// status.
class NoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::DBOptions database_options(const RocksStoreOptions& wanted) {
  rocksdb::DBOptions options;
  if (wanted.env) options.env = wanted.env;
  options.create_if_missing = wanted.create;
  options.create_missing_column_families = !wanted.read_only;
  // Never at first the default mode: it drops acknowledged records behind a flipped bit in silence.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.paranoid_checks = true;
  options.max_total_wal_size = kWalBytes;
  options.max_open_files = 256;  // each open table costs memory; blocks are in the one cache
  options.max_background_jobs = 2;
  options.bytes_per_sync =
      1u << 20;                    // spread the writes of flushes: no long stalls of the WAL's sync
  options.wal_bytes_per_sync = 0;  // every commit syncs anyway
  options.info_log = std::make_shared<NoLog>();
  return options;
}

rocksdb::ColumnFamilyOptions family_options(Family family,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  // In small pieces: the whole filter of a file with two million contacts is larger than a shard of
  // the cache, so it would be read from disk again for every lookup (measured: 84 % of the time).
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.metadata_block_size = 4u << 10;
  table.format_version = 5;
  table.block_size = 8u << 10;
  // Misses are the rule for new contacts and new event ids: a filter answers them without a read.
  bool asked_for_absent_keys = family == Family::kContacts || family == Family::kEvents;
  if (asked_for_absent_keys) table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  rocksdb::ColumnFamilyOptions options;
  if (asked_for_absent_keys) {  // the same for what is still in memory
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.02;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  // Where the batch before put a key of this partition, the next is not far: batches are in key
  // order.
  options.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(1));
  options.write_buffer_size = kFamilyMemtableBytes;
  options.level_compaction_dynamic_level_bytes = true;
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;  // what sleeps lies at the bottom
  options.force_consistency_checks = true;
  return options;
}

}  // namespace

namespace {

// Without a table, a log or a mark nothing was ever in it: whoever made it was killed at that.
bool holds_something(const std::vector<std::string>& files) {
  return std::any_of(files.begin(), files.end(), [](std::string_view file) {
    return file == StoreMark::kFile || file.ends_with(".sst") || file.ends_with(".log");
  });
}

// Whether a store is there, asked before RocksDB is: one whose CURRENT is lost RocksDB would make
// anew, and take the rest away. Error: one is there, and a part of it is not.
Result<bool> find_store(rocksdb::Env& env, const std::string& path) {
  std::vector<std::string> files;
  const auto listed = env.GetChildren(path, &files);
  if (listed.IsNotFound() || listed.IsPathNotFound()) return false;
  if (!listed.ok()) return to_error(listed, path);
  std::string manifest;
  const auto current = rocksdb::ReadFileToString(&env, path + "/CURRENT", &manifest);
  if (current.IsNotFound() || current.IsPathNotFound()) {
    if (holds_something(files)) return damaged(path, "its file CURRENT is missing");
    return false;
  }
  if (!current.ok()) return to_error(current, path);
  while (!manifest.empty() && manifest.back() == '\n') manifest.pop_back();
  if (std::find(files.begin(), files.end(), manifest) == files.end())
    return damaged(path, "its manifest " + manifest + " is missing");
  return true;
}

Result<std::unique_ptr<RocksStore>> open_database(const std::string& path,
                                                  const RocksStoreOptions& wanted,
                                                  rocksdb::DBOptions options) {
  auto cache = rocksdb::NewLRUCache(kCacheBytes, kCacheShardBits);
  options.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(kMemtableBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& row : kFamilies)
    families.emplace_back(row.name, family_options(row.family, cache));

  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  auto status = wanted.read_only
                    ? rocksdb::DB::OpenForReadOnly(options, path, families, &handles, &db)
                    : rocksdb::DB::Open(options, path, families, &handles, &db);
  if (!status.ok()) {
    auto text = status.ToString();
    if (text.find("Column family not found") != std::string::npos ||
        text.find("Column families not opened") != std::string::npos) {
      return Error{ErrorKind::kNewer, "the store has parts that this camp does not know", path,
                   "use the camp that wrote it, or a newer one"};
    }
    return to_error(status, path);
  }
  CAMP_ASSERT(handles.size() == kFamilyCount);
  return std::make_unique<RocksStore>(std::unique_ptr<rocksdb::DB>(db), std::move(handles), path,
                                      wanted.read_only);
}

// A power cut may leave zeros in the midst of the log's last record, which was not acknowledged;
// RocksDB cannot tell that from a flipped bit in what was. The mark can: the log is read up to the
// first record that is not whole, without writing, and what is there is enough or nothing is
// touched.
Result<std::unique_ptr<RocksStore>> open_after_power_cut(const std::string& path,
                                                         RocksStoreOptions wanted,
                                                         const StoreMark* mark) {
  auto options = database_options(wanted);
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  auto to_look_at = wanted;
  to_look_at.read_only = true;
  {
    CAMP_ASSIGN(const auto store, open_database(path, to_look_at, options));
    if (mark != nullptr) CAMP_TRY(store->check(*mark));
  }
  return open_database(path, wanted, options);
}

}  // namespace

Result<std::unique_ptr<Store>> open_rocks_store(const std::string& path,
                                                const RocksStoreOptions& wanted) {
  CAMP_ASSIGN(const bool there,
              find_store(wanted.env ? *wanted.env : *rocksdb::Env::Default(), path));
  if (!there && !wanted.create) {
    return Error{ErrorKind::kNotFound, "there is no store here yet", path,
                 "import contacts first: camp contacts import FILE"};
  }
  std::unique_ptr<StoreMark> mark;
  if (there && wanted.env == nullptr) {
    CAMP_ASSIGN(mark, StoreMark::open(path, wanted.read_only));
  }
  auto store = open_database(path, wanted, database_options(wanted));
  if (!store.ok() && store.error().kind == ErrorKind::kCorrupt && there)
    store = open_after_power_cut(path, wanted, mark.get());
  if (!store.ok()) return store.error();
  if (wanted.env == nullptr) {
    if (!there) {
      CAMP_ASSIGN(mark, StoreMark::open(path, wanted.read_only));
    }
    CAMP_TRY((*store)->check(*mark));
    if (!wanted.read_only) CAMP_TRY((*store)->keep(std::move(mark)));
  }
  return std::unique_ptr<Store>(std::move(*store));
}

std::string rocksdb_version() { return rocksdb::GetRocksVersionAsString(); }

}  // namespace camp
