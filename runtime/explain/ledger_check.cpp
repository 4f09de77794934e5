#include "runtime/explain/ledger_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "lang/base/bytes.h"
#include "runtime/delivery/round.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/system_log.h"
#include "runtime/shelf/meta.h"
#include "runtime/shelf/run_book.h"
#include "runtime/state/event_row.h"
#include "runtime/state/timer_chunk.h"

namespace camp {
namespace {

struct Ref {                  // a contact and a chunk with entries of it
  std::uint64_t contact = 0;  // XXH3 of the id
  std::uint64_t tick = 0;
  friend auto operator<=>(const Ref&, const Ref&) = default;
};

struct Wake {  // what will wake an instance
  std::uint64_t contact = 0;
  std::uint32_t instance = 0;
  std::uint32_t token = 0;
  std::int64_t due_ms = 0;
  friend auto operator<=>(const Wake&, const Wake&) = default;
};

class Checker {
 public:
  Checker(Store& store, const StoreMeta& meta) : store_(store), meta_(meta) {}

  Result<LedgerCheck> run(const LedgerProgress& progress) {
    CAMP_ASSIGN(used_, partitions_in_use(store_));
    for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
      if (progress && !progress(p, limits::kPartitions)) {
        check_.stopped = true;
        return check_;
      }
      partition_ = static_cast<std::uint8_t>(p);
      if (used_.test(p)) CAMP_TRY(check_partition());
    }
    CAMP_TRY(check_runs());
    CAMP_TRY(check_system_log(store_, meta_.row, [this](std::string what, std::string where) {
      found(std::move(what), std::move(where));
    }));
    compare_counters();
    if (!check_.sums.balanced()) found("the ledger does not balance", "");
    return check_;
  }

 private:
  void found(std::string what, std::string where) {
    if (++check_.finding_count <= kFindingsShown)
      check_.findings.push_back({std::move(what), std::move(where)});
  }
  static std::string place_text(std::uint64_t partition, std::uint64_t tick) {
    return fmt::format("partition {}, tick {}", partition, tick);
  }
  IteratorBounds this_partition() const {
    auto prefix = keys::partition_prefix(partition_);
    return {.lower = prefix, .upper = keys::after_prefix(prefix)};
  }

  Result<void> read_outbox();
  Result<void> check_partition();
  Result<void> check_journal();
  void check_chunk(const JournalWalker& at);
  void count_entry(const JournalEntry& entry);
  void count_message(const MessageEntry& message);
  void check_outcomes(const JournalWalker& at, std::uint32_t queued);
  void check_ids();
  Result<void> read_timers();
  Result<void> read_index();
  Result<void> check_contacts();
  void check_contact(std::string_view id, const ContactRow& row);
  void compare_refs();
  Result<void> check_events();
  Result<void> check_runs();
  Result<void> check_parts(RunRow& run, const std::string& name);
  Result<std::uint64_t> check_pages(const RunRow& run, std::uint8_t partition, const RunPart& part,
                                    const std::string& name);
  void compare_counters();
  void compare(std::string_view counter, std::uint64_t kept, std::uint64_t counted);

