#include "runtime/explain/ledger_journal.h"

#include <fmt/format.h>

#include "lang/base/counted.h"
#include "lang/base/hash.h"
#include "runtime/delivery/round.h"
#include "runtime/delivery/spool.h"
#include "runtime/state/checked.h"
#include "runtime/state/request_row.h"

namespace camp {

std::uint64_t conversion_hash(std::string_view contact_id, std::uint32_t flow, std::uint32_t run,
                              std::uint32_t goal, const EventCause& converted, const Value& worth) {
  std::string bytes;
  put_bytes(bytes, contact_id);
  for (const auto number : {flow, run, goal, converted.event}) put_varint(bytes, number);
  put_bytes(bytes, converted.event_id);
  encode_value(bytes, worth);
  return xxh3_64(bytes);
}

Result<void> LedgerJournal::check() {
  CAMP_TRY(read_outbox());
  CAMP_TRY(check_chunks());
  for (const auto& [tick, count] : deferred_)
    tally_.found(counted(count, "deferred message") + " that no chunk of the journal has",
                 chunk_place(partition_, tick));
  return {};
}

Result<void> LedgerJournal::read_outbox() {
  auto at = store_.iterate(Family::kOutbox, partition_bounds(partition_));
  for (at->seek_to_first(); at->valid(); at->next()) {
    std::int64_t due_ms = 0;
    Hash128 id;
    RequestRow request;
    if (keys::parse_request(at->key(), &due_ms, &id)) {
      if (!decode_request_row(at->value(), &request))
        tally_.found("a request cannot be read", to_hex(at->key()));
      else if (keys::partition_of(request.contact_id) != partition_)
        tally_.found("a request is of a contact of another partition", request.contact_id);
      continue;
    }
    keys::OutboxKey key;
    DeferredMessage message;
    const bool is_key = keys::parse_outbox(at->key(), &key);
    const bool is_attempt = is_key && key.kind == keys::OutboxKind::kAttempted;
    if (!is_key || (is_attempt ? !decode_attempted(at->value(), &attempted_[key.tick])
                               : !decode_deferred(at->value(), &message))) {
      tally_.found("an entry of the outbox cannot be read", to_hex(at->key()));
      continue;
    }
    if (!is_attempt) ++deferred_[message.tick];
    if (key.kind == keys::OutboxKind::kPaced)
      ++tally_.paced[key.line.channel].line(key.line.transactional).waiting;
  }
  return at->status();
}

Result<void> LedgerJournal::check_chunks() {
  JournalWalker walker(store_, partition_);
  while (true) {
    auto more = walker.next();
    if (!more.ok() && more.error().kind == ErrorKind::kCorrupt) {
      tally_.found(more.error().message, more.error().where);
      return {};
    }
    CAMP_TRY(more);
    if (!*more) return {};
    check_chunk(walker);
  }
}

void LedgerJournal::check_chunk(const JournalWalker& at) {
  auto where = chunk_place(at.key().partition, at.key().tick);
  if (at.chunk().empty()) {
    tally_.found("outcomes without their chunk of the journal", where);
    return;
  }
  if (at.key().tick > meta_.partitions[partition_].tick)
    tally_.found("a chunk of the journal is newer than the last tick", where);
  arena_.reset();
  JournalReader reader(at.chunk(), arena_);
  JournalGroup group;
  queued_.clear();
  while (reader.next(&group)) {
    if (keys::partition_of(group.contact_id) != partition_)
      tally_.found("a chunk of the journal has a contact of another partition", where);
    refs.push_back({xxh3_64(group.contact_id), at.key().tick});
    check_shares(group, where);
    for (const auto& entry : group.entries) {
      ++tally_.check.entries;
      count_entry(entry);
      count_goal(group.contact_id, entry, where);
      if (is_queued(entry)) queued_.push_back(entry.message()->ledger_id);
    }
  }
  if (!reader.ok())
    tally_.found(unreadable(at.chunk(), kJournalVersion, "a chunk of the journal").message, where);
  check_outcomes(at);
}

void LedgerJournal::count_entry(const JournalEntry& entry) {
  if (const auto* transition = entry.transition()) {
    ++tally_.counted.transitions;
    const bool starts = transition->wake == WakeKind::kStart;
    if (starts && entry.subject.run != 0) ++tally_.starts[entry.subject.run];
  }
  if (const auto* message = entry.message()) count_message(*message);
}

// A refund takes back what was converted before, once.
void LedgerJournal::count_goal(std::string_view contact_id, const JournalEntry& entry,
                               const std::string& where) {
  const auto& [flow, run, instance, arms] = entry.subject;
  if (const auto* it = std::get_if<ConvertedEntry>(&entry.what))
    unrefunded.insert(conversion_hash(contact_id, flow, run, it->goal, it->cause, it->worth));
  if (const auto* it = std::get_if<RefundedEntry>(&entry.what))
    if (unrefunded.erase(
            conversion_hash(contact_id, flow, run, it->goal, it->converted, it->worth)) == 0)
      tally_.found("a refund of what was not converted, or was refunded before", where);
}

// Of a conversion that messages share, all of them are there, each run's with its own.
void LedgerJournal::check_shares(const JournalGroup& group, const std::string& where) {
  struct Shared {
    std::uint32_t of = 0;
    std::size_t found = 0;
  };
  std::map<std::pair<std::uint64_t, std::int64_t>, Shared> conversions;
  for (const auto& entry : group.entries) {
    const auto* it = std::get_if<ConvertedEntry>(&entry.what);
    if (it == nullptr || it->shares.of == 0) continue;
    const auto hash =
        conversion_hash(group.contact_id, entry.subject.flow, 0, it->goal, it->cause, it->worth);
    auto& shared = conversions[{hash, entry.at_ms}];
    shared.of = it->shares.of;
    shared.found += it->shares.own.size();
  }
  for (const auto& [key, shared] : conversions)
    if (shared.found % shared.of != 0)
      tally_.found("not all messages are there that share a conversion", where);
}

void LedgerJournal::count_message(const MessageEntry& message) {
  const bool is_held = message.verdict.decision == Decision::kHeld;
  (is_held ? held_ids : ids).push_back(message.ledger_id);
  if (!message.was_held) ++tally_.check.sums.reserved;
  switch (message.verdict.decision) {
    case Decision::kHeld:
      break;
    case Decision::kQueued:
      ++tally_.counted.queued;
      break;
    case Decision::kWithheld:
      ++tally_.counted.withheld;
      break;
    case Decision::kSkipped:
      ++tally_.counted.skipped;
      break;
  }
}

void LedgerJournal::note_sent(const Outcomes& outcomes) {
  auto exception = outcomes.exceptions.begin();
  const auto note = [&](const std::string& place, std::size_t message) {
    if (is_spool_path(place)) tally_.sent_to[place].add(queued_[message]);
  };
  for (std::size_t i = 0; i < queued_.size(); ++i) {
    if (exception == outcomes.exceptions.end() || exception->ordinal != i) {
      note(outcomes.file, i);
      continue;
    }
    if (exception->outcome == MessageOutcome::kSent) note(exception->text, i);
    ++exception;
  }
}

// Exactly one: outcomes, or a place in the outbox, which is everything from the partition's low
// tick on.
void LedgerJournal::check_outcomes(const JournalWalker& at) {
  const auto queued = queued_.size();
  auto where = chunk_place(at.key().partition, at.key().tick);
  const bool is_waiting = at.key().tick >= meta_.deliveries[partition_].low_tick;
  auto& sums = tally_.check.sums;
  if (!at.has_outcomes()) {
    if (is_waiting)
      sums.pending += queued;
    else if (queued > 0)
      tally_.found(
          fmt::format("without outcome and not in the outbox: {}", counted(queued, "message")),
          where);
    return;
  }
  if (is_waiting) tally_.found("messages have an outcome and are in the outbox as well", where);
  Outcomes outcomes;
  if (!decode_outcomes(at.outcomes(), &outcomes)) {
    tally_.found(unreadable(at.outcomes(), kOutcomesVersion, "the outcomes of a chunk").message,
                 where);
    return;
  }
  if (outcomes.count != queued)
    tally_.found(fmt::format("{} for {}", counted(outcomes.count, "outcome"),
                             counted(queued, "queued message")),
                 where);
  std::uint64_t not_sent = 0;
  std::uint32_t deferred = 0, under_way = 0;
  const auto attempted = attempted_.find(at.key().tick);
  for (const auto& exception : outcomes.exceptions) {
    if (exception.ordinal >= queued)
      tally_.found("an outcome for a message that is not there", where);
    if (exception.outcome != MessageOutcome::kSent) ++not_sent;
    if (exception.outcome == MessageOutcome::kFailed) ++sums.failed;
    if (exception.outcome == MessageOutcome::kCancelled) ++sums.cancelled;
    if (exception.outcome == MessageOutcome::kUnknown) ++sums.unknown;
    if (exception.outcome == MessageOutcome::kDeferred) ++deferred;
    if (exception.outcome != MessageOutcome::kUnderWay) continue;
    ++under_way;
    if (attempted == attempted_.end() || !attempted->second.find(exception.ordinal))
      tally_.found("a message is under way, and the outbox does not have it", where);
  }
  note_sent(outcomes);
  sums.pending += deferred + under_way;
  tally_.counted.deferred += deferred;
  tally_.counted.under_way += under_way;
  sums.sent += queued > not_sent ? queued - not_sent : 0;
  const auto waiting = deferred_.find(at.key().tick);
  if ((waiting == deferred_.end() ? 0 : waiting->second) != deferred)
    tally_.found("deferred messages and the outbox do not agree", where);
  if (waiting != deferred_.end()) deferred_.erase(waiting);
}

}  // namespace camp
