// How messages leave: the spool, later SMTP and providers' HTTP.
//
// A transport knows messages and programs, neither ticks nor the engine. It is called by one thread
// at a time, in the order in which the messages were decided.
#pragma once
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"
#include "lang/base/result.h"
#include "lang/program/program.h"
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

class Transport {
 public:
  virtual ~Transport() = default;
  // Whether what was attempted cannot be told after a crash: then it is written down before the
  // attempt, and what has no outcome afterwards is unknown. The spool can tell (spool.h).
  virtual bool needs_attempt_record() const { return true; }
  // May take its time. An error is a shortage of the moment (full disk, no descriptors): then no
  // message of the batch counts as attempted, and the same ones will be given again.
  virtual Result<Attempts> attempt(std::span<const Outgoing> batch) = 0;
};

}  // namespace camp
