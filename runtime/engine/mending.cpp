#include "runtime/engine/mending.h"

#include <algorithm>

#include "runtime/shelf/contacts.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

std::vector<std::uint32_t> meant(const ContactRow& row, const MendOrder& order) {
  std::vector<std::uint32_t> numbers;
  for (const auto& it : row.instances) {
    if (it.state == InstanceState::kIncident && (order.flow == 0 || it.flow == order.flow) &&
        (order.instance == 0 || it.number == order.instance))
      numbers.push_back(it.number);
  }
  return numbers;
}

Result<void> mend(Shard& shard, ContactSlot& slot, const MendOrder& order, MendReport* report) {
  for (const auto number : meant(slot.row, order)) {
    // What was done about another one may have ended it.
    const auto* instance = slot.row.find_instance(number);
    if (instance == nullptr || instance->state != InstanceState::kIncident) continue;
    CAMP_ASSIGN(const auto fate, shard.conductor().mend(slot, number, order, shard.now_ms()));
    ++(*report)[fate];
  }
  return {};
}

}  // namespace

Result<void> MendScan::look_at(Shard& shard, std::string_view key, std::string_view sealed) {
  const auto id = keys::id_of_contact_key(key);
  CAMP_TRY(decode_stored_contact(key, sealed, &row_));
  if (meant(row_, order_).empty()) return {};
  CAMP_ASSIGN(auto* slot, shard.tick().contact(id));
  ++done_;
  return mend(shard, *slot, order_, &report);
}

Result<bool> MendOne::take(Shard& shard) {
  CAMP_ASSIGN(auto* slot, shard.tick().contact(order_.contact));
  if (slot != nullptr) CAMP_TRY(mend(shard, *slot, order_, &report));
  return false;
}

}  // namespace camp
