#include "runtime/shelf/meta.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

Error corrupt(std::string_view what) {
  return {ErrorKind::kCorrupt, fmt::format("{} of the store cannot be read", what), "",
          "keep a copy of the folder and restore a backup"};
}

Result<void> load_partitions(Store& store, StoreMeta* meta) {
  auto rows = store.iterate(Family::kPartitions, {.lower = {}, .upper = {}, .fill_cache = true});
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    if (keys::is_rhythm(rows->key())) continue;
    auto partition = keys::partition_of_key(rows->key());
    bool read = false;
    if (rows->key() == keys::partition_row(partition))
      read = decode_partition_row(rows->value(), &meta->partitions[partition]);
    if (rows->key() == keys::delivery_row(partition))
      read = decode_delivery_row(rows->value(), &meta->deliveries[partition]);
    if (!read)
      return unreadable(rows->value(), kPartitionRowVersion,
                        fmt::format("the store's row of partition {}", partition));
  }
  return rows->status();
}

Result<void> load_names(Store& store, Names* names) {
  auto rows = store.iterate(Family::kMeta, {.lower = "N", .upper = "O", .fill_cache = true});
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    std::uint32_t number = 0;
    if (!meta_keys::parse_name(rows->key(), &number) || !names->load(number, rows->value()))
      return corrupt("the dictionary of names");
  }
  return rows->status();
}

}  // namespace

std::int64_t StoreMeta::clock_ms() const {
  auto latest_ms = row.clock_ms;
  for (const auto& partition : partitions) {
    if (partition.tick > 0) latest_ms = std::max(latest_ms, partition.clock_ms);
  }
  return latest_ms;
}

Result<void> load_meta(Store& store, StoreMeta* meta, Names* names) {
  std::string value;
  CAMP_ASSIGN(bool found, store.get(Family::kMeta, meta_keys::kStore, &value));
  if (found && !decode_store_row(value, &meta->row))
    return unreadable(value, kStoreVersion, "the store");
  meta->is_new = !found;
  CAMP_ASSIGN(found, store.get(Family::kMeta, kClockMarkKey, &value));
  if (found && !decode_clock_mark(value, &meta->clock_mark.emplace()))
    return unreadable(value, kClockMarkVersion, "the store's mark of the clock");
  CAMP_ASSIGN(found, store.get(Family::kMeta, kSecretKey, &value));
  if (found && !decode_secret(value, &meta->secret))
    return unreadable(value, kSecretVersion, "the store's secret");
  CAMP_TRY(load_partitions(store, meta));
  return load_names(store, names);
}

}  // namespace camp
