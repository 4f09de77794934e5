// What is to come of a store: a world that begins as the store stands, with another program, and
// whose clock goes on by itself. The store is only read; what happens is in memory, and nothing
// leaves. Nobody reacts to what is sent, no service answers. One thread.
#pragma once
#include <cstdint>
#include <string>

#include "runtime/sim/world.h"

namespace camp::sim {

class Ahead {
 public:
  // `store` lives longer, and does not change meanwhile.
  Ahead(Store& store, std::int64_t from_ms);
  Result<void> open(Program program);
  // A run of the campaign begins now.
  Result<void> run(const std::string& campaign);

  World& world() { return world_; }
  std::int64_t from_ms() const { return from_ms_; }

 private:
  World world_;
  const std::int64_t from_ms_;
};

}  // namespace camp::sim
