#include "runtime/explain/inspect.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/bytes.h"
#include "runtime/shelf/run_book.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

Error corrupt(std::string what, std::string where = {}) {
  return {ErrorKind::kCorrupt, std::move(what), std::move(where),
          "camp ledger verify says what else is wrong"};
}

Fate fate_of_outcome(MessageOutcome outcome) {
  switch (outcome) {
    case MessageOutcome::kSent:
      return Fate::kSent;
    case MessageOutcome::kFailed:
      return Fate::kFailed;
    case MessageOutcome::kCancelled:
      return Fate::kCancelled;
    case MessageOutcome::kUnknown:
      return Fate::kUnknown;
    case MessageOutcome::kDeferred:
    case MessageOutcome::kUnderWay:
      return Fate::kPending;
  }
  return Fate::kUnknown;
}

// The outcomes beside a chunk: nothing while its messages have not left.
Result<std::optional<Outcomes>> read_outcomes(Store& store, std::uint8_t partition,
                                              std::uint64_t tick) {
  std::string sealed;
  CAMP_ASSIGN(bool found, store.get(Family::kJournal, keys::outcomes(partition, tick), &sealed));
  if (!found) return std::optional<Outcomes>();
  Outcomes outcomes;
  if (!decode_outcomes(sealed, &outcomes)) return unreadable_outcomes(partition, tick, sealed);
  return std::optional<Outcomes>(std::move(outcomes));
}

}  // namespace

// ---- chunks

JournalWalker::JournalWalker(Store& store) : at_(store.iterate(Family::kJournal, {})) {
  at_->seek_to_first();
}

