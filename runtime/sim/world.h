// One world around the production engine: a store, files, a clock, and whatever may go wrong.
//
// In memory unless told otherwise. The engine in it is runtime/engine's, never a copy; what
// happened is read back from the journal, as people see it. One thread per world; worlds that begin
// from one snapshot may live on different threads.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "runtime/delivery/spool_transport.h"
#include "runtime/engine/engine.h"
#include "runtime/sim/fault_file_system.h"
#include "runtime/sim/manual_clock.h"
#include "runtime/sim/plain_mime_writer.h"
#include "runtime/store/mem_store.h"

namespace camp::sim {

using OpenStore = std::function<Result<std::unique_ptr<Store>>()>;

// Where a world's bytes and time come from when not from memory: `camp bench` measures disks. What
// is null is the world's own.
struct Outside {
  OpenStore open_store;
  FileSystem* files = nullptr;
  MimeWriter* mime = nullptr;
  const Clock* clock = nullptr;
};

struct WorldOptions {
  bool make_virtual = false;
  bool deliver = true;  // false: messages stay in the outbox
  std::string spool_root = "spool";
  Outbox::Mode outbox = Outbox::Mode::kInline;
  std::uint32_t shards = 1;
  Hash128 store_id;  // of a new store
  bool accept_clock = false;
  bool ask_approvals = true;
  MakeServiceClient services;  // none: requests stay in the store
  // Asked between ticks while time goes by; false: it goes no further. May be empty.
  std::function<bool()> go_on;
  // What sends, when it is set: around the spool that it is given, or instead of it.
  std::function<std::unique_ptr<Transport>(std::unique_ptr<Transport> spool)> make_transport;
};

class World {
 public:
  explicit World(WorldOptions options, Outside outside = {})
      : options_(std::move(options)), outside_(std::move(outside)) {}
  // From what another world had committed. Its spool is empty.
  World(WorldOptions options, MemStore::Snapshot from)
      : options_(std::move(options)), memory_(std::move(from)) {}

  // Opens the engine; again: as a new process does, on what the last one had committed.
  Result<void> open();
  // The power goes: files lose what was not synced, then a new process opens.
  Result<void> lose_power();
  // Everything due until then happens, each at its time, its messages leave or are attempted again,
  // and the world stands there. In a live world the clock is moved from one due time to the next.
  // `stop` is asked after each of these moments: at the first that it wants the world stands still.
  // So it does when WorldOptions::go_on ended a moment, which the report says.
  Result<TickReport> advance_to(std::int64_t until_ms, const std::function<bool()>& stop = {});
  // The process is not running meanwhile: what is due comes late, all at once. A live world only.
  Result<TickReport> jump_to(std::int64_t until_ms);

  std::int64_t now_ms() const;
  Engine& engine() { return *engine_; }
  bool is_open() const { return engine_ != nullptr; }
  void close() { engine_.reset(); }
  Store& store() { return outside_store_ ? *outside_store_ : memory_; }
  MemStore& memory() { return memory_; }
  FaultFileSystem& files() { return files_; }
  PlainMimeWriter& mime() { return mime_; }
  ManualClock& clock() { return clock_; }
  WorldOptions& options() { return options_; }  // as of the next open()

 private:
  std::unique_ptr<Transport> transport();
  Result<TickReport> move_to(std::int64_t until_ms);

  WorldOptions options_;
  Outside outside_;
  MemStore memory_;
  FaultFileSystem files_;
  PlainMimeWriter mime_;
  ManualClock clock_;
  std::unique_ptr<Store> outside_store_;
  std::unique_ptr<Engine> engine_;  // last: it goes first
};

}  // namespace camp::sim
