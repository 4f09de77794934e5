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
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/measure/counts.h"
#include "runtime/measure/hash_counts.h"
#include "runtime/measure/journal_fold.h"
#include "runtime/measure/talks.h"
#include "runtime/vm/calendar.h"

namespace camp {

// One place of a flow: where contacts stood, or its messages of one kind and channel.
struct PlaceKey {
  std::uint32_t program = 0;
  std::uint32_t step = 0;     // of the program
  std::uint32_t message = 0;  // name number; 0: a wait or an exit
  Channel channel{};
  friend auto operator<=>(const PlaceKey&, const PlaceKey&) = default;
};
struct PlaceCounts {
  std::uint64_t contacts = 0;  // each once, who came by
  std::uint64_t standing = 0;  // instances that wait here
  std::uint64_t left = 0;      // instances that ended here by an exit
  MessageCounts messages;
  friend bool operator==(const PlaceCounts&, const PlaceCounts&) = default;
};
using Places = std::map<PlaceKey, PlaceCounts>;
struct ArmCounts {
  Assignment arm;  // experiment and arm, as name numbers
  Counts counts;
  Places places;
};
struct RunCounts {
  std::uint32_t flow = 0;       // name number
  std::uint32_t run = 0;        // 0: a journey
  Counts counts;                // of everybody, whatever the arm
  std::vector<ArmCounts> arms;  // by experiment, then arm
  Places places;                // of everybody
};
struct ReportModel {
  std::vector<RunCounts> runs;  // by flow, then run
  std::uint64_t chunks = 0;
  std::uint64_t entries = 0;
};

// One run of a campaign, or what one program did in a journey.
struct ReportScope {
  std::uint32_t flow = 0;     // name number
  std::uint32_t run = 0;      // 0: a journey
  std::uint32_t program = 0;  // of a journey: by which its instances began
};

class ReportBuilder final : public JournalFold {
 public:
  // `zone`: whose days are counted by. Without steps no talks are counted.
  explicit ReportBuilder(const calendar::Zone* zone = calendar::utc(), TalkSteps steps = {})
      : zone_(zone), talks_(std::move(steps)) {}
  // Before the first chunk: only this is counted, and no outcomes are added.
  void count_only(const ReportScope& scope) { scope_ = scope; }
  // From the next chunk on only goals reached and refunds count whose own time is by then.
  void take_late(std::optional<std::int64_t> until_ms) { late_until_ms_ = until_ms; }
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
    // Of everybody's and each arm's counts: into places_.
    std::map<std::pair<std::uint32_t, PlaceKey>, std::uint32_t> places;
  };
  // What a message for the outbox counts for, and where in the flow it was decided.
  struct Counted {
    std::uint32_t index = 0;  // into counts_
    std::uint32_t place = 0;
  };
  struct Queued {
    std::uint64_t contact = 0;
    std::size_t end = 0;  // of its own in queued_of_
    std::uint32_t instance = 0;
    std::uint32_t program = 0;
    std::uint32_t step = 0;
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
    kReached,
    kStandsAt,
    kCameBy,
    kMessagePlace,
    kOfProgram,
  };

  void leave_partition() override;
  void begin_chunk() override;
  void add(const JournalEntry& entry, const Contact& whose) override;
  void add_outcome(MessageOutcome outcome, std::size_t ordinal) override;
  void add_cost(const MessageCost& cost, std::size_t ordinal) override;
  Group& group_of(const Subject& subject);
  // Fills of_: what an entry of this subject counts for: the run as a whole, and each of its arms.
  void find_counts(const Subject& subject);
  // Calls `add(index)` for each of them.
  template <class Add>
  void count(const Subject& subject, Add add);
  bool is_in_scope(const JournalEntry& entry, std::uint64_t contact);
  void add_transition(const JournalEntry& entry, const TransitionEntry& transition,
                      std::uint64_t contact, std::uint32_t index);
  // Where in its flow a transition left its instance.
  void add_stop(const Subject& subject, const TransitionEntry& entry, std::uint64_t contact,
                std::uint32_t index);
  std::uint32_t place_of(const Subject& subject, const PlaceKey& key, std::uint32_t index);
  void come_by(std::uint64_t contact, std::uint32_t place);
  std::uint32_t add_message_to_place(const Subject& subject, const MessageEntry& entry,
                                     std::uint64_t contact, std::uint32_t index);
  void note_message(const MessageEntry& entry);
  // Whether a message counts for it: an arm has only those that were decided from the assignment
  // on.
  bool has_message(const Hash128& ledger_id, std::uint32_t index);
  void add_message(const JournalEntry& entry, const MessageEntry& message, std::uint64_t contact);
  void add_converted(const ConvertedEntry& entry, std::uint64_t contact, std::uint32_t index);
  void add_refunded(const RefundedEntry& entry, std::uint64_t contact, std::uint32_t index);
  void add_worth(const Value& worth, bool taken_back, std::uint64_t contact, std::uint32_t index,
                 GoalCounts& goal);
  void add_receipt(const ReceiptEntry& entry, std::uint64_t contact, std::uint32_t index);
  // True when it is the contact's first.
  bool count_contact(std::uint64_t contact, std::uint32_t index);

  const calendar::Zone* zone_;
  std::optional<ReportScope> scope_;
  std::optional<std::int64_t> late_until_ms_;
  std::vector<Counts> counts_;
  std::vector<PlaceCounts> places_;
  std::vector<Group> groups_;
  std::unordered_map<std::uint64_t, std::uint32_t> group_index_;  // flow << 32 | run
  std::uint64_t last_group_key_ = UINT64_MAX;
  std::uint32_t last_group_ = 0;
  std::vector<std::uint32_t> of_;

  HashCounts facts_;  // of one partition
  TalkFold talks_;
  // The last chunk's queued messages, and what they count for, one behind the other.
  std::vector<Queued> queued_;
  std::vector<Counted> queued_of_;
};

// The whole journal of a store, days counted in the zone, talks by their steps. `go_on` is asked
// now and then with the number of chunks; false ends the fold with kExhausted ("interrupted").
Result<ReportModel> fold_journal(Store& store, const calendar::Zone* zone, TalkSteps steps,
                                 const std::function<bool(std::uint64_t chunks)>& go_on);

}  // namespace camp
