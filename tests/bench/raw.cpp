// The bare RocksDB program that camp is measured against: the same bytes in three layouts, synced,
// one writer, batches of 512; and a bare iterator over a store that camp has filled. Prints rates
// as JSON. It knows nothing of camp.
//
//   raw write FOLDER COUNT    scattered, packed and ordered writes of COUNT transitions each, and
//   COUNT events
//   raw scan STORE            rows of the family "contacts" of a store made by `camp bench scan
//   --keep`
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kBatch = 512;
// What a transition of camp's journeys leaves: a contact's row, and its share of the timers' and
// messages' chunks.
constexpr std::size_t kStateBytes = 180, kTimerBytes = 24, kMessageBytes = 60;
// What an event leaves that starts nothing: its row under contact, name, time and hash of its id,
// and its id's 16 bytes of hash with as many of its content.
constexpr std::size_t kEventKeyTail = 22, kEventBytes = 28, kIdKeyTail = 18, kContentBytes = 16;

void check(const rocksdb::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "raw: %s\n", status.ToString().c_str());
  std::exit(3);
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

rocksdb::Options database_options() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.max_background_jobs = 2;
  options.write_buffer_size = 32u << 20;
  options.compression = rocksdb::kLZ4Compression;
  return options;
}

std::string key_of(std::uint64_t contact) {
  char text[32];
  auto size =
      std::snprintf(text, sizeof text, "%c%012llu", static_cast<char>(contact * 2654435761u >> 24),
                    static_cast<unsigned long long>(contact));
  return std::string(text, static_cast<std::size_t>(size));
}

// Bytes that compress about as well as rows do.
std::string payload(std::size_t size, std::uint64_t seed) {
  std::string bytes(size, 'x');
  for (std::size_t i = 0; i < size; i += 4) bytes[i] = static_cast<char>(seed >> (i % 56));
  return bytes;
}

enum class Layout { kScattered, kPacked, kOrdered, kEvents };

double write_rate(const std::string& folder, std::uint64_t count, Layout layout) {
  std::filesystem::remove_all(folder);
  rocksdb::DB* raw = nullptr;
  check(rocksdb::DB::Open(database_options(), folder, &raw));
  std::unique_ptr<rocksdb::DB> db(raw);
  std::vector<std::string> keys;
  for (std::uint64_t i = 0; i < count; ++i) keys.push_back(key_of(i));
  if (layout == Layout::kOrdered) {
    std::sort(keys.begin(), keys.end());
  } else {
    std::shuffle(keys.begin(), keys.end(), std::mt19937_64(7));
  }
  rocksdb::WriteOptions sync;
  sync.sync = true;
  auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t at = 0; at < count; at += kBatch) {
    rocksdb::WriteBatch batch;
    auto end = std::min<std::uint64_t>(at + kBatch, count);
    for (auto i = at; i < end; ++i) {
      if (layout == Layout::kEvents) {
        check(batch.Put(keys[i] + "d" + payload(kIdKeyTail, i), payload(kContentBytes, i)));
        check(batch.Put(keys[i] + "e" + payload(kEventKeyTail, i), payload(kEventBytes, i)));
        continue;
      }
      check(batch.Put("s" + keys[i], payload(kStateBytes, i)));
      if (layout != Layout::kScattered) continue;
      check(batch.Put("t" + keys[i] + "new", payload(kTimerBytes, i)));
      check(batch.Delete("t" + keys[i] + "old"));
      check(batch.Put("m" + keys[i], payload(kMessageBytes, i)));
    }
    if (layout == Layout::kPacked || layout == Layout::kOrdered) {
      check(batch.Put("t" + key_of(at), payload(kTimerBytes * (end - at), at)));
      check(batch.Put("m" + key_of(at), payload(kMessageBytes * (end - at), at)));
    }
    check(db->Write(sync, &batch));
  }
  auto seconds = seconds_since(begin);
  db.reset();
  std::filesystem::remove_all(folder);
  return static_cast<double>(count) / seconds;
}

double scan_rate(const std::string& store) {
  rocksdb::DBOptions options;
  std::vector<std::string> names;
  check(rocksdb::DB::ListColumnFamilies(options, store, &names));
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  check(rocksdb::DB::OpenForReadOnly(options, store, families, &handles, &raw));
  std::unique_ptr<rocksdb::DB> db(raw);
  double rate = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != "contacts") continue;
    rocksdb::ReadOptions read;
    read.fill_cache = false;
    read.readahead_size = 1u << 20;
    std::uint64_t rows = 0, bytes = 0;
    auto begin = std::chrono::steady_clock::now();
    std::unique_ptr<rocksdb::Iterator> iterator(db->NewIterator(read, handles[i]));
    for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next(), ++rows)
      bytes += iterator->value().size();
    rate = static_cast<double>(rows) / seconds_since(begin);
    if (bytes == 0) std::exit(3);
  }
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  return rate;
}

}  // namespace

int main(int argc, char** argv) {
  std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "write" && argc == 4) {
    auto count = std::strtoull(argv[3], nullptr, 10);
    std::string folder = std::string(argv[2]) + "/raw";
    std::printf("{\"scattered\":%.0f,", write_rate(folder, count, Layout::kScattered));
    std::printf("\"packed\":%.0f,", write_rate(folder, count, Layout::kPacked));
    std::printf("\"ordered\":%.0f,", write_rate(folder, count, Layout::kOrdered));
    std::printf("\"events\":%.0f}\n", write_rate(folder, count, Layout::kEvents));
    return 0;
  }
  if (verb == "scan" && argc == 3) {
    std::printf("{\"rows\":%.0f}\n", scan_rate(argv[2]));
    return 0;
  }
  std::fprintf(stderr, "usage: raw write FOLDER COUNT | raw scan STORE\n");
  return 2;
}
