#include "runtime/explain/ledger_tally.h"

namespace camp {

IteratorBounds partition_bounds(std::uint8_t partition) {
  auto prefix = keys::partition_prefix(partition);
  return {.lower = prefix, .upper = keys::after_prefix(prefix)};
}

}  // namespace camp
