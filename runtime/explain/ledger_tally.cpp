#include "runtime/explain/ledger_tally.h"

#include <fmt/format.h>

namespace camp {

std::string place_text(std::uint64_t partition, std::uint64_t tick) {
  return fmt::format("partition {}, tick {}", partition, tick);
}

IteratorBounds partition_bounds(std::uint8_t partition) {
  auto prefix = keys::partition_prefix(partition);
  return {.lower = prefix, .upper = keys::after_prefix(prefix)};
}

}  // namespace camp
