// What is paused, since when and why, and how much waits for it to be resumed.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/explain/store_view.h"

namespace camp {

struct PauseLine {
  std::string what;  // `everything`, a flow's name or a channel's word
  std::int64_t since_ms = 0;
  std::string reason;         // as the operator gave it
  std::uint64_t waiting = 0;  // what came due or came in meanwhile and was put off
};
// Everything first, then flows and channels. kCorrupt, kIo.
Result<std::vector<PauseLine>> read_pause_lines(StoreView& view);

std::string pause_name(const StoreView& view, PauseSubject subject);

}  // namespace camp
