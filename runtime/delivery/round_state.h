// Inside of round*.cpp: what a round knows of the messages and chunks at work.
#pragma once
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "runtime/delivery/pacing.h"
#include "runtime/delivery/round.h"

namespace camp {

inline constexpr std::string_view kNoSuchMessage = "the program has no such message";

// A program as messages need it: what the store's numbers in a ledger entry mean.
struct Rounds::KnownProgram {
  ProgramPtr linked;
  std::unordered_map<std::uint32_t, const MessageDecl*> messages;
  std::unordered_map<std::uint32_t, const FlowDecl*> flows;
};

struct Rounds::Open {
  std::uint8_t partition = 0;
  std::uint64_t tick = 0;
  std::string_view sealed;
  std::string kept;  // what `sealed` views, when it was read here
  Outcomes outcomes;
  bool again = false;  // its outcomes are in the store: only some of its messages are at work
  bool has_attempt_row = false;                  // or is to get one
  std::vector<const DeferredMessage*> deferred;  // those

  UnderWay::Place place() const { return {partition, tick}; }
  std::string where() const { return chunk_place(partition, tick); }
};

struct Rounds::Item {
  Open* open = nullptr;
  std::uint32_t ordinal = 0;
  Hash128 ledger_id;
  Channel channel{};
  const DeferredMessage* deferred = nullptr;
  std::optional<std::uint32_t> under_way;  // it was; its attempts before that

  std::uint32_t attempts() const {
    return under_way ? *under_way : deferred != nullptr ? deferred->attempts : 0;
  }
};

// One of a channel with a rate, that nothing else speaks against.
struct Rounds::Candidate {
  PacedMessage paced;
  Outgoing message;
  Item item;
};

struct Rounds::State {
  State(const DeliveryRows& before, const RatesRow& rates_before)
      : rows(before), rates(rates_before) {}

  DeliveryRows rows;  // as they will be
  RatesRow rates;
  bool rates_changed = false;
  ChannelRules rules;
  std::vector<Candidate> candidates;
  std::deque<Open> open;  // stay where they are
  std::map<UnderWay::Place, Open*> by_place;
  std::vector<Outgoing> batch;  // views into the chunks
  std::vector<Item> items;      // of the same index
  std::vector<DeferredMessage> to_defer, to_forget;
  std::deque<DeferredMessage> recovered;  // what Open::deferred points to after a crash
  std::array<std::uint64_t, kChannelCount> in_doubt{};  // of these, per channel

  void settle(const Item& item, MessageOutcome outcome, std::int64_t at_ms, std::string_view text);
  // Behind settle().
  void defer(const Item& item, std::int64_t due_ms, std::uint32_t attempts,
             const std::optional<RateLine>& line = {});
  void note_left(const Pacing& pacing, std::int64_t left_ms);
  void note_in_doubt(std::int64_t now_ms);
};

// The chunk's messages that are at work, in their order: each(entry, message, contact's id, item).
template <class Each>
Result<void> Rounds::each_message(Open& chunk, Each each) {
  JournalReader reader(chunk.sealed, arena_);
  if (!chunk.again) {
    chunk.outcomes.at_ms = reader.base_ms();
    chunk.outcomes.count = reader.queued_messages();
  }
  JournalGroup group;
  std::uint32_t ordinal = 0;
  while (reader.next(&group)) {
    for (const auto& entry : group.entries) {
      const auto* queued = entry.message();
      if (queued == nullptr || !is_queued(*queued)) continue;
      Item item{&chunk, ordinal++, queued->ledger_id, queued->channel, nullptr, {}};
      for (const auto* one : chunk.deferred)
        if (one->ordinal == item.ordinal) item.deferred = one;
      if (!chunk.again || item.deferred) CAMP_TRY(each(entry, *queued, group.contact_id, item));
    }
  }
  if (!reader.ok() || ordinal != chunk.outcomes.count)
    return corrupt_outbox("a chunk of the journal cannot be read", chunk.where());
  return {};
}

}  // namespace camp
