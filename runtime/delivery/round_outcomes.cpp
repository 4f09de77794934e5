// What became of a round's messages, and of those that an earlier process was attempting.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "lang/base/bytes.h"
#include "runtime/delivery/retry.h"
#include "runtime/delivery/round_state.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr std::string_view kEndedMeanwhile = "camp ended while it was being sent";

// `at_ms` 0: when the chunk's others were settled.
void set_outcome(Outcomes& outcomes, std::uint32_t ordinal, MessageOutcome outcome,
                 std::int64_t at_ms, std::string_view text) {
  auto& all = outcomes.exceptions;
  auto place = std::lower_bound(all.begin(), all.end(), ordinal,
                                [](const auto& it, auto wanted) { return it.ordinal < wanted; });
  if (place != all.end() && place->ordinal == ordinal) place = all.erase(place);
  if (outcome == MessageOutcome::kSent && outcomes.file.empty()) outcomes.file = text;
  const bool like_others = outcome == MessageOutcome::kSent && outcomes.file == text && at_ms == 0;
  if (!like_others)
    all.insert(place, {ordinal, outcome, at_ms == 0 ? outcomes.at_ms : at_ms, std::string(text)});
}

bool is_under_way(const Outcomes& outcomes, std::uint32_t ordinal) {
  const auto& all = outcomes.exceptions;
  return std::any_of(all.begin(), all.end(), [&](const OutcomeException& it) {
    return it.ordinal == ordinal && it.outcome == MessageOutcome::kUnderWay;
  });
}

std::uint64_t& counter_of(DeliveryCounters& counters, MessageOutcome outcome) {
  switch (outcome) {
    case MessageOutcome::kSent:
      return counters.sent;
    case MessageOutcome::kFailed:
      return counters.failed;
    case MessageOutcome::kCancelled:
      return counters.cancelled;
    case MessageOutcome::kDeferred:
      return counters.deferred;
    case MessageOutcome::kUnderWay:
      return counters.under_way;
    case MessageOutcome::kUnknown:
      return counters.unknown;
  }
  return counters.unknown;
}

}  // namespace

void Rounds::State::settle(const Item& item, MessageOutcome outcome, std::int64_t at_ms,
                           std::string_view text) {
  set_outcome(item.open->outcomes, item.ordinal, outcome, at_ms, text);
  auto& counters = rows[item.open->partition].counters;
  ++counter_of(counters, outcome);
  if (item.under_way) --counters.under_way;
  if (!item.deferred) return;
  --counters.deferred;
  to_forget.push_back(*item.deferred);
  to_forget.back().ledger_id = item.ledger_id;
  if (!item.deferred->line) return;
  --rates[item.deferred->line->channel].line(item.deferred->line->transactional).waiting;
  rates_changed = true;
}

void Rounds::State::defer(const Item& item, std::int64_t due_ms, std::uint32_t attempts,
                          const std::optional<RateLine>& line) {
  to_defer.push_back({item.open->partition, due_ms, item.ledger_id, item.open->tick, item.ordinal,
                      attempts, line});
  if (!line) return;
  auto& place = rates[line->channel].line(line->transactional);
  ++place.waiting;
  place.last_slot_ms = due_ms;
  rates_changed = true;
}

void Rounds::State::note_left(const Pacing& pacing, std::int64_t left_ms) {
  for (std::size_t i = 0; i < kChannelCount; ++i) {
    const auto channel = static_cast<Channel>(i);
    if (pacing.leaving(channel) == 0 || rules.rate(channel).limit == 0) continue;
    rates[channel].left.note(rules.rate(channel), left_ms, pacing.leaving(channel));
    rates_changed = true;
  }
}

// They are on record from when their attempt began (record_attempt), and left some time after that.
void Rounds::State::note_in_doubt(std::int64_t now_ms) {
  for (std::size_t i = 0; i < kChannelCount; ++i) {
    const auto channel = static_cast<Channel>(i);
    if (in_doubt[i] == 0 || rules.rate(channel).limit == 0) continue;
    rates[channel].left.put_off_last(rules.rate(channel), now_ms, in_doubt[i]);
    rates_changed = true;
  }
}

// ---- what became of it

