// What keeps a message back now that is held or in the outbox: its contact's row knows, and what an
// operator has paused since.
#pragma once
#include "runtime/explain/told.h"

namespace camp {

// Fills `hold` of a message of that flow; nothing when its entry says that it was held and the row
// holds it no more.
void tell_hold(StoreView& view, const ContactRow& row, std::uint32_t flow, ToldMessage* message);

}  // namespace camp
