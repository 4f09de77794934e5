#include "runtime/explain/pauses.h"

#include <map>

#include "runtime/state/checked.h"
#include "runtime/state/keys.h"
#include "runtime/state/parked_chunk.h"

namespace camp {
namespace {

using WaitingBySubject = std::map<PauseSubject, std::uint64_t>;

Result<WaitingBySubject> count_parked(Store& store) {
  WaitingBySubject waiting;
  std::vector<ParkedWake> wakes;
  for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
    const auto prefix = keys::parked_prefix(static_cast<std::uint8_t>(p));
    auto chunks =
        store.iterate(Family::kTimers,
                      {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = false});
    for (chunks->seek_to_first(); chunks->valid(); chunks->next()) {
      PauseSubject subject = 0;
      if (!keys::parse_parked(chunks->key(), &subject) ||
          !decode_parked_chunk(chunks->value(), &wakes))
        return unreadable(chunks->value(), kParkedChunkVersion, "a chunk of what is parked");
      waiting[subject] += wakes.size();
    }
    CAMP_TRY(chunks->status());
  }
  return waiting;
}

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
  CAMP_ASSIGN(const auto waiting, count_parked(view.store()));
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
