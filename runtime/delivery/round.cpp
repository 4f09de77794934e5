#include "runtime/delivery/round.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/bytes.h"
#include "runtime/delivery/retry.h"
#include "runtime/delivery/round_state.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr std::string_view kEndedMeanwhile = "camp ended while it was being sent";

Error corrupt(std::string_view what, std::uint8_t partition, std::uint64_t tick) {
  return {ErrorKind::kCorrupt, std::string(what), chunk_place(partition, tick),
          "camp ledger verify"};
}

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

Rounds::Rounds(Store& store, ProgramShelf& programs, RunBook& runs, const Pauses& pauses,
               std::unique_ptr<Transport> transport, std::function<std::int64_t()> now_ms)
    : store_(store),
      programs_(programs),
      runs_(runs),
      pauses_(pauses),
      transport_(std::move(transport)),
      now_ms_(std::move(now_ms)) {}

Rounds::~Rounds() = default;

ChannelRules Rounds::rules() const {
  const auto current = programs_.current();
  return rules_of(current ? &current->program() : nullptr);
}

std::optional<Rounds::Failure> Rounds::attempt(const RoundWork& work, std::int64_t now_ms,
                                               DeliveryRows& rows, RatesRow& rates) {
  arena_.reset();
  State state(rows, rates);
  state.rules = rules();
  auto unpacked = unpack(work, now_ms, state);
  if (!unpacked.ok()) return Failure{std::move(unpacked).error(), false};
  const auto pacing = pace(state, now_ms);
  const bool record = transport_->needs_attempt_record() && !state.batch.empty();
  if (record) {
    auto recorded = record_attempt(state, pacing, rates, now_ms);
    if (!recorded.ok()) return Failure{std::move(recorded).error(), false};
  }
  auto attempts = transport_->attempt(state.batch);
  if (!attempts.ok()) {
    auto forgotten = record ? forget_attempt(state, rates) : Result<void>{};
    if (!forgotten.ok()) return Failure{std::move(forgotten).error(), false};
    return Failure{std::move(attempts).error(), true};
  }
  CAMP_ASSERT(attempts->each.size() == state.batch.size());
  // By then all have left: a rate counts them from there.
  const auto left_ms = now_ms_();
  for (std::size_t i = 0; i < state.items.size(); ++i) {
    const auto channel = state.batch[i].channel;
    const bool paced = state.rules.is_paced(channel);
    note(state, state.items[i], attempts->each[i], paced ? left_ms : now_ms, paced);
    if (attempts->each[i].kind == AttemptKind::kSent)
      state.items[i].open->outcomes.set_cost(state.items[i].ordinal,
                                             state.rules.cost(channel, attempts->each[i].segments));
  }
  state.note_left(pacing, left_ms);
  auto batch = store_.make_batch();
  for (const auto& row : attempts->rows) batch->put(row.family, row.key, row.value);
  auto committed = commit(state, record, *batch, rows, rates);
  if (!committed.ok()) return Failure{std::move(committed).error(), false};
  return std::nullopt;
}

// Who of the candidates leaves now, and where the others stand.
Pacing Rounds::pace(State& state, std::int64_t now_ms) {
  Pacing pacing(state.rules, state.rates, now_ms);
  std::stable_sort(
      state.candidates.begin(), state.candidates.end(),
      [](const Candidate& a, const Candidate& b) { return goes_before(a.paced, b.paced); });
  for (const auto& it : state.candidates) {
    const auto answer = pacing.ask(it.paced);
    if (answer.turn == Pacing::Turn::kLeaves) {
      state.batch.push_back(it.message);
      state.items.push_back(it.item);
    } else if (answer.turn == Pacing::Turn::kWaits) {
      state.settle(it.item, MessageOutcome::kDeferred, now_ms, info_of(Gate::kRate)->word);
      state.defer(it.item, answer.slot_ms, it.item.deferred ? it.item.deferred->attempts : 0,
                  it.paced.line);
    }
  }
  return pacing;
}

void Rounds::State::note_left(const Pacing& pacing, std::int64_t left_ms) {
  for (std::size_t i = 0; i < kChannelCount; ++i) {
    const auto channel = static_cast<Channel>(i);
    if (pacing.leaving(channel) == 0) continue;
    rates[channel].left.note(rules.rate(channel), left_ms, pacing.leaving(channel));
    rates_changed = true;
  }
}

