#include "runtime/engine/cancellation.h"

#include <algorithm>

#include "runtime/shelf/contacts.h"
#include "runtime/state/keys.h"

namespace camp {

Result<void> Cancellation::look_at(Shard& shard, std::string_view key, std::string_view sealed) {
  const auto id = keys::id_of_contact_key(key);
  CAMP_TRY(decode_stored_contact(key, sealed, &row_));
  for (const auto flow : flows_) {
    // One that has ended may still have messages in a line (runtime/delivery/pacing.h).
    const auto may_send = [&](const Instance& it) { return it.flow == flow && !it.taken_out; };
    const auto waits = [&](const HeldMessage& it) { return it.flow == flow; };
    if (std::none_of(row_.instances.begin(), row_.instances.end(), may_send) &&
        std::none_of(row_.held.begin(), row_.held.end(), waits))
      continue;
    CAMP_ASSIGN(auto* slot, shard.tick().contact(id));
    CAMP_ASSIGN(const auto ended, shard.conductor().take_out(*slot, flow, shard.now_ms()));
    ended_ += ended;
  }
  return {};
}

}  // namespace camp