JournalWalker::JournalWalker(Store& store, std::uint8_t partition) {
  const auto prefix = keys::partition_prefix(partition);
  at_ = store.iterate(Family::kJournal, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  at_->seek_to_first();
}

Result<bool> JournalWalker::next() {
  chunk_.clear();
  outcomes_.clear();
  has_outcomes_ = false;
  if (!at_->valid()) {
    CAMP_TRY(at_->status());
    return false;
  }
  if (!keys::parse_journal(at_->key(), &key_))
    return corrupt("a key of the journal is none", to_hex(at_->key()));
  if (!key_.is_outcomes) {
    chunk_ = at_->value();
    at_->next();
  }
  keys::JournalKey beside;
  bool has_next = at_->valid() && keys::parse_journal(at_->key(), &beside);
  if (has_next && beside.is_outcomes && beside.partition == key_.partition &&
      beside.tick == key_.tick) {
    outcomes_ = at_->value();
    has_outcomes_ = true;
    at_->next();
  }
  return true;
}

std::string_view fate_word(Fate fate) {
  switch (fate) {
    case Fate::kPending:
      return "pending";
    case Fate::kSent:
      return "sent";
    case Fate::kFailed:
      return "failed";
    case Fate::kCancelled:
      return "cancelled";
    case Fate::kUnknown:
      return "unknown";
    case Fate::kWithheld:
      return "withheld";
    case Fate::kSkipped:
      return "skipped";
    case Fate::kHeld:
      return "held";
  }
  return "unknown";
}

const OutcomeException* exception_of(const Outcomes& outcomes, std::uint32_t ordinal) {
  auto place = std::lower_bound(
      outcomes.exceptions.begin(), outcomes.exceptions.end(), ordinal,
      [](const OutcomeException& e, std::uint32_t wanted) { return e.ordinal < wanted; });
  return place != outcomes.exceptions.end() && place->ordinal == ordinal ? &*place : nullptr;
}

Fate fate_of(const MessageEntry& message, const Outcomes* outcomes, std::uint32_t ordinal,
             std::string* reason) {
  reason->clear();
  if (message.verdict.decision == Decision::kHeld) return Fate::kHeld;
  if (message.verdict.decision == Decision::kWithheld) return Fate::kWithheld;
  if (message.verdict.decision == Decision::kSkipped) return Fate::kSkipped;
  if (!outcomes) return Fate::kPending;
  const auto* exception = exception_of(*outcomes, ordinal);
  if (!exception) return Fate::kSent;
  if (exception->outcome != MessageOutcome::kSent) *reason = exception->text;
  return fate_of_outcome(exception->outcome);
}

namespace {

// When a queued message's outcome was recorded, and what it cost. Of both kinds of lines.
template <class Line>
void settle(Line& line, const Outcomes* outcomes, std::uint32_t ordinal) {
  if (outcomes == nullptr) return;
  const auto* exception = exception_of(*outcomes, ordinal);
  line.settled_ms = exception ? exception->at_ms : outcomes->at_ms;
  if (ordinal < outcomes->costs.size()) line.cost = outcomes->costs[ordinal];
}

}  // namespace

// ---- partitions

Result<Partitions> partitions_in_use(Store& store) {
  constexpr Family kByPartition[] = {Family::kPartitions, Family::kContacts, Family::kEvents,
                                     Family::kTimers,     Family::kJournal,  Family::kOutbox,
                                     Family::kIndex,      Family::kRunParts};
  Partitions used;
  for (auto family : kByPartition) {
    auto rows = store.iterate(family, {.lower = {}, .upper = {}, .fill_cache = true});
    rows->seek_to_first();
    while (rows->valid()) {
      const auto partition = keys::partition_of_key(rows->key());
      used.set(partition);
      const auto behind = keys::after_prefix(keys::partition_prefix(partition));
      if (behind.empty()) break;  // it was the last one
      rows->seek(behind);
    }
    CAMP_TRY(rows->status());
  }
  return used;
}

// ---- a contact's history

Result<ContactHistory> ContactHistory::read(Store& store, std::string_view contact_id,
                                            const ContactRow& row) {
  ContactHistory history;
  CAMP_ASSIGN(auto ticks, contact_refs(store, contact_id, row));
  for (auto tick : ticks) CAMP_TRY(history.add_chunk(store, contact_id, tick));
  return history;
}

Result<ContactHistory> ContactHistory::read_tick(Store& store, std::string_view contact_id,
                                                 std::uint64_t tick) {
  ContactHistory history;
  CAMP_TRY(history.add_chunk(store, contact_id, tick));
  return history;
}

Result<void> ContactHistory::add_chunk(Store& store, std::string_view contact_id,
                                       std::uint64_t tick) {
  auto partition = keys::partition_of(contact_id);
  std::string sealed;
  CAMP_ASSIGN(bool found, store.get(Family::kJournal, keys::journal(partition, tick), &sealed));
  if (!found)
    return corrupt("a contact's history has a gap", fmt::format("{}, tick {}", contact_id, tick));
  std::optional<Outcomes> outcomes;
  bool asked = false;  // most chunks have no messages: no second read for them
  Arena scratch;
  JournalReader reader(sealed, scratch);
  JournalGroup group;
  std::uint32_t ordinal = 0;
  while (reader.next(&group)) {
    for (const auto& entry : group.entries) {
      if (group.contact_id == contact_id) {
        if (is_queued(entry) && !asked) {
          CAMP_ASSIGN(outcomes, read_outcomes(store, partition, tick));
          asked = true;
        }
        keep(tick, entry, outcomes ? &*outcomes : nullptr, ordinal);
      }
      if (is_queued(entry)) ++ordinal;
    }
  }
  if (!reader.ok()) return unreadable_chunk(partition, tick, sealed);
  return {};
}

void ContactHistory::keep(std::uint64_t tick, const JournalEntry& entry, const Outcomes* outcomes,
                          std::uint32_t ordinal) {
  HistoryEntry kept;
  kept.tick = tick;
  kept.entry = entry;
  kept.entry.keep_in(*arena_);
  if (const auto* message = entry.message()) {
    std::string reason;
    kept.fate = fate_of(*message, outcomes, ordinal, &reason);
    kept.reason = arena_->copy(reason);
    if (is_queued(*message) && outcomes) {
      const auto* exception = exception_of(*outcomes, ordinal);
      const bool apart = exception && exception->outcome == MessageOutcome::kSent;
      kept.file = arena_->copy(apart ? exception->text : outcomes->file);
      settle(kept, outcomes, ordinal);
    }
  }
  entries_.push_back(std::move(kept));
}

// ---- entries, from front to back

namespace {

// False: `on_line` has seen enough.
Result<bool> scan_chunk(const JournalWalker& walker, Arena& arena,
                        const std::function<bool(const JournalLine&)>& on_line) {
  const auto& key = walker.key();
  Outcomes known;
  if (walker.has_outcomes() && !decode_outcomes(walker.outcomes(), &known))
    return unreadable_outcomes(key.partition, key.tick, walker.outcomes());
  const auto* outcomes = walker.has_outcomes() ? &known : nullptr;
  JournalReader reader(walker.chunk(), arena);
  JournalGroup group;
  std::uint32_t ordinal = 0;
  std::string reason;
  while (reader.next(&group)) {
    for (const auto& entry : group.entries) {
      JournalLine line{group.contact_id, entry, Fate{}, {}, 0, {}};
      if (const auto* message = entry.message()) {
        line.fate = fate_of(*message, outcomes, ordinal, &reason);
        line.reason = reason;
        if (is_queued(*message)) settle(line, outcomes, ordinal++);
      }
      if (!on_line(line)) return false;
    }
  }
  if (!reader.ok()) return unreadable_chunk(key.partition, key.tick, walker.chunk());
  return true;
}

Result<void> scan(JournalWalker& walker, const std::function<bool(const JournalLine&)>& on_line) {
  Arena arena;
  while (true) {
    CAMP_ASSIGN(const bool more, walker.next());
    if (!more) return {};
    arena.reset();
    CAMP_ASSIGN(const bool goes_on, scan_chunk(walker, arena, on_line));
    if (!goes_on) return {};
  }
}

}  // namespace

Result<void> scan_journal(Store& store, std::uint8_t partition,
                          const std::function<bool(const JournalLine&)>& on_line) {
  JournalWalker walker(store, partition);
  return scan(walker, on_line);
}

Result<void> scan_ledger(Store& store, const std::function<bool(const LedgerLine&)>& on_line) {
  JournalWalker walker(store);
  return scan(walker, [&](const JournalLine& line) {
    const auto* message = line.entry.message();
    return message == nullptr ||
           on_line({line.contact_id, line.entry, *message, line.fate, line.reason});
  });
}

// ---- conditions

Result<std::optional<bool>> ConditionProbe::holds(const LinkedProgram& program,
                                                  FunctionIndex condition, ContactFacts contact,
                                                  std::int64_t now_ms, std::string* problem) {
  CAMP_ASSIGN(const auto value, value_of(program, condition, contact, now_ms, problem));
  return value ? std::optional<bool>(value->truth()) : std::optional<bool>();
}

Result<std::optional<Value>> ConditionProbe::value_of(const LinkedProgram& program,
                                                      FunctionIndex function, ContactFacts contact,
                                                      std::int64_t now_ms, std::string* problem) {
  history_.set_contact(contact.id, nullptr);
  Situation situation;
  situation.contact = contact;
  situation.history = &history_;
  situation.now_ms = now_ms;
  Value result;
  Incident incident;
  const bool decided = machine_.evaluate(program, function, situation, &result, &incident);
  CAMP_TRY(history_.status());
  if (decided) return std::optional<Value>(result);
  *problem = std::move(incident.message);
  return std::optional<Value>();
}

// ---- runs

Result<bool> in_snapshot(Store& store, const RunRow& run, std::string_view contact_id) {
  if (run.state == RunState::kSnapshot) return false;  // its pages do not count yet
  const auto partition = keys::partition_of(contact_id);
  CAMP_ASSIGN(auto part, read_run_part(store, partition, run.number));
  auto wanted = keys::contact(contact_id);
  std::uint32_t low = 0;
  std::uint32_t high = part.pages;
  std::string sealed;
  while (low < high) {
    auto middle = low + (high - low) / 2;
    CAMP_ASSIGN(bool found,
                store.get(Family::kRunParts, keys::page(partition, run.number, middle), &sealed));
    std::vector<std::string_view> ids;
    if (!found) return unreadable_page(partition, run.number, middle, std::nullopt);
    if (!decode_page(sealed, &ids) || ids.empty())
      return unreadable_page(partition, run.number, middle, sealed);
    if (wanted < keys::contact(ids.front())) {
      high = middle;
    } else if (keys::contact(ids.back()) < wanted) {
      low = middle + 1;
    } else {
      return std::find(ids.begin(), ids.end(), contact_id) != ids.end();
    }
  }
  return false;
}

}  // namespace camp
