#include "runtime/delivery/round.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>

#include "lang/base/bytes.h"
#include "runtime/delivery/retry.h"
#include "runtime/policy/quiet.h"
#include "runtime/shelf/contacts.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"
#include "runtime/vm/machine.h"
#include "runtime/vm/zone_clock.h"

namespace camp {
namespace {

constexpr std::string_view kNoSuchMessage = "the program has no such message";
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

struct Rounds::State {
  explicit State(const DeliveryRows& before) : rows(before) {}

  DeliveryRows rows;      // as they will be
  std::deque<Open> open;  // stay where they are
  std::map<std::pair<std::uint8_t, std::uint64_t>, Open*> by_place;
  std::vector<Outgoing> batch;  // views into the chunks
  std::vector<Item> items;      // of the same index
  std::vector<DeferredMessage> to_defer, to_forget;
  std::deque<DeferredMessage> recovered;  // what Open::deferred points to after a crash

  void settle(const Item& item, MessageOutcome outcome, std::int64_t at_ms, std::string_view text) {
    set_outcome(item.open->outcomes, item.ordinal, outcome, at_ms, text);
    auto& counters = rows[item.open->partition].counters;
    ++counter_of(counters, outcome);
    if (!item.deferred) return;
    --counters.deferred;
    to_forget.push_back(*item.deferred);
    to_forget.back().ledger_id = item.ledger_id;
  }
};

Rounds::Rounds(Store& store, ProgramShelf& programs, RunBook& runs, const Pauses& pauses,
               std::unique_ptr<Transport> transport)
    : store_(store),
      programs_(programs),
      runs_(runs),
      pauses_(pauses),
      transport_(std::move(transport)) {}

Rounds::~Rounds() = default;

std::optional<Rounds::Failure> Rounds::attempt(const RoundWork& work, std::int64_t now_ms,
                                               DeliveryRows& rows) {
  arena_.reset();
  State state(rows);
  auto unpacked = unpack(work, now_ms, state);
  if (!unpacked.ok()) return Failure{std::move(unpacked).error(), false};
  const bool record = transport_->needs_attempt_record() && !state.batch.empty();
  if (record) {
    auto recorded = record_attempt(state, false);
    if (!recorded.ok()) return Failure{std::move(recorded).error(), false};
  }
  auto attempts = transport_->attempt(state.batch);
  if (!attempts.ok()) {
    auto forgotten = record ? record_attempt(state, true) : Result<void>{};
    if (!forgotten.ok()) return Failure{std::move(forgotten).error(), false};
    return Failure{std::move(attempts).error(), true};
  }
  CAMP_ASSERT(attempts->each.size() == state.batch.size());
  for (std::size_t i = 0; i < state.items.size(); ++i)
    note(state, state.items[i], attempts->each[i], now_ms);
  auto batch = store_.make_batch();
  for (const auto& row : attempts->rows) batch->put(row.family, row.key, row.value);
  auto committed = commit(state, record, *batch, rows);
  if (!committed.ok()) return Failure{std::move(committed).error(), false};
  return std::nullopt;
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
          state.to_defer.push_back({chunk.partition, found.put_off_ms, item.ledger_id, chunk.tick,
                                    item.ordinal, item.deferred ? item.deferred->attempts : 0});
        } else {
          state.batch.push_back(message);
          state.items.push_back(item);
        }
        return {};
      });
}

// The message, unless something speaks against it.
Result<Rounds::Standing> Rounds::standing(const JournalEntry& entry, const MessageEntry& queued,
                                          std::string_view contact_id, std::int64_t now_ms,
                                          bool ask, bool was_put_off, Outgoing* out) {
  if (queued.address.empty())  // blanked while it waited: nobody is queued without one
    return Standing{std::string(info_of(Gate::kErased)->word)};
  CAMP_ASSIGN(const auto* program, known(queued.program));
  auto message = program->messages.find(queued.message);
  auto flow = program->flows.find(entry.subject.flow);
  if (message == program->messages.end() || flow == program->flows.end())
    return Standing{std::string(kNoSuchMessage)};
  const auto* content = message->second->content_at(queued.content);
  if (!content || content->channel != queued.channel) return Standing{std::string(kNoSuchMessage)};
  Standing found;
  if (ask) {
    const auto instance = was_put_off ? entry.subject.instance : 0;
    CAMP_ASSIGN(found, ask_gate(*program->linked, *flow->second, queued.channel, contact_id,
                                instance, now_ms));
    if (!found.refusal.empty()) return found;
  }
  CAMP_ASSIGN(const auto run_key, runs_.key_of(entry.subject.run));
  *out = {&program->linked->program(),
          flow->second,
          program->linked->outlet_among(program->linked->flow_by_number(entry.subject.flow),
                                        entry.subject.arms),
          message->second,
          queued.content,
          queued.channel,
          queued.ledger_id,
          entry.at_ms,
          run_key,
          contact_id,
          queued.address,
          queued.slots};
  return found;
}

