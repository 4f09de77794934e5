// What an operator has paused, remembered: asked by shards and by the outbox before anything
// happens, changed by the engine once it is on disk. Any thread.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>

#include "runtime/state/pauses_row.h"
#include "runtime/store/store.h"

namespace camp {

// Nothing is paused in a store that has no such row. Errors: kCorrupt, kIo.
Result<PausesRow> read_pauses(Store& store);

class Pauses {
 public:
  bool any() const { return any_.load(std::memory_order_acquire); }  // costs next to nothing
  std::shared_ptr<const PausesRow> now() const;
  void replace(PausesRow row);

  bool hold_channel(Channel channel) const {
    if (!any()) return false;
    const auto row = now();
    return row->find(kEverything) != nullptr || row->find(pause_subject(channel)) != nullptr;
  }
  bool hold_flow(std::uint32_t flow) const { return any() && now()->holding(flow) != nullptr; }
  PauseSubject holder(std::uint32_t flow, Channel channel) const {
    return any() ? now()->holder(flow, channel) : kEverything;
  }

 private:
  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;
  std::shared_ptr<const PausesRow> row_ = std::make_shared<const PausesRow>();
};

}  // namespace camp