// Only what is in the batch: what waits or is put off in this round was not attempted. After a
// crash as many count as having left.
Result<void> Rounds::record_attempt(State& state, const Pacing& pacing, const RatesRow& before,
                                    std::int64_t now_ms) {
  std::map<Open*, Attempted> attempted;
  for (const auto& item : state.items) {
    if (!transport_->needs_attempt_record(item.channel)) continue;
    auto& parts = attempted[item.open].parts;
    parts.push_back({item.ordinal, 0, {}});
    if (!item.deferred) continue;
    parts.back().due_ms = item.deferred->due_ms;
    parts.back().line = item.deferred->line;
  }
  if (attempted.empty()) return {};
  auto batch = store_.make_batch();
  for (auto& [chunk, row] : attempted) {
    row.again = chunk->again;
    if (!row.again && row.parts.size() == chunk->outcomes.count) row.parts.clear();
    add_under_way(*chunk, row);
    chunk->has_attempt_row = true;
    batch->put(Family::kOutbox, keys::attempted(chunk->partition, chunk->tick),
               encode_attempted(row));
  }
  State as_left(state.rows, before);  // its lines stand as they do in the store
  as_left.rules = state.rules;
  as_left.note_left(pacing, now_ms);
  if (as_left.rates_changed) batch->put(Family::kMeta, kRatesKey, encode_rates(as_left.rates));
  return store_.commit(*batch);
}

Result<void> Rounds::forget_attempt(const State& state, const RatesRow& before) {
  auto batch = store_.make_batch();
  bool any = false;
  for (const auto& chunk : state.open) {
    any = any || chunk.has_attempt_row;
    put_under_way(*batch, chunk);
  }
  if (!any) return {};
  if (state.rates_changed || !state.candidates.empty())
    batch->put(Family::kMeta, kRatesKey, encode_rates(before));
  return store_.commit(*batch);
}

void Rounds::add_under_way(const Open& chunk, Attempted& row) const {
  for (const auto& message : under_way_.of(chunk.place()))
    row.parts.push_back({message.ordinal, 0, {}});
}

// Of a chunk whose outcomes are there, or come with the batch.
void Rounds::put_under_way(WriteBatch& batch, const Open& chunk) const {
  if (!chunk.has_attempt_row) return;
  Attempted row;
  row.again = true;
  add_under_way(chunk, row);
  const auto key = keys::attempted(chunk.partition, chunk.tick);
  if (row.parts.empty()) {
    batch.erase(Family::kOutbox, key);
  } else {
    batch.put(Family::kOutbox, key, encode_attempted(row));
  }
}

void Rounds::note_all(State& state, const Attempts& attempts, const Pacing& pacing,
                      std::int64_t now_ms) {
  CAMP_ASSERT(attempts.each.size() == state.items.size());
  // By then all have left, or begun to: a rate counts them from there.
  const auto left_ms = now_ms_();
  for (std::size_t i = 0; i < state.items.size(); ++i) {
    const bool paced = state.rules.is_paced(state.items[i].channel);
    note(state, state.items[i], attempts.each[i], paced ? left_ms : now_ms, paced);
  }
  state.note_left(pacing, left_ms);
}

Result<void> Rounds::settle_ended(State& state, std::int64_t now_ms) {
  auto more = transport_->collect();
  std::move(more.begin(), more.end(), std::back_inserter(ended_));
  for (const auto& end : ended_) {
    UnderWay::Place place;
    const auto* message = under_way_.find(end.ledger_id, &place);
    CAMP_ASSERT(message != nullptr);
    auto& chunk = state.by_place[place];
    if (!chunk) {
      CAMP_ASSIGN(chunk, open_stored(state, place, true));
    }
    chunk->has_attempt_row = true;
    const Item item{chunk,   message->ordinal, end.ledger_id, message->channel,
                    nullptr, message->attempts};
    under_way_.remove(place, end.ledger_id);
    note(state, item, {end.kind, end.text, end.segments}, now_ms, true);
  }
  ended_.clear();
  return {};
}

// `own_time`: what it is told by, also of one that leaves with the others of its chunk.
void Rounds::note(State& state, const Item& item, const Attempt& attempt, std::int64_t now_ms,
                  bool own_time) {
  const bool first = !item.deferred && !item.under_way;
  const bool like_others = first && (!own_time || now_ms == item.open->outcomes.at_ms);
  const auto at_ms = like_others ? 0 : now_ms;
  switch (attempt.kind) {
    case AttemptKind::kSent:
      state.settle(item, MessageOutcome::kSent, at_ms, attempt.text);
      return item.open->outcomes.set_cost(item.ordinal,
                                          state.rules.cost(item.channel, attempt.segments));
    case AttemptKind::kFailed:
      return state.settle(item, MessageOutcome::kFailed, at_ms, attempt.text);
    case AttemptKind::kUnknown:
      return state.settle(item, MessageOutcome::kUnknown, at_ms, attempt.text);
    case AttemptKind::kUnderWay:
      under_way_.add(item.open->place(),
                     {item.ledger_id, item.ordinal, item.attempts(), item.channel});
      return state.settle(item, MessageOutcome::kUnderWay, now_ms, {});
    case AttemptKind::kDeferred:
      break;
  }
  const auto attempts = item.attempts() + 1;
  const auto delay_ms = retry_delay_ms(attempts);
  if (!delay_ms) {
    return state.settle(item, MessageOutcome::kFailed, now_ms,
                        fmt::format("given up after {} attempts: {}", attempts, attempt.text));
  }
  state.settle(item, MessageOutcome::kDeferred, now_ms, attempt.text);
  state.defer(item, now_ms + *delay_ms, attempts);
}