// The gate's word for what stops the message now, or the end of the contact's quiet time.
// `instance`: of a message that was put off, which an `exit on` of its instance stops; else 0.
Result<Rounds::Standing> Rounds::ask_gate(const LinkedProgram& program, const FlowDecl& flow,
                                          Channel channel, std::string_view contact_id,
                                          std::uint32_t instance, std::int64_t now_ms) {
  ContactRow row;
  CAMP_ASSIGN(bool there, read_contact(store_, contact_id, &row));
  auto facts = facts_of(contact_id, row);
  if (!there) facts.flags |= kContactErased;
  const auto* sender = there ? row.find_instance(instance) : nullptr;
  if (sender != nullptr && sender->taken_out)
    return Standing{std::string(info_of(Gate::kExited)->word)};
  auto permission = permission_of(program, flow, channel, facts, now_ms);
  permission.address = true;
  const auto verdict = permit(permission);
  if (verdict.decision != Decision::kQueued)
    return Standing{std::string(info_of(verdict.gate)->word)};
  const auto current = programs_.current();
  if (!current) return Standing{};
  const auto* zone = current->zone_of(row.attributes, arena_);
  const auto& flows = program.program().flows;
  const auto expires_ms =
      program.expires_ms(static_cast<std::uint32_t>(&flow - flows.data()), zone);
  if (expires_ms <= now_ms) return Standing{std::string(info_of(Gate::kExpired)->word)};
  if (pauses_.holder(program.number(flow.name), channel) != kEverything)
    return Standing{{}, kUntilResumed, Gate::kStopped};
  const auto quiet = quiet_time(current->program().policy, channel, permission.transactional,
                                ZoneClock(zone), now_ms);
  if (!quiet) return Standing{};
  return Standing{{}, std::min(quiet->until_ms, expires_ms), Gate::kQuiet};
}

Result<const Rounds::KnownProgram*> Rounds::known(std::uint32_t number) {
  auto& slot = known_[number];
  if (slot) return slot.get();
  CAMP_ASSIGN(auto linked, programs_.get(number));
  slot = std::make_unique<KnownProgram>();
  slot->linked = linked;
  const auto& program = linked->program();
  for (const auto& message : program.messages)
    slot->messages.emplace(linked->number(message.name), &message);
  for (const auto& flow : program.flows) slot->flows.emplace(linked->number(flow.name), &flow);
  return slot.get();
}

// ---- what became of it

Result<void> Rounds::record_attempt(const State& state, bool erase) {
  auto batch = store_.make_batch();
  for (const auto& chunk : state.open) {
    auto key = keys::attempted(chunk.partition, chunk.tick);
    if (erase) {
      batch->erase(Family::kOutbox, key);
      continue;
    }
    std::vector<AttemptedPart> parts;
    for (const auto* deferred : chunk.deferred)
      parts.push_back({deferred->ordinal, deferred->due_ms});
    batch->put(Family::kOutbox, key, encode_attempted(parts));
  }
  return store_.commit(*batch);
}

void Rounds::note(State& state, const Item& item, const Attempt& attempt, std::int64_t now_ms) {
  const auto at_ms = item.deferred ? now_ms : 0;
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
  state.to_defer.push_back({item.open->partition, now_ms + *delay_ms, item.ledger_id,
                            item.open->tick, item.ordinal, attempts});
}

Result<void> Rounds::commit(State& state, bool recorded, WriteBatch& batch, DeliveryRows& rows) {
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
  for (const auto& it : state.to_forget)
    batch.erase(Family::kOutbox, keys::deferred(it.partition, it.due_ms, it.ledger_id));
  for (const auto& it : state.to_defer)
    batch.put(Family::kOutbox, keys::deferred(it.partition, it.due_ms, it.ledger_id),
              encode_deferred(it));
  CAMP_TRY(store_.commit(batch));
  rows = state.rows;
  return {};
}

// ---- after a crash

// Whether these left nobody knows: they are told as unknown, never sent again by themselves.
Result<void> Rounds::recover(DeliveryRows& rows, std::int64_t now_ms) {
  State state(rows);
  auto entries = store_.iterate(Family::kOutbox, {.lower = {}, .upper = {}, .fill_cache = true});
  entries->seek_to_first();
  while (entries->valid()) {
    keys::OutboxKey key;
    std::vector<AttemptedPart> parts;
    std::int64_t due_ms = 0;
    Hash128 id;
    const bool is_request = keys::parse_request(entries->key(), &due_ms, &id);
    if (!is_request && !keys::parse_outbox(entries->key(), &key))
      return corrupt("a key of the outbox is none", key.partition, key.tick);
    // A partition's attempted ones stand before these, of any number.
    if (is_request || key.is_deferred) {
      const auto partition = static_cast<std::uint8_t>(entries->key()[0]);
      const auto next = keys::after_prefix(keys::partition_prefix(partition));
      if (next.empty()) break;
      entries->seek(next);
      continue;
    }
    if (!decode_attempted(entries->value(), &parts))
      return unreadable(entries->value(), kOutboxRowVersion, "what was being attempted",
                        chunk_place(key.partition, key.tick));
    CAMP_TRY(recover_chunk(state, key, parts, now_ms));
    entries->next();
  }
  CAMP_TRY(entries->status());
  if (state.open.empty()) return {};
  auto batch = store_.make_batch();
  return commit(state, true, *batch, rows);
}

// `parts`: those of the chunk that were attempted again; none: all of it was attempted.
Result<void> Rounds::recover_chunk(State& state, const keys::OutboxKey& key,
                                   const std::vector<AttemptedPart>& parts, std::int64_t now_ms) {
  CAMP_ASSIGN(auto* chunk, open_stored(state, key.partition, key.tick, !parts.empty()));
  for (const auto& part : parts) {
    state.recovered.push_back({key.partition, part.due_ms, {}, key.tick, part.ordinal, 0});
    chunk->deferred.push_back(&state.recovered.back());
  }
  arena_.reset();
  return each_message(*chunk,
                      [&](const JournalEntry&, const MessageEntry&, std::string_view,
                          const Item& item) -> Result<void> {
                        state.settle(item, MessageOutcome::kUnknown, now_ms, kEndedMeanwhile);
                        return {};
                      });
}

}  // namespace camp
