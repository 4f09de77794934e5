#include "runtime/engine/wait_shift.h"

#include <algorithm>

#include "runtime/shelf/contacts.h"
#include "runtime/state/keys.h"

namespace camp {

Result<void> WaitShift::look_at(Shard& shard, std::string_view key, std::string_view sealed) {
  CAMP_TRY(decode_stored_contact(key, sealed, &row_));
  const auto is_held = [&](const Instance& it) { return held_by(pauses_, it).has_value(); };
  if (std::none_of(row_.instances.begin(), row_.instances.end(), is_held)) return {};
  CAMP_ASSIGN(auto* slot, shard.tick().contact(keys::id_of_contact_key(key)));
  CAMP_ASSIGN(const auto moved, shard.conductor().shift_waits(*slot, pauses_, shard.now_ms()));
  moved_ += moved;
  return {};
}

}  // namespace camp