  Store& store_;
  const StoreMeta& meta_;
  LedgerCheck check_;
  Counters counted_;
  std::unordered_map<std::uint32_t, std::uint64_t> starts_;  // per run
  Partitions used_;
  // of the partition at hand
  std::uint8_t partition_ = 0;
  std::vector<Hash128> ids_;       // of messages that were queued, withheld or skipped
  std::vector<Hash128> held_ids_;  // of those that were held before, or still are
  std::vector<Hash128> row_ids_;   // of those that a contact's row holds
  std::map<std::uint64_t, std::uint32_t> deferred_;  // per tick; not met in the journal yet
  std::vector<Ref> journal_refs_, contact_refs_;
  std::vector<Wake> wakes_;
  Arena arena_{64u << 10};
};

Result<void> Checker::read_outbox() {
  auto at = store_.iterate(Family::kOutbox, this_partition());
  for (at->seek_to_first(); at->valid(); at->next()) {
    keys::OutboxKey key;
    DeferredMessage message;
    if (!keys::parse_outbox(at->key(), &key) ||
        (key.is_deferred && !decode_deferred(at->value(), &message))) {
      found("an entry of the outbox cannot be read", to_hex(at->key()));
      continue;
    }
    if (key.is_deferred) ++deferred_[message.tick];
  }
  return at->status();
}

Result<void> Checker::check_partition() {
  ids_.clear();
  held_ids_.clear();
  row_ids_.clear();
  deferred_.clear();
  journal_refs_.clear();
  contact_refs_.clear();
  wakes_.clear();
  CAMP_TRY(read_outbox());
  CAMP_TRY(check_journal());
  for (const auto& [tick, count] : deferred_)
    found(fmt::format("{} deferred messages that no chunk of the journal has", count),
          place_text(partition_, tick));
  CAMP_TRY(read_timers());
  CAMP_TRY(read_index());
  CAMP_TRY(check_contacts());
  check_ids();
  compare_refs();
  return check_events();
}

// ---- the journal

Result<void> Checker::check_journal() {
  JournalWalker walker(store_, partition_);
  while (true) {
    auto more = walker.next();
    if (!more.ok() && more.error().kind == ErrorKind::kCorrupt) {
      found(more.error().message, more.error().where);
      return {};
    }
    CAMP_TRY(more);
    if (!*more) return {};
    check_chunk(walker);
  }
}

void Checker::check_chunk(const JournalWalker& at) {
  auto where = place_text(at.key().partition, at.key().tick);
  if (at.chunk().empty()) {
    found("outcomes without their chunk of the journal", where);
    return;
  }
  if (at.key().tick > meta_.partitions[partition_].tick)
    found("a chunk of the journal is newer than the last tick", where);
  arena_.reset();
  JournalReader reader(at.chunk(), arena_);
  JournalGroup group;
  std::uint32_t queued = 0;
  while (reader.next(&group)) {
    if (keys::partition_of(group.contact_id) != partition_)
      found("a chunk of the journal has a contact of another partition", where);
    journal_refs_.push_back({xxh3_64(group.contact_id), at.key().tick});
    for (const auto& entry : group.entries) {
      ++check_.entries;
      count_entry(entry);
      if (is_queued(entry)) ++queued;
    }
  }
  if (!reader.ok()) found("a chunk of the journal cannot be read", where);
  check_outcomes(at, queued);
}

void Checker::count_entry(const JournalEntry& entry) {
  if (const auto* transition = entry.transition()) {
    ++counted_.transitions;
    const bool starts = transition->wake == WakeKind::kStart;
    if (starts && entry.subject.run != 0) ++starts_[entry.subject.run];
  }
  if (const auto* message = entry.message()) count_message(*message);
}

void Checker::count_message(const MessageEntry& message) {
  const bool is_held = message.verdict.decision == Decision::kHeld;
  (is_held ? held_ids_ : ids_).push_back(message.ledger_id);
  if (!message.was_held) ++check_.sums.reserved;
  switch (message.verdict.decision) {
    case Decision::kHeld:
      break;
    case Decision::kQueued:
      ++counted_.queued;
      break;
    case Decision::kWithheld:
      ++counted_.withheld;
      break;
    case Decision::kSkipped:
      ++counted_.skipped;
      break;
  }
}

// Exactly one: outcomes, or a place in the outbox, which is everything from the partition's low
// tick on.
void Checker::check_outcomes(const JournalWalker& at, std::uint32_t queued) {
  auto where = place_text(at.key().partition, at.key().tick);
  const bool is_waiting = at.key().tick >= meta_.deliveries[partition_].low_tick;
  auto& sums = check_.sums;
  if (!at.has_outcomes()) {
    if (is_waiting)
      sums.pending += queued;
    else if (queued > 0)
      found(fmt::format("{} messages have no outcome and are not in the outbox", queued), where);
    return;
  }
  if (is_waiting) found("messages have an outcome and are in the outbox as well", where);
  Outcomes outcomes;
  if (!decode_outcomes(at.outcomes(), &outcomes)) {
    found("the outcomes of a chunk cannot be read", where);
    return;
  }
  if (outcomes.count != queued)
    found(fmt::format("{} outcomes for {} queued messages", outcomes.count, queued), where);
  std::uint64_t not_sent = 0;
  std::uint32_t deferred = 0;
  for (const auto& exception : outcomes.exceptions) {
    if (exception.ordinal >= queued) found("an outcome for a message that is not there", where);
    if (exception.outcome != MessageOutcome::kSent) ++not_sent;
    if (exception.outcome == MessageOutcome::kFailed) ++sums.failed;
    if (exception.outcome == MessageOutcome::kCancelled) ++sums.cancelled;
    if (exception.outcome == MessageOutcome::kUnknown) ++sums.unknown;
    if (exception.outcome == MessageOutcome::kDeferred) ++deferred;
  }
  sums.pending += deferred;
  counted_.deferred += deferred;
  sums.sent += queued > not_sent ? queued - not_sent : 0;
  const auto waiting = deferred_.find(at.key().tick);
  if ((waiting == deferred_.end() ? 0 : waiting->second) != deferred)
    found("deferred messages and the outbox do not agree", where);
  if (waiting != deferred_.end()) deferred_.erase(waiting);
}

// A contact's ledger ids hold its id, and a contact has one partition: twice anywhere is twice in
// here. What was held has a second entry, or lies in its contact's row.
void Checker::check_ids() {
  for (auto* ids : {&ids_, &held_ids_, &row_ids_}) {
    std::sort(ids->begin(), ids->end());
    for (auto twice = std::adjacent_find(ids->begin(), ids->end()); twice != ids->end();
         twice = std::adjacent_find(twice + 1, ids->end()))
      found("a ledger id occurs twice: a message was decided two times", to_hex(twice->view()));
  }
  std::vector<Hash128> open, difference;
  std::set_difference(held_ids_.begin(), held_ids_.end(), ids_.begin(), ids_.end(),
                      std::back_inserter(open));
  std::set_symmetric_difference(open.begin(), open.end(), row_ids_.begin(), row_ids_.end(),
                                std::back_inserter(difference));
  for (const auto& id : difference)
    found("a held message and its contact's row do not agree", to_hex(id.view()));
  check_.sums.held += open.size();
}

// ---- contacts and what will wake them

Result<void> Checker::read_timers() {
  auto at = store_.iterate(Family::kTimers, this_partition());
  std::vector<Timer> timers;
  for (at->seek_to_first(); at->valid(); at->next()) {
    auto where = fmt::format("timers {}", to_hex(at->key()));
    if (at->key().size() != keys::timers(0, 0, 0).size()) {
      found("a key of the timers is none", where);
      continue;
    }
    auto minute = keys::minute_of_timers(at->key());
    timers.clear();
    if (!decode_timer_chunk(at->value(), minute, &timers)) {
      found("a chunk of timers cannot be read", where);
      continue;
    }
    // Timers below the mark are as good as lost: they do not count as a wake.
    if (minute < meta_.partitions[partition_].low_minute) {
      found("timers lie below the low-water mark, where nobody looks for them", where);
      continue;
    }
    for (const auto& timer : timers)
      wakes_.push_back({xxh3_64(timer.contact_id), timer.instance, timer.token, timer.due_ms});
  }
  std::sort(wakes_.begin(), wakes_.end());
  return at->status();
}

Result<void> Checker::read_index() {
  auto at = store_.iterate(Family::kIndex, this_partition());
  for (at->seek_to_first(); at->valid(); at->next()) {
    auto end = at->key().find('\0', 1);
    Reader in(at->value());
    if (end == std::string_view::npos) {
      found("a key of the index is none", to_hex(at->key()));
      continue;
    }
    const auto id = at->key().substr(1, end - 1);
    if (at->key().substr(0, end + 2) != keys::refs_prefix(id))
      continue;  // past entries, attributes
    auto contact = xxh3_64(id);
    for (auto left = in.count(); left > 0; --left) contact_refs_.push_back({contact, in.varint()});
    if (!in.ok() || !in.at_end())
      found("the index of a contact's history cannot be read", std::string(id));
  }
  return at->status();
}

Result<void> Checker::check_contacts() {
  auto at = store_.iterate(Family::kContacts, this_partition());
  ContactRow row;
  for (at->seek_to_first(); at->valid(); at->next()) {
    auto id = keys::id_of_contact_key(at->key());
    if (decode_contact_row(at->value(), &row)) {
      check_contact(id, row);
    } else {
      found("the contact's row fails its checksum", std::string(id));
    }
  }
  return at->status();
}

void Checker::check_contact(std::string_view id, const ContactRow& row) {
  auto contact = xxh3_64(id);
  if (keys::partition_of(id) != partition_)
    found("a contact stands in another's partition", std::string(id));
  if ((row.flags & kContactErased) == 0) ++counted_.contacts;
  counted_.entered += row.next_instance - 1;
  for (auto tick : row.refs) contact_refs_.push_back({contact, tick});
  counted_.held += row.held.size();
  for (const auto& held : row.held) {
    row_ids_.push_back(held.ledger_id);
    if (!std::binary_search(wakes_.begin(), wakes_.end(), Wake{contact, 0, 0, held.release_ms}))
      found("a message is held and no timer will ever release it", std::string(id));
  }
  for (const auto& instance : row.instances) {
    if (instance.state == InstanceState::kIncident) ++counted_.incidents;
    if (instance.state != InstanceState::kWaiting) continue;
    ++counted_.waiting;
    Wake wake{contact, instance.number, instance.token, instance.due_ms};
    if (!std::binary_search(wakes_.begin(), wakes_.end(), wake))
      found(fmt::format("instance {} waits and no timer will ever wake it", instance.number),
            std::string(id));
  }
}

void Checker::compare_refs() {
  std::sort(journal_refs_.begin(), journal_refs_.end());
  std::sort(contact_refs_.begin(), contact_refs_.end());
  if (std::adjacent_find(contact_refs_.begin(), contact_refs_.end()) != contact_refs_.end())
    found("a contact names a chunk of its history twice", fmt::format("partition {}", partition_));
  std::vector<Ref> difference;
  std::set_symmetric_difference(journal_refs_.begin(), journal_refs_.end(), contact_refs_.begin(),
                                contact_refs_.end(), std::back_inserter(difference));
  for (const auto& ref : difference) {
    bool in_journal = std::binary_search(journal_refs_.begin(), journal_refs_.end(), ref);
    found(in_journal ? "the journal has entries that their contact does not name"
                     : "a contact names a chunk of the journal that has nothing of it",
          place_text(partition_, ref.tick));
  }
}

Result<void> Checker::check_events() {
  auto at = store_.iterate(Family::kEvents, this_partition());
  for (at->seek_to_first(); at->valid(); at->next()) {
    std::string_view id;
    std::uint32_t name = 0;
    std::int64_t time_ms = 0;
    EventRow row;
    if (!keys::parse_event(at->key(), &id, &name, &time_ms)) continue;  // an id that was applied
    if (!decode_event_row(at->value(), &row))
      found("an event's row fails its checksum", std::string(id));
  }
  return at->status();
}

// ---- runs and counters

Result<void> Checker::check_runs() {
  auto at = store_.iterate(Family::kRuns, {.lower = "r", .upper = "s"});
  for (at->seek_to_first(); at->valid(); at->next()) {
    Reader in(at->key().substr(1));
    RunRow run;
    run.number = in.u32be();
    auto name = fmt::format("run {}", run.number);
    auto number = run.number;
    ++check_.runs;
    if (!decode_run_row(at->value(), &run)) {
      found("the run's row fails its checksum", name);
      continue;
    }
    run.number = number;
    CAMP_TRY(check_parts(run, name));
  }
  return at->status();
}

Result<void> Checker::check_parts(RunRow& run, const std::string& name) {
  std::vector<RunPart> parts(limits::kPartitions);
  std::string digests;
  for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
    auto part = used_.test(p) ? read_run_part(store_, static_cast<std::uint8_t>(p), run.number)
                              : Result<RunPart>(RunPart{});
    if (!part.ok()) {
      found(fmt::format("the run's part in partition {} cannot be read", p), name);
      return {};
    }
    parts[p] = *part;
    run.done += part->done;
    digests += part->digest.view();
  }
  auto started = starts_[run.number];
  if (run.done != started)
    found(
        fmt::format("the run counts {} contacts as started, the journal has {}", run.done, started),
        name);
  if (run.state == RunState::kSnapshot) return {};  // its pages do not count yet
  if (run.state == RunState::kSent && run.done != run.audience)
    found(fmt::format("the run is finished with {} of {} contacts", run.done, run.audience), name);
  if (sha256(digests) != run.digest) found("the run's digest is not that of its parts", name);
  std::uint64_t contacts = 0;
  for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
    CAMP_ASSIGN(const auto named, check_pages(run, static_cast<std::uint8_t>(p), parts[p], name));
    contacts += named;
  }
  if (contacts != run.audience)
    found(fmt::format("the run's audience is {}, its pages name {}", run.audience, contacts), name);
  return {};
}