Result<void> Rounds::commit(State& state, WriteBatch& batch, DeliveryRows& rows, RatesRow& rates) {
  for (const auto& chunk : state.open) {
    auto& low_tick = state.rows[chunk.partition].low_tick;
    if (!chunk.again) low_tick = std::max(low_tick, chunk.tick + 1);
    put_under_way(batch, chunk);
    batch.put(Family::kJournal, keys::outcomes(chunk.partition, chunk.tick),
              encode_outcomes(chunk.outcomes));
  }
  std::uint32_t last = limits::kPartitions;  // chunks come by partition: each row once, mostly
  for (const auto& chunk : state.open) {
    if (chunk.partition == last) continue;
    last = chunk.partition;
    batch.put(Family::kPartitions, keys::delivery_row(chunk.partition),
              encode_delivery_row(state.rows[chunk.partition]));
  }
  for (const auto& it : state.to_forget) batch.erase(Family::kOutbox, it.key());
  for (const auto& it : state.to_defer) batch.put(Family::kOutbox, it.key(), encode_deferred(it));
  if (state.rates_changed) batch.put(Family::kMeta, kRatesKey, encode_rates(state.rates));
  CAMP_TRY(store_.commit(batch));
  rows = state.rows;
  rates = std::move(state.rates);
  return {};
}

// ---- after a crash

// Whether these left nobody knows: they are told as unknown, never sent again by themselves.
Result<void> Rounds::recover(DeliveryRows& rows, RatesRow& rates, std::int64_t now_ms) {
  State state(rows, rates);
  state.rules = rules();
  auto entries = store_.iterate(Family::kOutbox, {.lower = {}, .upper = {}, .fill_cache = true});
  entries->seek_to_first();
  while (entries->valid()) {
    keys::OutboxKey key;
    Attempted attempted;
    std::int64_t due_ms = 0;
    Hash128 id;
    const bool is_request = keys::parse_request(entries->key(), &due_ms, &id);
    if (!is_request && !keys::parse_outbox(entries->key(), &key))
      return corrupt_outbox("a key of the outbox is none");
    // A partition's attempted ones stand before these, of any number.
    if (is_request || key.kind != keys::OutboxKind::kAttempted) {
      const auto partition = static_cast<std::uint8_t>(entries->key()[0]);
      const auto next = keys::after_prefix(keys::partition_prefix(partition));
      if (next.empty()) break;
      entries->seek(next);
      continue;
    }
    if (!decode_attempted(entries->value(), &attempted))
      return unreadable(entries->value(), kAttemptedVersion, "what was being attempted",
                        chunk_place(key.partition, key.tick));
    CAMP_TRY(recover_chunk(state, key, attempted, now_ms));
    entries->next();
  }
  CAMP_TRY(entries->status());
  if (state.open.empty()) return {};
  state.note_in_doubt(now_ms);
  auto batch = store_.make_batch();
  return commit(state, *batch, rows, rates);
}

// What came for the first time and was not attempted beside the others comes again.
Result<void> Rounds::recover_chunk(State& state, const keys::OutboxKey& key,
                                   const Attempted& attempted, std::int64_t now_ms) {
  CAMP_ASSIGN(auto* chunk, open_stored(state, {key.partition, key.tick}, attempted.again));
  chunk->has_attempt_row = true;
  if (attempted.again)
    for (const auto& part : attempted.parts) {
      state.recovered.push_back(
          {key.partition, part.due_ms, {}, key.tick, part.ordinal, 0, part.line});
      chunk->deferred.push_back(&state.recovered.back());
    }
  arena_.reset();
  CAMP_TRY(read_messages(*chunk));
  return each_message(*chunk,
                      [&](const JournalEntry&, const MessageEntry&, std::string_view,
                          const Item& item) -> Result<void> {
                        if (!attempted.parts.empty() && !attempted.find(item.ordinal)) {
                          state.settle(item, MessageOutcome::kDeferred, now_ms, kEndedMeanwhile);
                          state.defer(item, now_ms, 0);
                          return {};
                        }
                        auto one = item;
                        if (attempted.again && is_under_way(chunk->outcomes, item.ordinal)) {
                          one.deferred = nullptr;  // it was no more
                          one.under_way = 0;
                        }
                        ++state.in_doubt[static_cast<std::size_t>(item.channel)];
                        state.settle(one, MessageOutcome::kUnknown, now_ms, kEndedMeanwhile);
                        return {};
                      });
}

}  // namespace camp
