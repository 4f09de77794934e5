// How messages leave: the spool, SMTP, later providers' HTTP.
//
// A transport knows messages and programs, neither ticks nor the engine. It is called by one thread
// at a time, in the order in which the messages were decided. One that waits for others does so on
// a thread of its own: it takes as many messages as it has room for, and tells later what became of
// them.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"
#include "lang/base/result.h"
#include "lang/program/program.h"
#include "runtime/shelf/programs.h"
#include "runtime/store/store.h"

namespace camp {

// One decided message, with all that is needed to compose it (compose.h). Views: valid during the
// call.
struct Outgoing {
  const Program* program = nullptr;
  const FlowDecl* flow = nullptr;
  const OutletDecl* outlet = nullptr;  // whose message it is; null: its flow is not per outlet
  const MessageDecl* message = nullptr;
  std::uint32_t content = 0;  // for everybody on the channel; as in MessageEntry
  Channel channel{};
  Hash128 ledger_id;
  std::int64_t at_ms = 0;  // of the decision
  std::string_view run;    // the run's key; "" for a journey
  std::string_view contact_id;
  std::string_view address;
  std::string_view slots;   // as in MessageEntry
  std::string_view test{};  // of a test run: what it is, to be marked as that; else empty
};

enum class AttemptKind : std::uint8_t {
  kSent,      // text: where it is (a file of the spool, a provider's id)
  kFailed,    // for good: text says why
  kUnknown,   // it may have left: text says what was seen last. Never sent again by itself
  kDeferred,  // it has not left, and may later: text says why. It will be given again (retry.h)
  kUnderWay,  // it is being sent: what becomes of it comes by collect()
};
struct Attempt {
  AttemptKind kind = AttemptKind::kSent;
  std::string_view text;       // of Attempts::keep()
  std::uint32_t segments = 1;  // sent: by which it is billed; of an SMS as sms_size.h counts them
};

// What became of one batch.
struct Attempts {
  // A row of the transport's own that belongs into the commit that records these outcomes.
  struct Row {
    Family family{};
    std::string key, value;
  };
  std::vector<Attempt> each;  // one per message, in their order
  std::vector<Row> rows;

  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

 private:
  std::deque<std::string> texts_;
};

// What became of a message that was under way.
struct EndedAttempt {
  Hash128 ledger_id;
  AttemptKind kind{};  // not kUnderWay
  std::string text;    // as in Attempt
  std::uint32_t segments = 1;
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Whether what was attempted on the channel cannot be told after a crash: then it is written
  // down before the attempt, and what has no outcome afterwards is unknown. The spool can tell.
  virtual bool needs_attempt_record(Channel) const { return true; }
  // The program that says by which way a channel's messages leave from now on. Before the first
  // attempt(), and whenever another one is installed; never in a store with virtual time.
  virtual void follow(const ProgramPtr&) {}
  // How many more messages of the channel it takes now. kAnyNumber: it is done with them when
  // attempt() returns. Any thread.
  static constexpr std::uint64_t kAnyNumber = UINT64_MAX;
  virtual std::uint64_t room(Channel) const { return kAnyNumber; }
  // May take its time. An error is a shortage of the moment (full disk, no descriptors): then no
  // message of the batch counts as attempted, and the same ones will be given again.
  virtual Result<Attempts> attempt(std::span<const Outgoing> batch) = 0;

  // What ended since it was asked, of what was under way.
  virtual std::vector<EndedAttempt> collect() { return {}; }
  // `changed` is called, from any thread, when there is something to collect or a channel has room
  // again; no more of it when on_change() returns.
  virtual void on_change(std::function<void()> changed) { (void)changed; }
};

}  // namespace camp
