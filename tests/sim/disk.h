// A disk in memory for the production store, which can lose power: RocksDB runs on it as it is.
//
// It knows of every file how much of it was synced, and which names were. When the power goes, the
// rest of a file is there, gone, cut anywhere or zeros, as chance has it, and what was made or
// renamed since its folder was synced may be undone. fail_at(n) makes the n-th write from now and
// all later ones fail, as the last instants before that; RocksDB's threads count, so a seed on a
// disk is not lived the same way twice. Any thread but lose_power().
#pragma once
#include <memory>

#include "runtime/store/rocks_store.h"
#include "tests/sim/chance.h"

namespace camp::simulator {

class Disk {
 public:
  Disk();
  ~Disk();

  // What it holds is kept from one store to the next; one at a time.
  Result<std::unique_ptr<Store>> open_store();

  void fail_at(std::uint64_t operation);
  void heal();
  // No store may be open.
  void lose_power(Chance& chance);

 private:
  class Files;
  std::shared_ptr<Files> files_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace camp::simulator
