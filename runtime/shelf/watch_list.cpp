#include "runtime/shelf/watch_list.h"

#include <algorithm>

#include "lang/base/bytes.h"
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

}  // namespace

WatchList watch_list_of(const LinkedProgram& program) {
  WatchList list;
  for (const auto& reaction : program.starts_on(program.changed_number())) {
    const auto& start = program.program().flows[reaction.flow].starts[reaction.index];
    list.push_back({program.number(start.segment), program.digest_of(start.on.where)});
  }
  std::sort(list.begin(), list.end(),
            [](const WatchedSegment& a, const WatchedSegment& b) { return a.segment < b.segment; });
  list.erase(std::unique(list.begin(), list.end()), list.end());
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
