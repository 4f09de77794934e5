// The report's fold: journal chunks and their outcomes in, counts per flow, run and arm out. Pure.
//
// Usage: add_chunk() and add_outcomes() in the order of the journal's keys (partition, tick,
// entries before outcomes), then std::move(builder).take(). Memory: what must be counted once per
// contact is remembered for one partition at a time, 1/256 of the contacts, because all of a
// contact's entries lie in one. Everything else grows with the number of flows, runs and arms.
// Errors: kCorrupt, with the place; nothing is to be reported then. One thread.
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/base/arena.h"
#include "lang/base/result.h"
#include "runtime/measure/counts.h"
#include "runtime/measure/hash_counts.h"
#include "runtime/state/outcomes.h"
#include "runtime/store/store.h"

namespace camp {

struct ArmCounts {
  Assignment arm;  // experiment and arm, as name numbers
  Counts counts;
};
struct RunCounts {
  std::uint32_t flow = 0;       // name number
  std::uint32_t run = 0;        // 0: a journey
  Counts counts;                // of everybody, whatever the arm
  std::vector<ArmCounts> arms;  // by experiment, then arm
};
struct ReportModel {
  std::vector<RunCounts> runs;  // by flow, then run
  std::uint64_t chunks = 0;
  std::uint64_t entries = 0;
};

class ReportBuilder {
 public:
  Result<void> add_chunk(std::uint8_t partition, std::uint64_t tick, std::string_view sealed);
  Result<void> add_outcomes(std::uint8_t partition, std::uint64_t tick, std::string_view sealed);
  ReportModel take() &&;

 private:
  struct Arm {
    Assignment arm;
    std::uint32_t counts = 0;  // into counts_
  };
  struct Group {
    std::uint32_t flow = 0;
    std::uint32_t run = 0;
    std::uint32_t counts = 0;
    std::vector<Arm> arms;
  };
  enum class Fact : std::uint64_t {
    kContact = 1,
    kStanding,
    kConverter,
    kCredited,
    kBuyer,
    kWorth,
    kReceipt,
    kMessage,
  };

  void go_to(std::uint8_t partition);
  Group& group_of(const Subject& subject);
  // Fills of_: what an entry of this subject counts for: the run as a whole, and each of its arms.
  void find_counts(const Subject& subject);
  // Calls `add(index)` for each of them.
  template <class Add>
  void count(const Subject& subject, Add add);
  void add(const JournalEntry& entry, std::uint64_t contact);
  void add_transition(const TransitionEntry& entry, std::uint32_t instance, std::uint64_t contact,
                      std::uint32_t index);
  void note_message(const MessageEntry& entry);
  // Whether a message counts for it: an arm has only those that were decided from the assignment
  // on.
  bool has_message(const Hash128& ledger_id, std::uint32_t index);
  void add_message(const MessageEntry& entry, std::uint32_t index);
  void add_converted(const ConvertedEntry& entry, std::uint64_t contact, std::uint32_t index);
  void add_worth(const ConvertedEntry& entry, std::uint64_t contact, std::uint32_t index,
                 GoalCounts& goal);
  void add_receipt(const ReceiptEntry& entry, std::uint64_t contact, std::uint32_t index);
  void add_outcome(MessageOutcome outcome, std::size_t ordinal);
  void count_contact(std::uint64_t contact, std::uint32_t index);

  std::vector<Counts> counts_;
  std::vector<Group> groups_;
  std::unordered_map<std::uint64_t, std::uint32_t> group_index_;  // flow << 32 | run
  std::uint64_t last_group_key_ = UINT64_MAX;
  std::uint32_t last_group_ = 0;
  std::vector<std::uint32_t> of_;

  HashCounts facts_;  // of one partition
  std::uint8_t partition_ = 0;
  std::uint64_t tick_ = 0;
  std::vector<std::uint32_t>
      queued_of_;  // the last chunk's queued messages: whose they are, one behind the other
  std::vector<std::size_t> queued_ends_;  // into queued_of_
  bool outcomes_known_ = true;
  Arena arena_;
  std::uint64_t chunks_ = 0;
  std::uint64_t entries_ = 0;
};

// The whole journal of a store. `go_on` is asked now and then with the number of chunks; false ends
// the fold with kExhausted ("interrupted").
Result<ReportModel> fold_journal(Store& store,
                                 const std::function<bool(std::uint64_t chunks)>& go_on);

}  // namespace camp
