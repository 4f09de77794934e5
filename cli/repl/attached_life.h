// The life of one contact of a store as steps of a scenario: a copy that can be walked through,
// changed and saved, and never the contact herself. Pure but for what it reads of the views.
//
// What a scenario cannot say is told in notes: then the copy may go another way. Times are those of
// the recording, to the next full second.
#pragma once
#include <string>
#include <vector>

#include "runtime/explain/divergence.h"
#include "runtime/sim/recording.h"

namespace camp::cli {

struct AttachedLife {
  std::string contact;  // what the copy is called: her id, as far as it can be a name
  std::vector<std::string> steps;
  std::vector<std::string> notes;
};

// `recording` is of this contact alone, `deeds` what her flows did.
AttachedLife attached_life(StoreView& view, const sim::Recording& recording,
                           const std::vector<Deed>& deeds);

// Without what a scenario gives its own names to (runs' keys, events' ids), or cannot say (which
// link was clicked); and without entries that were refused, which change nothing.
std::vector<Deed> without_names(std::vector<Deed> deeds);

}  // namespace camp::cli
