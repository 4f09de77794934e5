// A calm life, read back from its store and lived once more: what each contact did is the same (I8).
// Of one with accidents or pauses a store does not keep by how much they put off what was due; of a
// virtual one not at which of a tick's times its messages were judged; nor, where a policy holds
// messages, when they were asked about in vain.
#include <fmt/format.h>

#include "runtime/explain/divergence.h"
#include "runtime/explain/told_text.h"
#include "runtime/sim/replay.h"
#include "tests/sim/life.h"

namespace camp::simulator {
namespace {

std::string deed_text(const std::optional<Deed>& deed) {
  if (!deed) return "nothing more";
  return fmt::format("{} {} #{} {}", deed->told.at_ms, deed->told.subject.flow,
                     deed->told.subject.instance, text_of(deed->told));
}

Result<std::string> difference(Store& store, std::int64_t now_ms) {
  CAMP_ASSIGN(const auto then, StoreView::open(store, now_ms));
  CAMP_ASSIGN(const auto recording, sim::Recording::read(*then, {}, {}));
  sim::Replay replay(*then, recording, {});
  CAMP_TRY(replay.run());
  CAMP_ASSIGN(const auto now, StoreView::open(replay.world().store(), now_ms));
  for (const auto contact : recording.contacts()) {
    CAMP_ASSIGN(const auto was, deeds_of(*then, contact));
    CAMP_ASSIGN(const auto is, deeds_of(*now, contact));
    if (const auto parted = first_divergence(std::string(contact), was, is)) {
      auto text = fmt::format("{}: was {}\n  is {}\n  behind {}", contact, deed_text(parted->was),
                              deed_text(parted->is), deed_text(parted->before));
      return text;
    }
  }
  return std::string();
}

}  // namespace

void Life::relive() {
  ++tally_["lived once more"];
  const auto parted = difference(world_->store(), now_ms());
  if (!parted.ok()) return broken("the past cannot be lived again: " + parted.error().message);
  if (!parted->empty()) broken("lived once more it is another life: " + *parted);
}

}  // namespace camp::simulator
