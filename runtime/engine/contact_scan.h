// A source that goes over a shard's contacts once, in key order, a part of them in each take: for
// what is asked of everybody, and never on a clock.
#pragma once
#include <memory>
#include <string_view>

#include "runtime/engine/shard.h"
#include "runtime/engine/work_source.h"

namespace camp {

class ContactScan : public WorkSource {
 public:
  ContactScan(Priority priority, const Shard& shard, Store& store)
      : WorkSource(priority), contacts_(contacts_of(store, shard)) {}
  Result<bool> take(Shard& shard) final;

 protected:
  // The contact's key and row; views until it returns.
  virtual Result<void> look_at(Shard& shard, std::string_view key, std::string_view sealed) = 0;
  virtual Result<void> finish() { return {}; }  // behind the last contact

 private:
  std::unique_ptr<StoreIterator> contacts_;
  bool begun_ = false;
};

}  // namespace camp
