#include "runtime/shelf/rates.h"

#include "runtime/state/checked.h"

namespace camp {

Result<RatesRow> read_rates(Store& store) {
  RatesRow row;
  std::string sealed;
  CAMP_ASSIGN(const bool found, store.get(Family::kMeta, kRatesKey, &sealed));
  if (found && !decode_rates(sealed, &row))
    return unreadable(sealed, kRatesVersion, "the store's row of the channels' rates");
  return row;
}

}  // namespace camp
