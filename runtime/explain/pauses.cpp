#include "runtime/explain/pauses.h"

#include <algorithm>
#include <map>
#include <set>

#include "runtime/shelf/contacts.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"
#include "runtime/state/parked_chunk.h"

namespace camp {
namespace {

using WaitingBySubject = std::map<PauseSubject, std::uint64_t>;

// What a resume would set off. A wake stays when its wait ends early, and the held messages of a
// contact may have several: their contacts are asked, as far as that takes about a second.
class ParkedCount {
 public:
  ParkedCount(Store& store, const Pauses& pauses) : store_(store), pauses_(pauses) {}

  Result<WaitingBySubject> count() {
    for (std::uint32_t p = 0; p < limits::kPartitions; ++p)
      CAMP_TRY(count_partition(static_cast<std::uint8_t>(p)));
    return std::move(waiting_);
  }

 private:
  static constexpr std::size_t kLooks = 100'000;

  Result<void> count_partition(std::uint8_t partition) {
    asked_.clear();
    const auto prefix = keys::parked_prefix(partition);
    auto chunks =
        store_.iterate(Family::kTimers,
                       {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = false});
    std::vector<ParkedWake> wakes;
    for (chunks->seek_to_first(); chunks->valid(); chunks->next()) {
      PauseSubject subject = 0;
      if (!keys::parse_parked(chunks->key(), &subject) ||
          !decode_parked_chunk(chunks->value(), &wakes))
        return unreadable(chunks->value(), kParkedChunkVersion, "a chunk of what is parked");
      for (const auto& wake : wakes) {
        CAMP_ASSIGN(const auto count, waiting_by(wake, subject));
        waiting_[subject] += count;
      }
    }
    return chunks->status();
  }

  Result<std::uint64_t> waiting_by(const ParkedWake& wake, PauseSubject subject) {
    const bool is_entry = wake.kind == ParkedKind::kStart || wake.kind == ParkedKind::kRunStart;
    if (is_entry || looks_ == kLooks) return std::uint64_t{1};
    ++looks_;
    CAMP_ASSIGN(const bool known, read_contact(store_, wake.contact_id, &row_));
    if (!known) return std::uint64_t{0};
    if (wake.kind == ParkedKind::kMessages) return held_by(wake, subject);
    const auto* instance = row_.find_instance(wake.instance);
    const bool waits = instance != nullptr && instance->state == InstanceState::kWaiting &&
                       instance->token == wake.token;
    return std::uint64_t{waits ? 1u : 0u};
  }

  // All of the contact's that this pause holds, once.
  std::uint64_t held_by(const ParkedWake& wake, PauseSubject subject) {
    if (!asked_.emplace(subject, wake.contact_id).second) return 0;
    const auto count = std::count_if(row_.held.begin(), row_.held.end(), [&](const auto& held) {
      return pauses_.holder(held.flow, held.channel) == subject;
    });
    return static_cast<std::uint64_t>(count);
  }

  Store& store_;
  const Pauses& pauses_;
  WaitingBySubject waiting_;
  ContactRow row_;
  std::set<std::pair<PauseSubject, std::string>> asked_;  // of one partition
  std::size_t looks_ = 0;
};

}  // namespace

std::string pause_name(const StoreView& view, PauseSubject subject) {
  if (subject == kEverything) return "everything";
  if ((subject & kChannelBit) == 0) return view.name_of(subject);
  return std::string(info_of(static_cast<Channel>(subject & ~kChannelBit)).word);
}

Result<std::vector<PauseLine>> read_pause_lines(StoreView& view) {
  std::vector<PauseLine> lines;
  const auto row = view.pauses().now();
  if (row->pauses.empty()) return lines;
  CAMP_ASSIGN(const auto waiting, ParkedCount(view.store(), view.pauses()).count());
  for (const auto& pause : row->pauses) {
    auto& line = lines.emplace_back();
    line.what = pause_name(view, pause.subject);
    line.since_ms = pause.since_ms;
    line.reason = pause.reason;
    for (const auto& [subject, count] : waiting)
      if (row->holding(subject) == &pause) line.waiting += count;
  }
  return lines;
}

}  // namespace camp
