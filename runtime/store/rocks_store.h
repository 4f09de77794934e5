// The store on RocksDB 7.8: the only place that knows it. Settings and their reasons:
// rocks_store.cpp.
#pragma once
#include <memory>
#include <string>

#include "runtime/store/store.h"

namespace rocksdb {
class Env;
}

namespace camp {

struct RocksStoreOptions {
  bool create = false;     // make it when it is not there
  bool read_only = false;  // opens beside a writer; sees what was on disk when it was opened
  // Whose files and threads; null: the machine's. Outlives the store. Simulation has a disk that
  // loses power.
  rocksdb::Env* env = nullptr;
};

// Errors: kNotFound (not there and !create), kLocked (another process holds it), kCorrupt, kIo.
Result<std::unique_ptr<Store>> open_rocks_store(const std::string& path,
                                                const RocksStoreOptions& options);

// Of the library that is linked: 7.8.3.
std::string rocksdb_version();

}  // namespace camp
