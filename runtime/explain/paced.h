// Who waits for a channel's rate.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/explain/store_view.h"
#include "runtime/state/rates_row.h"

namespace camp {

// A channel for whose rate messages wait.
struct PacedLine {
  std::string channel;
  std::string rate;  // `50 per 1m`; empty: the program has none any more
  std::uint64_t waiting = 0;
  std::optional<std::int64_t> next_ms;  // none: the channel is paused
  std::int64_t last_ms = 0;             // about when the last of them leaves
};
Result<std::vector<PacedLine>> read_paced_lines(StoreView& view);

// About when the message's turn comes; nothing: it stands in no such line. Goes through what waits
// in its partition.
Result<std::optional<std::int64_t>> slot_of(Store& store, std::uint8_t partition,
                                            const RateLine& line, const Hash128& ledger_id);

}  // namespace camp
