#include "runtime/shelf/meta.h"

#include <fmt/format.h>

namespace camp {

Result<void> load_meta(Store& store, EngineRow* row, LowWaterMarks* low_water, Names* names) {
  auto corrupt = [](std::string_view what) {
    return Error{ErrorKind::kCorrupt, fmt::format("{} of the store cannot be read", what), "",
                 "keep a copy of the folder and restore a backup"};
  };
  std::string value;
  CAMP_ASSIGN(bool found, store.get(Family::kMeta, meta_keys::kEngine, &value));
  std::uint8_t version = 0;
  if (found && !decode_engine_row(value, row, &version)) {
    if (version > kStoreVersion) {
      return Error{
          ErrorKind::kNewer,
          fmt::format("the store has format {}, this camp knows {}", version, kStoreVersion), "",
          "use the camp that wrote it, or a newer one"};
    }
    return corrupt("the engine's row");
  }
  CAMP_ASSIGN(bool has_marks, store.get(Family::kMeta, meta_keys::kLowWater, &value));
  if (has_marks && !decode_low_water(value, low_water)) return corrupt("the timers' low-water row");

  auto rows = store.iterate(Family::kMeta, {.lower = "N", .upper = "O", .fill_cache = true});
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    std::uint32_t number = 0;
    if (!meta_keys::parse_name(rows->key(), &number) || !names->load(number, rows->value()))
      return corrupt("the dictionary of names");
  }
  CAMP_TRY(rows->status());
  return {};
}

}  // namespace camp
