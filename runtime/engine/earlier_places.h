// What a contact was sent before a program with caps came: the places which that would have taken.
#pragma once
#include <cstdint>
#include <vector>

#include "runtime/engine/tick.h"
#include "runtime/policy/caps.h"
#include "runtime/shelf/programs.h"

namespace camp {

// By the contact's touches, in the row and as far beside it as a cap looks back; those that have a
// place in the row already are left out. Errors: kCorrupt, kIo.
Result<std::vector<CapPlace>> earlier_places(Store& store, ProgramShelf& programs,
                                             const ContactSlot& slot, const Caps& caps,
                                             const WallClock& clock, std::int64_t now_ms);

}  // namespace camp
