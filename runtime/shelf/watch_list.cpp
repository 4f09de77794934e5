#include "runtime/shelf/watch_list.h"

#include <algorithm>

#include "lang/base/bytes.h"
#include "lang/base/hash.h"
#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"

namespace camp {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kRowBytesMin = 17;

bool decode(std::string_view sealed, WatchList* list) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kVersion) return false;
  list->resize(in.count(kRowBytesMin));
  for (auto& row : *list) {
    row.segment = in.varint32();
    row.digest = entry_bytes::read_hash(in);
  }
  return in.ok() && in.at_end();
}

// By which clocks windows run out: another default or outlet's zone may move their ends.
std::string clocks_of(const LinkedProgram& program) {
  auto clocks = std::string(calendar::name_of(program.default_zone()));
  const auto& declared = program.program();
  for (std::uint32_t i = 0; i < declared.outlets.size(); ++i) {
    const auto* zone = program.outlet_zone(i);
    clocks.append("\n").append(declared.name(declared.outlets[i].name));
    if (zone != nullptr) clocks.append(" ").append(calendar::name_of(zone));
  }
  return clocks;
}

}  // namespace

std::vector<WatchedCondition> watched_conditions(const LinkedProgram& program) {
  std::vector<WatchedCondition> watched;
  for (const auto& reaction : program.starts_on(program.changed_number())) {
    const auto& start = program.program().flows[reaction.flow].starts[reaction.index];
    watched.push_back({program.number(start.segment), start.on.where});
  }
  std::stable_sort(watched.begin(), watched.end(),
                   [](const auto& a, const auto& b) { return a.segment < b.segment; });
  const auto end = std::unique(watched.begin(), watched.end(),
                               [](const auto& a, const auto& b) { return a.segment == b.segment; });
  watched.erase(end, watched.end());
  return watched;
}

WatchList watch_list_of(const LinkedProgram& program) {
  WatchList list;
  const auto clocks = clocks_of(program);
  for (const auto& [segment, condition] : watched_conditions(program)) {
    auto digest = program.digest_of(condition);
    if (!program.reads(condition).events.empty())
      digest = xxh3_128(std::string(digest.view()).append(clocks));
    list.push_back({segment, digest});
  }
  return list;
}

std::string encode_watch_list(const WatchList& list) {
  std::string out;
  put_u8(out, kVersion);
  put_varint(out, list.size());
  for (const auto& row : list) {
    put_varint(out, row.segment);
    out.append(row.digest.view());
  }
  seal(out);
  return out;
}

Result<WatchList> read_watch_list(Store& store) {
  WatchList list;
  std::string sealed;
  CAMP_ASSIGN(const bool found, store.get(Family::kMeta, kWatchListKey, &sealed));
  if (found && !decode(sealed, &list))
    return unreadable(sealed, kVersion, "the store's list of watched segments");
  return list;
}

}  // namespace camp
