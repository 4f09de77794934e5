#include "runtime/shelf/pauses.h"

#include "runtime/state/checked.h"

namespace camp {

Result<PausesRow> read_pauses(Store& store) {
  PausesRow row;
  std::string sealed;
  CAMP_ASSIGN(const bool found, store.get(Family::kMeta, kPausesKey, &sealed));
  if (found && !decode_pauses(sealed, &row))
    return unreadable(sealed, kPausesVersion, "the store's list of what is paused");
  return row;
}

std::shared_ptr<const PausesRow> Pauses::now() const {
  const std::lock_guard lock(mutex_);
  return row_;
}

void Pauses::replace(PausesRow row) {
  const std::lock_guard lock(mutex_);
  row_ = std::make_shared<const PausesRow>(std::move(row));
  any_.store(!row_->pauses.empty(), std::memory_order_release);
}

}  // namespace camp