// They are on record from when their attempt began (record_attempt), and left some time after that.
void Rounds::State::note_in_doubt(std::int64_t now_ms) {
  for (std::size_t i = 0; i < kChannelCount; ++i) {
    const auto channel = static_cast<Channel>(i);
    if (in_doubt[i] == 0 || !rules.is_paced(channel)) continue;
    rates[channel].left.put_off_last(rules.rate(channel), now_ms, in_doubt[i]);
    rates_changed = true;
  }
}

// ---- what is to be attempted

Result<void> Rounds::unpack(const RoundWork& work, std::int64_t now_ms, State& state) {
  for (const auto& one : work.chunks) {
    auto& chunk = state.open.emplace_back();
    chunk.partition = one.chunk.partition;
    chunk.tick = one.chunk.tick;
    chunk.sealed = one.chunk.sealed;
    state.by_place[{chunk.partition, chunk.tick}] = &chunk;
  }
  for (const auto& message : work.deferred) {
    auto& chunk = state.by_place[{message.partition, message.tick}];
    if (!chunk) {
      CAMP_ASSIGN(chunk, open_stored(state, message.partition, message.tick, true));
    }
    chunk->deferred.push_back(&message);
  }
  for (std::size_t i = 0; i < state.open.size(); ++i) {
    const bool ask = i >= work.chunks.size() || work.chunks[i].ask || pauses_.any();
    CAMP_TRY(add_messages(state, state.open[i], ask, now_ms));
  }
  return {};
}

Result<Rounds::Open*> Rounds::open_stored(State& state, std::uint8_t partition, std::uint64_t tick,
                                          bool again) {
  auto& chunk = state.open.emplace_back();
  chunk.partition = partition;
  chunk.tick = tick;
  chunk.again = again;
  CAMP_TRY(read_chunk(chunk));
  return &chunk;
}

Result<void> Rounds::read_chunk(Open& chunk) {
  CAMP_ASSIGN(bool there, store_.get(Family::kJournal, keys::journal(chunk.partition, chunk.tick),
                                     &chunk.kept));
  chunk.sealed = chunk.kept;
  std::string outcomes;
  if (there && chunk.again) {
    CAMP_ASSIGN(there, store_.get(Family::kJournal, keys::outcomes(chunk.partition, chunk.tick),
                                  &outcomes));
    there = there && decode_outcomes(outcomes, &chunk.outcomes);
  }
  if (!there)
    return corrupt("the outbox names a chunk of the journal that cannot be read", chunk.partition,
                   chunk.tick);
  return {};
}

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
      Item item{&chunk, ordinal++, queued->ledger_id, nullptr};
      for (const auto* one : chunk.deferred)
        if (one->ordinal == item.ordinal) item.deferred = one;
      if (!chunk.again || item.deferred) CAMP_TRY(each(entry, *queued, group.contact_id, item));
    }
  }
  if (!reader.ok() || ordinal != chunk.outcomes.count)
    return corrupt("a chunk of the journal cannot be read", chunk.partition, chunk.tick);
  return {};
}

Result<void> Rounds::add_messages(State& state, Open& chunk, bool ask, std::int64_t now_ms) {
  return each_message(
      chunk,
      [&](const JournalEntry& entry, const MessageEntry& queued, std::string_view contact_id,
          const Item& item) -> Result<void> {
        Outgoing message;
        CAMP_ASSIGN(const auto found, standing(entry, queued, contact_id, now_ms, ask,
                                               item.deferred != nullptr, &message));
        if (!found.refusal.empty()) {
          const bool lost = found.refusal == kNoSuchMessage;
          state.settle(item, lost ? MessageOutcome::kFailed : MessageOutcome::kCancelled, 0,
                       found.refusal);
        } else if (found.put_off_ms > now_ms) {
          state.settle(item, MessageOutcome::kDeferred, now_ms, info_of(found.gate)->word);
          state.defer(item, found.put_off_ms, item.deferred ? item.deferred->attempts : 0);
        } else if (state.rules.is_paced(queued.channel)) {
          const bool in_line = item.deferred != nullptr && item.deferred->line.has_value();
          state.candidates.push_back({{{queued.channel, queued.transactional},
                                       in_line,
                                       in_line ? item.deferred->due_ms : entry.at_ms},
                                      message,
                                      item});
        } else {
          state.batch.push_back(message);
          state.items.push_back(item);
        }
        return {};
      });
}

