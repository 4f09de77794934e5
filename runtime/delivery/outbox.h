// What is under way: queued chunks in, a transport's attempts, outcomes back.
//
// A chunk comes here only after its tick is on disk, and its place in the store's outbox stays
// until the engine has committed the outcomes that come back, together with the transport's own
// rows. So nothing is lost when this forgets a chunk: it is read again from the store. Nobody waits
// here but in drain(): what does not fit (kBytesMax) is refused, and stays in the store.
//
// With a thread of its own, composing and writing overlap with the engine's next ticks; inline, the
// transport is called in push() (scenarios, simulation). All functions from one thread.
#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "runtime/delivery/transport.h"
#include "runtime/state/journal.h"

namespace camp {

// A program as delivery sees it: what the store's numbers in a ledger entry mean. Immutable.
struct DeliveryProgram {
  std::shared_ptr<const Program> program;
  std::unordered_map<std::uint32_t, const MessageDecl*> messages;
  std::unordered_map<std::uint32_t, const FlowDecl*> flows;
};

// What chunks need to be understood on another thread, by the store's numbers; immutable.
struct DeliveryContext {
  std::map<std::uint32_t, DeliveryProgram> programs;
  std::map<std::uint32_t, std::string> run_keys;
};

struct OutboxJob {
  QueuedChunk chunk;
  std::shared_ptr<const DeliveryContext> context;
};

// What one round did. Committed as a whole: rows and outcomes belong together.
struct OutboxResult {
  struct ChunkOutcomes {
    std::uint64_t tick = 0;
    std::uint8_t partition = 0;
    std::uint32_t sent = 0;
    Outcomes outcomes;
  };
  std::vector<ChunkOutcomes> chunks;
  std::vector<Attempts::Row> rows;
};

class Outbox {
 public:
  static constexpr std::size_t kBytesMax = 16u << 20;  // of chunks that wait for their round

  enum class Mode : std::uint8_t { kThread, kInline };
  Outbox(std::unique_ptr<Transport> transport, Mode mode);
  ~Outbox();  // finishes the round it is in; the rest stays in the store

  // Whether push() would take a job now: there is room, and no failed round is untold. Asked before
  // a chunk is read and decoded for nothing.
  bool takes();
  // False, and the job is unchanged, when it does not take it.
  bool push(OutboxJob& job);

  struct Collected {
    std::vector<OutboxResult> finished;
    // A round could not be done: everything pushed that is not in `finished`, now or earlier, was
    // forgotten. The outbox is empty and takes jobs again.
    std::optional<Error> shortage;
  };
  Collected collect();  // what is finished by now; does not wait
  Collected drain();    // waits until everything pushed is finished, or a round failed

 private:
  bool has_room() const { return !shortage_ && waiting_bytes_ < kBytesMax; }  // under the lock
  void work();
  std::vector<OutboxJob> take_round();
  void finish_round(Result<OutboxResult> result);
  Result<OutboxResult> do_round(const std::vector<OutboxJob>& jobs);

  std::unique_ptr<Transport> transport_;
  Mode mode_;
  Arena arena_{64u << 10};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<OutboxJob> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::vector<OutboxResult> finished_;
  std::optional<Error> shortage_;
  bool busy_ = false;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace camp
