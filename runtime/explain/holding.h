// What keeps a held message back now: its contact's row knows, and what an operator has paused
// since.
#pragma once
#include "runtime/explain/told.h"

namespace camp {

// Fills `hold` of a message whose entry says that it was held; nothing when the row holds it no
// more.
void tell_hold(StoreView& view, const ContactRow& row, ToldMessage* message);

}  // namespace camp
