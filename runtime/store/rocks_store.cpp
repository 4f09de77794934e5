#include "runtime/store/rocks_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/version.h>
#include <rocksdb/write_buffer_manager.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "runtime/store/rocks_database.h"
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

// Without a table, a log or a mark nothing was ever in it: whoever made it was killed at that.
bool holds_something(const std::vector<std::string>& files) {
  return std::any_of(files.begin(), files.end(), [](std::string_view file) {
    return file == StoreMark::kFile || file.ends_with(".sst") || file.ends_with(".log");
  });
}

int errno_of(const std::string& path) { return ::access(path.c_str(), R_OK) == 0 ? 0 : errno; }

Error may_not_read(const std::string& path) {
  return {ErrorKind::kIo, "this user may not read the store", path,
          "its owner and mode say who may: ls -ld"};
}

// Whether a store is there, asked before RocksDB is: one whose CURRENT is lost RocksDB would make
// anew, and take the rest away. Error: one is there, and a part of it is not.
Result<bool> find_store(rocksdb::Env& env, const std::string& path) {
  std::vector<std::string> files;
  const auto listed = env.GetChildren(path, &files);
  if (listed.IsNotFound() || listed.IsPathNotFound()) {
    // RocksDB says so of a folder that this user may not list, too.
    if (env.FileExists(path).ok() || errno_of(path) == EACCES) return may_not_read(path);
    return false;
  }
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

Result<std::unique_ptr<RocksDatabase>> open_database(const std::string& path,
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
  return std::make_unique<RocksDatabase>(std::unique_ptr<rocksdb::DB>(db), std::move(handles), path,
                                         wanted.read_only);
}

// A power cut may leave zeros in the midst of the log's last record, which was not acknowledged;
// RocksDB cannot tell that from a flipped bit in what was. The mark can: the log is read up to the
// first record that is not whole, without writing, and what is there is enough or nothing is
// touched.
Result<std::unique_ptr<RocksDatabase>> open_after_power_cut(const std::string& path,
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
