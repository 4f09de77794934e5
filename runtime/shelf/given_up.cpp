#include "runtime/shelf/given_up.h"

#include <algorithm>

#include "runtime/state/checked.h"
#include "runtime/state/journal.h"
#include "runtime/state/keys.h"
#include "runtime/state/outcomes.h"

namespace camp {
namespace {

// Among the chunk's queued messages; nothing: it is none of them.
Result<std::optional<std::uint32_t>> ordinal_of(Store& store, std::uint8_t partition,
                                                std::uint64_t tick, const Hash128& ledger_id) {
  std::string sealed;
  CAMP_ASSIGN(const bool there,
              store.get(Family::kJournal, keys::journal(partition, tick), &sealed));
  std::optional<std::uint32_t> found;
  if (!there) return found;
  Arena arena;
  JournalReader reader(sealed, arena);
  JournalGroup group;
  std::uint32_t ordinal = 0;
  while (reader.next(&group)) {
    for (const auto& entry : group.entries) {
      const auto* message = entry.message();
      if (message == nullptr || !is_queued(*message)) continue;
      if (message->ledger_id == ledger_id) found = ordinal;
      ++ordinal;
    }
  }
  if (!reader.ok()) return unreadable(sealed, kJournalVersion, "a chunk of the journal");
  return found;
}

}  // namespace

Result<bool> was_given_up(Store& store, std::uint8_t partition, std::uint64_t tick,
                          const Hash128& ledger_id) {
  std::string sealed;
  CAMP_ASSIGN(const bool settled,
              store.get(Family::kJournal, keys::outcomes(partition, tick), &sealed));
  if (!settled) return false;
  Outcomes outcomes;
  if (!decode_outcomes(sealed, &outcomes)) return unreadable_outcomes(partition, tick, sealed);
  const auto is_final = [](const OutcomeException& it) {
    return it.outcome == MessageOutcome::kFailed || it.outcome == MessageOutcome::kCancelled;
  };
  if (std::none_of(outcomes.exceptions.begin(), outcomes.exceptions.end(), is_final)) return false;
  CAMP_ASSIGN(const auto ordinal, ordinal_of(store, partition, tick, ledger_id));
  return std::any_of(
      outcomes.exceptions.begin(), outcomes.exceptions.end(),
      [&](const OutcomeException& it) { return is_final(it) && ordinal == it.ordinal; });
}

}  // namespace camp
