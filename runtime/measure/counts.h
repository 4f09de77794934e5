// What a report counts of one group: a flow's run, or an arm of an experiment in it. Data only.
//
// Four units, never mixed: contacts (each once, however often she came), entries (instances),
// messages and talks.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "lang/value/value.h"
#include "runtime/measure/shared_count.h"
#include "runtime/policy/gate.h"
#include "runtime/state/journal.h"

namespace camp {

// Of one currency.
struct MoneySum {
  Currency currency = 0;
  std::int64_t minor = 0;
  bool overflowed = false;  // beyond 64 bits: the sum is not to be shown
  friend bool operator==(const MoneySum&, const MoneySum&) = default;
};
void add_money(std::vector<MoneySum>& sums, Currency currency, std::int64_t minor,
               bool taken_back = false);

// One currency of one goal. Sums are exact; `squares` is a double, for variances only: of each
// contact's sum in minor units, so it is exact until the squares add up to 2^53 and good to 16
// digits beyond.
struct RevenueSum {
  Currency currency = 0;
  std::int64_t minor = 0;
  bool overflowed = false;     // beyond 64 bits: the sum is not to be shown
  std::uint64_t contacts = 0;  // with any worth in this currency
  double squares = 0;
};

struct GoalCounts {
  std::uint32_t goal = 0;        // name number
  std::uint64_t converters = 0;  // contacts
  SharedCount conversions;       // events
  SharedCount refunded;          // of them, those whose worth was taken back: it is not in revenue
  std::uint64_t credited = 0;    // converters for whom a message is credited with one at least
  std::vector<RevenueSum> revenue;
  std::map<std::int64_t, std::uint64_t>
      converters_by_day;  // days since 1970 (in the report's zone) of their first conversion
};

struct ReceiptCounts {
  std::uint64_t messages = 0;  // by the first receipt of its kind for each message
  std::uint64_t contacts = 0;
};

inline constexpr std::size_t kReceiptKinds = static_cast<std::size_t>(ReceiptKind::kFailed) + 1;

// What became of the messages of one kind.
struct MessageCounts {
  std::uint64_t queued = 0;  // decided to be sent: all that follow, and what is in the outbox
  std::uint64_t held = 0;    // kept back for a while: neither queued nor skipped yet
  std::uint64_t withheld = 0;
  std::uint64_t skipped = 0;
  std::uint64_t sent = 0;
  std::uint64_t failed = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t unknown = 0;
  std::array<std::uint64_t, kReceiptKinds> receipts{};  // messages, by ReceiptKind

  std::uint64_t in_outbox() const { return queued - sent - failed - cancelled - unknown; }
  std::uint64_t receipt(ReceiptKind kind) const { return receipts[static_cast<std::size_t>(kind)]; }
  friend bool operator==(const MessageCounts&, const MessageCounts&) = default;
};

inline void add_to(MessageCounts& sum, const MessageCounts& more) {
  sum.queued += more.queued;
  sum.held += more.held;
  sum.withheld += more.withheld;
  sum.skipped += more.skipped;
  sum.sent += more.sent;
  sum.failed += more.failed;
  sum.cancelled += more.cancelled;
  sum.unknown += more.unknown;
  for (std::size_t i = 0; i < sum.receipts.size(); ++i) sum.receipts[i] += more.receipts[i];
}

// Of one use of a module, in talks: see talks.h.
struct QuestionCounts {
  std::uint64_t asked = 0;
  std::uint64_t answered = 0;
  std::uint64_t silent = 0;      // nothing came in time
  std::uint64_t unreadable = 0;  // the last reply said no answer
  friend bool operator==(const QuestionCounts&, const QuestionCounts&) = default;
};
struct TalkCounts {
  std::uint64_t begun = 0;
  std::vector<QuestionCounts> questions;  // in the order of DeclaredTalk's
  std::vector<std::uint64_t> reached;     // by target, likewise
  friend bool operator==(const TalkCounts&, const TalkCounts&) = default;
};

struct Counts {
  std::uint64_t contacts = 0;  // who entered; of an arm: who was assigned to it and came by
  std::uint64_t reached = 0;   // of them, to whom a message was sent
  // Of the first of its transitions and messages, and of the last; 0: there are none.
  std::int64_t first_ms = 0;
  std::int64_t last_ms = 0;
  std::uint64_t entered = 0;  // instances begun
  std::uint64_t finished = 0;
  std::uint64_t exited = 0;
  std::uint64_t standing = 0;  // at a wait
  std::uint64_t incidents = 0;
  std::array<std::uint64_t, kRefusals.size() + 1> refused{};  // by Refusal

  std::uint64_t queued =
      0;  // messages decided to be sent: sent + failed + cancelled + unknown + in the outbox
  std::uint64_t held = 0;  // kept back for a while: neither queued nor skipped yet
  std::uint64_t withheld = 0;
  GateCounts skipped{};
  std::uint64_t sent = 0;
  std::uint64_t failed = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t unknown = 0;
  std::vector<MoneySum> message_costs;  // of those sent, by their channels' prices; as first seen
  std::array<ReceiptCounts, kReceiptKinds> receipts{};  // by ReceiptKind

  std::vector<GoalCounts> goals;
  std::vector<TalkCounts> talks;  // in the order of DeclaredFlow's; the last may be missing

  std::uint64_t skipped_in_all() const { return sum_of(skipped); }
  std::uint64_t in_outbox() const { return queued - sent - failed - cancelled - unknown; }
  const ReceiptCounts& receipt(ReceiptKind kind) const {
    return receipts[static_cast<std::size_t>(kind)];
  }
  const GoalCounts* goal(std::uint32_t number) const {
    for (const auto& it : goals) {
      if (it.goal == number) return &it;
    }
    return nullptr;
  }
};

}  // namespace camp
