// The outbox: messages that are decided and have not left, from the store to a transport.
//
// The store is the queue: a partition's chunks from its DeliveryRow::low_tick on are to be sent,
// and so are the deferred ones that are due. Memory only holds its beginning (kBytesMax): what
// does not fit, what an earlier process left and what met a shortage is read again. A chunk is
// offered after its tick is committed, and leaves when that is on disk; what became of it is
// committed here (round.h), so nobody's tick waits for a transport, and a transport that stands
// still holds up nothing but its own messages.
//
// With a thread of its own, composing and writing overlap with the shards' ticks; inline, the
// transport is called in offer() (scenarios, simulation). offer() from any thread. What a transport
// has under way is settled as it ends; until then it counts as neither sent nor waiting.
//
// A shortage (a full disk) fails no message: everything stays in the store and is tried again, by
// the thread after kPause, and by settle() at once. When the store itself fails, nothing more is
// sent.
#pragma once
#include <array>
#include <bitset>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "runtime/delivery/round.h"

namespace camp {

class Outbox {
 public:
  static constexpr std::size_t kBytesMax = 16u << 20;  // of chunks that wait for their round

  enum class Mode : std::uint8_t { kThread, kInline };
  struct Start {
    DeliveryRows deliveries{};
    // per partition, the newest tick with messages (PartitionRow::last_queued)
    std::array<std::uint64_t, limits::kPartitions> last_queued{};
    Mode mode = Mode::kThread;
    std::function<std::int64_t()> now_ms;  // of the store; any thread
    bool is_virtual = false;               // nothing real leaves: Transport::follow() is not called
  };
  // Tells first what an earlier process left in doubt. Errors: kCorrupt, kIo.
  static Result<std::unique_ptr<Outbox>> open(Store& store, ProgramShelf& programs, RunBook& runs,
                                              const Pauses& pauses,
                                              std::unique_ptr<Transport> transport, Start start);
  // Finishes the round it is in, and waits a while (kLastWait) for what is under way: what has not
  // ended by then is unknown. The rest stays in the store.
  ~Outbox();

  // The last ticks of these partitions, on disk, changed who may get what: messages that are
  // decided by then and have not left are asked about again. Called before such a tick's own
  // messages are offered.
  using Partitions = std::bitset<limits::kPartitions>;
  void ask_again(const Partitions& partitions, const PartitionRows& rows);
  // Chunks of ticks that are committed; of one partition in the order of its ticks.
  void offer(std::vector<QueuedChunk> chunks);
  // Waits until everything that may leave by now has left or been given up, or nobody wants to wait
  // any longer; `go_on` is asked several times a second, without a lock. The error of a shortage:
  // the messages stay, and settle() may be called again.
  Result<void> settle(const std::function<bool()>& go_on = {});

  // Something was resumed: the messages that were put off by its pause are asked about again.
  Result<void> release();

  // When a message that was deferred, or waits for its channel's rate, is attempted by itself, at
  // the earliest.
  std::optional<std::int64_t> next_attempt_ms() const;
  DeliveryRows rows() const;
  std::uint64_t sent() const;  // since it was opened

 private:
  Outbox(Store& store, ProgramShelf& programs, RunBook& runs, const Pauses& pauses,
         std::unique_ptr<Transport> transport, Start start);
  Result<void> correct_rates();
  void work();
  void wait_for_last(std::unique_lock<std::mutex>& lock);
  bool has_work() const;  // under the lock, like all below
  bool is_settled() const;
  std::uint64_t under_way() const;
  bool is_unread(std::size_t partition) const;
  void forget_memory();
  // Without the lock, on a copy of what it is about: nobody who offers waits for the disk.
  using Ticks = std::array<std::uint64_t, limits::kPartitions>;
  using Dues = std::array<std::int64_t, limits::kPartitions>;
  struct Reading {
    Ticks next{}, offered{};
    Dues deferred_due_ms{};
  };
  // One round; false when there was nothing to do. The last ones only settle what ends.
  bool do_round(std::unique_lock<std::mutex>& lock);
  Result<void> read_work(RoundWork& work, Reading& reading, const DeliveryRows& rows,
                         const RatesRow& rates, std::int64_t now_ms);
  void take_offered(RoundWork& work);
  Result<void> read_chunks(Reading& reading, RoundWork& work);
  Result<void> read_partition(std::uint8_t partition, Reading& reading, RoundWork& work,
                              std::size_t& messages);
  Result<void> read_deferred(const Reading& reading, std::int64_t now_ms, RoundWork& work);
  Result<Dues> find_deferred(const DeliveryRows& rows, const RatesRow& rates);
  // Of those who wait for a channel's rate. Any thread.
  std::int64_t next_paced_ms(const RatesRow& rates) const;
  Result<void> read_paced(const DeliveryRows& rows, const RatesRow& rates, std::int64_t now_ms,
                          RoundWork& work);
  Result<std::uint64_t> read_line(const DeliveryRows& rows, const RateLine& line,
                                  std::uint64_t most, RoundWork& work);
  Result<bool> has_paced(std::uint8_t partition, const RatesRow& rates);
  std::unique_ptr<StoreIterator> deferred_of(std::uint8_t partition,
                                             std::int64_t from_ms = INT64_MIN);

  static constexpr std::int64_t kNever = INT64_MAX;

  Store& store_;
  const Pauses& pauses_;
  const Mode mode_;
  const std::function<std::int64_t()> now_ms_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  DeliveryRows rows_;
  RatesRow rates_;
  // Per partition: the next tick to be taken from the store, the newest one offered.
  Ticks next_{}, offered_{};
  Dues deferred_due_ms_{};  // the earliest, or before it
  Ticks ask_until_{};       // see ask_again()
  std::deque<QueuedChunk> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::optional<Error> shortage_;  // of the last round
  std::optional<Error> failure_;   // for good
  std::uint64_t sent_ = 0;
  bool busy_ = false;
  bool stop_ = false;
  bool changed_by_transport_ = false;
  Rounds rounds_;  // its transport calls into what stands above
  std::thread thread_;
};

}  // namespace camp
