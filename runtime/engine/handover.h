// The engine's side of the outbox: which queued chunks are under way, which wait in the store.
//
// The outbox family of the store is the queue; memory holds its beginning. A chunk that the Outbox
// does not take stays where it is and is read again when there is room: nothing here waits. One
// thread, the engine's.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "runtime/delivery/outbox.h"
#include "runtime/engine/tick.h"
#include "runtime/shelf/programs.h"
#include "runtime/shelf/run_book.h"

namespace camp {

class Handover {
 public:
  // `low`: no outbox entry of the store lies below this tick. No transport: everything stays.
  Handover(Store& store, ProgramShelf& programs, RunBook& runs,
           std::unique_ptr<Transport> transport, Outbox::Mode mode);
  void begin_at(std::uint64_t low_tick) { unread_ = low_tick; }

  // Puts what is finished into the tick at hand: it costs no batch of its own. With `wait`, waits
  // until everything under way is finished. Gives the shortage that a round met since the last
  // call: its messages and all behind it are in the store only, until refill().
  std::optional<Error> record(Tick& tick, EngineRow& row, bool wait);
  // The tick is on disk: its outcomes count, its chunks may go.
  Result<void> committed(std::vector<QueuedChunk> queued);
  // Reads on where memory ended. Nothing to do while there is no room.
  Result<void> refill();

  bool delivers() const { return outbox_ != nullptr; }
  bool finished() const { return under_way_.empty() && !unread_; }
  std::uint64_t sent() const { return sent_; }  // since the store was opened

 private:
  using Place = std::pair<std::uint64_t, std::uint8_t>;  // tick, partition
  Result<bool> push(QueuedChunk chunk);
  Result<void> grow_context(const NamedByMessages& named);
  std::uint64_t low_tick(std::uint64_t next) const;

  Store& store_;
  ProgramShelf& programs_;
  RunBook& runs_;
  std::unique_ptr<Outbox> outbox_;
  std::shared_ptr<const DeliveryContext> context_;
  std::map<Place, bool> under_way_;  // true: recorded in a tick that is not committed yet
  std::optional<std::uint64_t> unread_;  // from this tick on, the store has chunks not read yet
  std::uint64_t sent_ = 0;
};

}  // namespace camp
