// Carries messages out: queued chunks in, spool files out, outcomes back.
//
// Runs on a thread of its own, so that composing and writing messages overlaps with the engine's
// next ticks. A chunk comes here only after its tick is on disk; its outcomes are given back for
// the engine to commit, together with the spool positions they belong to. What was written but not
// committed is written again after a crash, over the same bytes (spool.h). push(), collect() and
// drain() from one thread.
#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "runtime/delivery/mail.h"
#include "runtime/delivery/spool_position.h"
#include "runtime/engine/tick.h"
#include "runtime/env/mime_writer.h"
#include "runtime/shelf/programs.h"

namespace camp {

using RunKeys = std::map<std::uint32_t, std::string>;

// What a chunk needs to be understood on the other thread; immutable.
struct DispatchContext {
  std::map<std::uint32_t, ProgramPtr> programs;
  RunKeys run_keys;
};

struct DispatchJob {
  QueuedChunk chunk;
  std::shared_ptr<const DispatchContext> context;
};

// What one round of writing did. Committed as a whole: positions and outcomes belong together.
struct DispatchResult {
  struct ChunkOutcomes {
    std::uint64_t tick = 0;
    std::uint8_t partition = 0;
    Outcomes outcomes;
  };
  std::vector<ChunkOutcomes> chunks;
  std::map<SpoolTarget, SpoolPosition> positions;
};

class Dispatcher {
 public:
  Dispatcher(Store& store, FileSystem& files, MimeWriter& mime, std::string spool_root);
  ~Dispatcher();  // finishes the round it is in; what it was not asked to drain stays in the outbox

  // Waits while too much is under way. The error of an earlier round, when there was one.
  Result<void> push(DispatchJob job);
  // What is finished by now; does not wait.
  std::vector<DispatchResult> collect();
  // Waits until everything pushed is finished.
  Result<std::vector<DispatchResult>> drain();

 private:
  struct Buffer {
    std::string bytes;
    std::vector<std::size_t> chunks;  // of the round that have messages in it
  };
  void work();
  Result<DispatchResult> write_round(const std::vector<DispatchJob>& jobs);
  void compose_chunk(const DispatchJob& job, std::size_t index,
                     std::map<SpoolTarget, Buffer>& buffers, Outcomes& outcomes);
  std::string compose_message(const DispatchContext& context, std::string_view contact_id,
                              const JournalEntry& entry, SpoolTarget* target, std::string& out);
  Result<SpoolPosition> position_of(const SpoolTarget& target);
  const MailLayout* layout(bool text, bool html, std::string* problem);

  Store& store_;
  MimeWriter& mime_;
  Spool spool_;
  std::map<SpoolTarget, SpoolPosition> positions_;
  std::map<int, MailLayout> layouts_;
  std::string mail_;  // scratch
  Arena arena_{64u << 10};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<DispatchJob> waiting_;
  std::vector<DispatchResult> finished_;
  std::optional<Error> error_;
  bool busy_ = false;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace camp
