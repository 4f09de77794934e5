#include "runtime/explain/ledger_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/hash.h"
#include "lang/catalog/channels.h"
#include "runtime/explain/ledger_contacts.h"
#include "runtime/explain/ledger_journal.h"
#include "runtime/explain/ledger_runs.h"
#include "runtime/explain/ledger_spool.h"
#include "runtime/explain/ledger_tally.h"
#include "runtime/explain/ledger_trials.h"
#include "runtime/explain/system_log.h"
#include "runtime/shelf/rates.h"

namespace camp {

namespace {

// Has each part read its own, and compares what they met.
class Checker {
 public:
  Checker(Store& store, const StoreMeta& meta, Names& names, const SpoolFolder* spool)
      : store_(store), meta_(meta), names_(names), spool_(spool) {}

  Result<LedgerCheck> run(const LedgerProgress& progress) {
    CAMP_ASSIGN(used_, partitions_in_use(store_));
    for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
      if (progress && !progress(p, limits::kPartitions)) {
        tally_.check.stopped = true;
        return tally_.check;
      }
      if (used_.test(p)) CAMP_TRY(check_partition(static_cast<std::uint8_t>(p)));
    }
    CAMP_TRY(LedgerRuns(store_, used_, tally_).check());
    CAMP_TRY(LedgerTrials(store_, names_, tally_).check());
    if (spool_) CAMP_TRY(LedgerSpool(store_, *spool_, tally_).check());
    CAMP_TRY(check_system_log(store_, meta_.row, [this](std::string what, std::string where) {
      tally_.found(std::move(what), std::move(where));
    }));
    CAMP_ASSIGN(const auto rates, read_rates(store_));
    compare_counters();
    compare_lines(rates);
    if (!tally_.check.sums.balanced()) tally_.found("the ledger does not balance", "");
    return tally_.check;
  }

 private:
  Result<void> check_partition(std::uint8_t partition) {
    LedgerJournal journal(store_, meta_, partition, tally_);
    CAMP_TRY(journal.check());
    LedgerContacts contacts(store_, meta_, partition, tally_);
    CAMP_TRY(contacts.check());
    check_ids(journal, contacts);
    compare_refs(partition, journal.refs, contacts.refs);
    for (const auto conversion : contacts.open_conversions)
      if (journal.unrefunded.count(conversion) == 0)
        tally_.found("a conversion that may be refunded is not in the journal, or was refunded",
                     fmt::format("partition {}", partition));
    return contacts.check_events();
  }

  void check_ids(LedgerJournal& journal, LedgerContacts& contacts);
  void compare_refs(std::uint8_t partition, std::vector<HistoryRef>& in_journal,
                    std::vector<HistoryRef>& in_contacts);
  void compare_counters();
  void compare_lines(const RatesRow& kept);
  void compare(std::string_view counter, std::uint64_t kept, std::uint64_t counted);

  Store& store_;
  const StoreMeta& meta_;
  Names& names_;
  const SpoolFolder* spool_;
  LedgerTally tally_;
  Partitions used_;
};

// A contact's ledger ids hold its id, and a contact has one partition: twice anywhere is twice in
// here. What was held has a second entry, or lies in its contact's row.
void Checker::check_ids(LedgerJournal& journal, LedgerContacts& contacts) {
  for (auto* ids : {&journal.ids, &journal.held_ids, &contacts.held_ids}) {
    std::sort(ids->begin(), ids->end());
    for (auto twice = std::adjacent_find(ids->begin(), ids->end()); twice != ids->end();
         twice = std::adjacent_find(twice + 1, ids->end()))
      tally_.found("a ledger id occurs twice: a message was decided two times",
                   to_hex(twice->view()));
  }
  std::vector<Hash128> open, difference;
  std::set_difference(journal.held_ids.begin(), journal.held_ids.end(), journal.ids.begin(),
                      journal.ids.end(), std::back_inserter(open));
  std::set_symmetric_difference(open.begin(), open.end(), contacts.held_ids.begin(),
                                contacts.held_ids.end(), std::back_inserter(difference));
  for (const auto& id : difference)
    tally_.found("a held message and its contact's row do not agree", to_hex(id.view()));
  tally_.check.sums.held += open.size();
}

void Checker::compare_refs(std::uint8_t partition, std::vector<HistoryRef>& in_journal,
                           std::vector<HistoryRef>& in_contacts) {
  std::sort(in_journal.begin(), in_journal.end());
  std::sort(in_contacts.begin(), in_contacts.end());
  if (std::adjacent_find(in_contacts.begin(), in_contacts.end()) != in_contacts.end())
    tally_.found("a contact names a chunk of its history twice",
                 fmt::format("partition {}", partition));
  std::vector<HistoryRef> difference;
  std::set_symmetric_difference(in_journal.begin(), in_journal.end(), in_contacts.begin(),
                                in_contacts.end(), std::back_inserter(difference));
  for (const auto& ref : difference) {
    const bool is_unnamed = std::binary_search(in_journal.begin(), in_journal.end(), ref);
    tally_.found(is_unnamed ? "the journal has entries that their contact does not name"
                            : "a contact names a chunk of the journal that has nothing of it",
                 chunk_place(partition, ref.tick));
  }
}

void Checker::compare(std::string_view counter, std::uint64_t kept, std::uint64_t counted) {
  if (kept != counted)
    tally_.found(fmt::format("counter '{}' says {}, counting gives {}", counter, kept, counted),
                 "");
}

// Not `events`: those of erased contacts are gone, and were counted.
void Checker::compare_counters() {
  const auto kept = meta_.counters();
  compare("contacts", kept.contacts, tally_.counted.contacts);
  compare("waiting", kept.waiting, tally_.counted.waiting);
  compare("incidents", kept.incidents, tally_.counted.incidents);
  compare("entered", kept.entered, tally_.counted.entered);
  compare("transitions", kept.transitions, tally_.counted.transitions);
  compare("queued", kept.queued, tally_.counted.queued);
  compare("withheld", kept.withheld, tally_.counted.withheld);
  compare("skipped", kept.skipped, tally_.counted.skipped);
  compare("sent", kept.sent, tally_.check.sums.sent);
  compare("failed", kept.failed, tally_.check.sums.failed);
  compare("cancelled", kept.cancelled, tally_.check.sums.cancelled);
  compare("unknown", kept.unknown, tally_.check.sums.unknown);
  compare("deferred", kept.deferred, tally_.counted.deferred);
  compare("under_way", kept.under_way, tally_.counted.under_way);
  compare("held", kept.held, tally_.counted.held);
  tally_.check.sums.withheld = tally_.counted.withheld;
  tally_.check.sums.skipped = tally_.counted.skipped;
  tally_.check.contacts = tally_.counted.contacts;
  tally_.check.waiting = tally_.counted.waiting;
}

void Checker::compare_lines(const RatesRow& kept) {
  for (const auto& info : channels()) {
    const auto& met = tally_.paced[info.channel];
    const auto& pace = kept[info.channel];
    const auto counter = fmt::format("waiting for the rate of {}", info.word);
    compare(counter + ", transactional", pace.transactional.waiting, met.transactional.waiting);
    compare(counter, pace.others.waiting, met.others.waiting);
  }
}

}  // namespace

Result<LedgerCheck> check_ledger(Store& store, const LedgerProgress& progress,
                                 const SpoolFolder* spool) {
  StoreMeta meta;
  Names names;
  CAMP_TRY(load_meta(store, &meta, &names));
  return Checker(store, meta, names, spool).run(progress);
}

}  // namespace camp