// How many contacts the part's pages name.
Result<std::uint64_t> Checker::check_pages(const RunRow& run, std::uint8_t partition,
                                           const RunPart& part, const std::string& name) {
  std::uint64_t contacts = 0;
  Sha256 digest;
  std::string sealed;
  for (std::uint32_t page = 0; page < part.pages; ++page) {
    CAMP_ASSIGN(bool there,
                store_.get(Family::kRunParts, keys::page(partition, run.number, page), &sealed));
    std::vector<std::string_view> ids;
    if (!there || !decode_page(sealed, &ids)) {
      found(fmt::format("page {} of the run's audience in partition {} cannot be read", page,
                        partition),
            name);
      return contacts;
    }
    contacts += ids.size();
    digest = sha256(std::string(digest.view()) + sealed);
  }
  if (digest != part.digest) found("the digest of a run's part is not that of its pages", name);
  return contacts;
}

void Checker::compare(std::string_view counter, std::uint64_t kept, std::uint64_t counted) {
  if (kept != counted)
    found(fmt::format("counter '{}' says {}, counting gives {}", counter, kept, counted), "");
}

// Not `events`: those of erased contacts are gone, and were counted.
void Checker::compare_counters() {
  const auto kept = meta_.counters();
  compare("contacts", kept.contacts, counted_.contacts);
  compare("waiting", kept.waiting, counted_.waiting);
  compare("incidents", kept.incidents, counted_.incidents);
  compare("entered", kept.entered, counted_.entered);
  compare("transitions", kept.transitions, counted_.transitions);
  compare("queued", kept.queued, counted_.queued);
  compare("withheld", kept.withheld, counted_.withheld);
  compare("skipped", kept.skipped, counted_.skipped);
  compare("sent", kept.sent, check_.sums.sent);
  compare("failed", kept.failed, check_.sums.failed);
  compare("cancelled", kept.cancelled, check_.sums.cancelled);
  compare("unknown", kept.unknown, check_.sums.unknown);
  compare("deferred", kept.deferred, counted_.deferred);
  compare("held", kept.held, counted_.held);
  check_.sums.withheld = counted_.withheld;
  check_.sums.skipped = counted_.skipped;
  check_.contacts = counted_.contacts;
  check_.waiting = counted_.waiting;
}

}  // namespace

Result<LedgerCheck> check_ledger(Store& store, const LedgerProgress& progress) {
  StoreMeta meta;
  Names names;
  CAMP_TRY(load_meta(store, &meta, &names));
  return Checker(store, meta).run(progress);
}

}  // namespace camp
