#include "runtime/delivery/round.h"

#include <algorithm>

#include "runtime/delivery/round_state.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
Rounds::Rounds(Store& store, ProgramShelf& programs, RunBook& runs, const Pauses& pauses,
               std::unique_ptr<Transport> transport, std::function<std::int64_t()> now_ms,
               bool is_virtual)
    : store_(store),
      programs_(programs),
      runs_(runs),
      pauses_(pauses),
      transport_(std::move(transport)),
      now_ms_(std::move(now_ms)),
      is_virtual_(is_virtual) {}

Rounds::~Rounds() = default;

ChannelRules Rounds::rules() const {
  const auto current = programs_.current();
  auto rules = rules_of(current ? &current->program() : nullptr);
  for (std::size_t i = 0; i < kChannelCount; ++i)
    rules.rooms[i] = transport_->room(static_cast<Channel>(i));
  return rules;
}

void Rounds::follow_program() {
  auto current = programs_.current();
  if (is_virtual_ || current == followed_) return;
  transport_->follow(current);
  followed_ = std::move(current);
}

std::optional<Rounds::Failure> Rounds::attempt(const RoundWork& work, std::int64_t now_ms,
                                               DeliveryRows& rows, RatesRow& rates) {
  arena_.reset();
  follow_program();
  State state(rows, rates);
  state.rules = rules();
  auto unpacked = unpack(work, now_ms, state);
  if (!unpacked.ok()) return Failure{std::move(unpacked).error(), false};
  const auto pacing = pace(state, now_ms);
  auto recorded = record_attempt(state, pacing, rates, now_ms);
  if (!recorded.ok()) return Failure{std::move(recorded).error(), false};
  auto attempts = state.batch.empty() ? Attempts{} : transport_->attempt(state.batch);
  if (!attempts.ok()) {
    auto forgotten = forget_attempt(state, rates);
    if (!forgotten.ok()) return Failure{std::move(forgotten).error(), false};
    return Failure{std::move(attempts).error(), true};
  }
  note_all(state, *attempts, pacing, now_ms);
  auto settled = settle_ended(state, now_ms);
  if (!settled.ok()) return Failure{std::move(settled).error(), false};
  if (state.open.empty()) return std::nullopt;
  auto batch = store_.make_batch();
  for (const auto& row : attempts->rows) batch->put(row.family, row.key, row.value);
  auto committed = commit(state, *batch, rows, rates);
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

// ---- what is to be attempted

Result<void> Rounds::unpack(const RoundWork& work, std::int64_t now_ms, State& state) {
  for (const auto& one : work.chunks) {
    auto& chunk = state.open.emplace_back();
    chunk.partition = one.chunk.partition;
    chunk.tick = one.chunk.tick;
    chunk.sealed = one.chunk.sealed;
    state.by_place[chunk.place()] = &chunk;
  }
  for (const auto& message : work.deferred) {
    auto& chunk = state.by_place[{message.partition, message.tick}];
    if (!chunk) {
      CAMP_ASSIGN(chunk, open_stored(state, {message.partition, message.tick}, true));
    }
    chunk->deferred.push_back(&message);
  }
  for (std::size_t i = 0; i < state.open.size(); ++i) {
    const bool ask = i >= work.chunks.size() || work.chunks[i].ask || pauses_.any();
    CAMP_TRY(add_messages(state, state.open[i], ask, now_ms));
  }
  return {};
}

// `again`: its outcomes are there.
Result<Rounds::Open*> Rounds::open_stored(State& state, const UnderWay::Place& place, bool again) {
  auto& chunk = state.open.emplace_back();
  chunk.partition = place.first;
  chunk.tick = place.second;
  chunk.again = again;
  if (!again) return &chunk;
  std::string outcomes;
  CAMP_ASSIGN(const bool there,
              store_.get(Family::kJournal, keys::outcomes(place.first, place.second), &outcomes));
  if (!there) return corrupt_outbox("the outbox names a chunk without outcomes", chunk.where());
  if (!decode_outcomes(outcomes, &chunk.outcomes))
    return unreadable_outcomes(place.first, place.second, outcomes);
  return &chunk;
}

// Of one that is read from the store.
Result<void> Rounds::read_messages(Open& chunk) {
  CAMP_ASSIGN(
      const bool there,
      store_.get(Family::kJournal, keys::journal(chunk.partition, chunk.tick), &chunk.kept));
  if (!there) return corrupt_outbox("the outbox names a chunk that is not there", chunk.where());
  chunk.sealed = chunk.kept;
  return {};
}

Result<void> Rounds::add_messages(State& state, Open& chunk, bool ask, std::int64_t now_ms) {
  if (chunk.sealed.empty()) CAMP_TRY(read_messages(chunk));
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

}  // namespace camp