// ---- what became of it

// Only what is in the batch: what waits or is put off in this round was not attempted. After a
// crash as many count as having left.
Result<void> Rounds::record_attempt(const State& state, const Pacing& pacing,
                                    const RatesRow& before, std::int64_t now_ms) {
  auto batch = store_.make_batch();
  std::map<const Open*, Attempted> attempted;
  for (const auto& item : state.items) {
    auto& row = attempted[item.open];
    row.again = item.open->again;
    row.parts.push_back({item.ordinal, 0, {}});
    if (!item.deferred) continue;
    row.parts.back().due_ms = item.deferred->due_ms;
    row.parts.back().line = item.deferred->line;
  }
  for (auto& [chunk, row] : attempted) {
    if (!row.again && row.parts.size() == chunk->outcomes.count) row.parts.clear();
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
  for (const auto& chunk : state.open)
    batch->erase(Family::kOutbox, keys::attempted(chunk.partition, chunk.tick));
  if (state.rates_changed || !state.candidates.empty())
    batch->put(Family::kMeta, kRatesKey, encode_rates(before));
  return store_.commit(*batch);
}

// `own_time`: what it is told by, also of one that leaves with the others of its chunk.
void Rounds::note(State& state, const Item& item, const Attempt& attempt, std::int64_t now_ms,
                  bool own_time) {
  const bool like_others = !item.deferred && (!own_time || now_ms == item.open->outcomes.at_ms);
  const auto at_ms = like_others ? 0 : now_ms;
  switch (attempt.kind) {
    case AttemptKind::kSent:
      return state.settle(item, MessageOutcome::kSent, at_ms, attempt.text);
    case AttemptKind::kFailed:
      return state.settle(item, MessageOutcome::kFailed, at_ms, attempt.text);
    case AttemptKind::kUnknown:
      return state.settle(item, MessageOutcome::kUnknown, at_ms, attempt.text);
    case AttemptKind::kDeferred:
      break;
  }
  const auto attempts = (item.deferred ? item.deferred->attempts : 0) + 1;
  const auto delay_ms = retry_delay_ms(attempts);
  if (!delay_ms) {
    return state.settle(item, MessageOutcome::kFailed, now_ms,
                        fmt::format("given up after {} attempts: {}", attempts, attempt.text));
  }
  state.settle(item, MessageOutcome::kDeferred, now_ms, attempt.text);
  state.defer(item, now_ms + *delay_ms, attempts);
}

Result<void> Rounds::commit(State& state, bool recorded, WriteBatch& batch, DeliveryRows& rows,
                            RatesRow& rates) {
  for (const auto& chunk : state.open) {
    auto& low_tick = state.rows[chunk.partition].low_tick;
    if (!chunk.again) low_tick = std::max(low_tick, chunk.tick + 1);
    if (recorded) batch.erase(Family::kOutbox, keys::attempted(chunk.partition, chunk.tick));
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
      return corrupt("a key of the outbox is none", key.partition, key.tick);
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
  return commit(state, true, *batch, rows, rates);
}

// What came for the first time and was not attempted beside the others comes again.
Result<void> Rounds::recover_chunk(State& state, const keys::OutboxKey& key,
                                   const Attempted& attempted, std::int64_t now_ms) {
  CAMP_ASSIGN(auto* chunk, open_stored(state, key.partition, key.tick, attempted.again));
  if (attempted.again)
    for (const auto& part : attempted.parts) {
      state.recovered.push_back(
          {key.partition, part.due_ms, {}, key.tick, part.ordinal, 0, part.line});
      chunk->deferred.push_back(&state.recovered.back());
    }
  arena_.reset();
  return each_message(*chunk,
                      [&](const JournalEntry&, const MessageEntry& queued, std::string_view,
                          const Item& item) -> Result<void> {
                        if (attempted.parts.empty() || attempted.find(item.ordinal) != nullptr) {
                          ++state.in_doubt[static_cast<std::size_t>(queued.channel)];
                          state.settle(item, MessageOutcome::kUnknown, now_ms, kEndedMeanwhile);
                        } else {
                          state.settle(item, MessageOutcome::kDeferred, now_ms, kEndedMeanwhile);
                          state.defer(item, now_ms, 0);
                        }
                        return {};
                      });
}

}  // namespace camp
