// Where two histories of one contact part: of what was recorded, and of the same inputs under
// another program or on another day (runtime/sim/replay.h).
//
// Compared is what her flows did and what was decided for her; not what came in, nor when exactly:
// a wait is the same when it ends at the same time or lasts as long. Texts of messages are not
// looked at, nor what became of one on its way. Holds no store; one thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "runtime/explain/inspect.h"
#include "runtime/explain/told.h"

namespace camp {

struct Deed {
  Told told;
  std::string place;  // cart.camp:14:7, in its own program's source; empty: of none
};

// What her flows did, in order; of one instant, instance by instance: which went first means
// nothing. Errors: kCorrupt, kIo.
Result<std::vector<Deed>> deeds_of(StoreView& view, std::string_view contact_id);

bool is_same(const Deed& was, const Deed& is);

struct Divergence {
  std::string contact;
  std::optional<Deed> was, is;  // nothing: it ends here
  std::optional<Deed> before;   // the last in common, as it is
};
// Nothing: they are the same.
std::optional<Divergence> first_divergence(std::string contact, const std::vector<Deed>& was,
                                           const std::vector<Deed>& is);

}  // namespace camp
