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
  std::vector<const DeferredMessage*> deferred;  // those
};

struct Rounds::Item {
  Open* open = nullptr;
  std::uint32_t ordinal = 0;
  Hash128 ledger_id;
  const DeferredMessage* deferred = nullptr;
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
  std::map<std::pair<std::uint8_t, std::uint64_t>, Open*> by_place;
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

}  // namespace camp
