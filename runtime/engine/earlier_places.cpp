#include "runtime/engine/earlier_places.h"

#include <algorithm>

#include "runtime/state/keys.h"
#include "runtime/state/older_rows.h"
#include "runtime/vm/linked_program.h"

namespace camp {
namespace {

class Earlier {
 public:
  Earlier(ProgramShelf& programs, const ContactSlot& slot, const Caps& caps, const WallClock& clock,
          std::int64_t now_ms)
      : programs_(programs), slot_(slot), caps_(caps), clock_(clock), now_ms_(now_ms) {}

  Result<void> add(const Touch& touch, const Sender& sender) {
    if (touch.withheld || (touch.seen & kSeenGivenUp) != 0) return {};
    const auto has_one = [&](const CapPlace& it) { return it.ledger_id == touch.ledger_id; };
    const auto& known = slot_.row.places;
    if (std::any_of(known.begin(), known.end(), has_one)) return {};
    if (std::any_of(places_.begin(), places_.end(), has_one)) return {};
    CAMP_ASSIGN(const auto program, programs_.get(sender.program));
    const auto flow = program->flow_by_number(sender.flow);
    if (flow == kNone) return {};
    const bool transactional = program->program().flows[flow].category == Category::kTransactional;
    const CapFacts facts{touch.channel, transactional, program->flow_tags(flow)};
    if (caps_.counted_until_ms({touch.at_ms, facts}, clock_) <= now_ms_) return {};
    places_.push_back({touch.ledger_id,
                       0,
                       touch.at_ms,
                       touch.channel,
                       transactional,
                       {facts.tags.begin(), facts.tags.end()}});
    return {};
  }

  std::vector<CapPlace> take() { return std::move(places_); }

 private:
  ProgramShelf& programs_;
  const ContactSlot& slot_;
  const Caps& caps_;
  const WallClock& clock_;
  const std::int64_t now_ms_;
  std::vector<CapPlace> places_;
};

}  // namespace

Result<std::vector<CapPlace>> earlier_places(Store& store, ProgramShelf& programs,
                                             const ContactSlot& slot, const Caps& caps,
                                             const WallClock& clock, std::int64_t now_ms) {
  Earlier earlier(programs, slot, caps, clock, now_ms);
  const auto is_decided_now = [&](const Hash128& id) {
    return std::any_of(slot.decided.begin(), slot.decided.end(), [&](const DecidedMessage& it) {
      return slot.entries[it.entry].message()->ledger_id == id;
    });
  };
  for (const auto& touch : slot.row.touches) {
    const auto* sender = slot.row.find_instance(touch.instance);
    if (sender != nullptr && !is_decided_now(touch.ledger_id))
      CAMP_TRY(earlier.add(touch, sender_of(*sender)));
  }
  for (const auto& older : slot.older) {  // some of them fell out of the row in this tick
    if (!is_decided_now(older.touch.ledger_id)) CAMP_TRY(earlier.add(older.touch, older.sender));
  }
  if ((slot.row.flags & kTouchesBeside) == 0) return earlier.take();
  const auto prefix = keys::touches_prefix(slot.id());
  auto rows = store.iterate(Family::kIndex, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  OlderTouch older;
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    if (!decode_older_touch(rows->key(), rows->value(), &older))
      return unreadable_older_row(slot.id(), rows->value());
    if (caps.reach_ms(older.touch.at_ms, clock) <= now_ms) break;  // newest first
    CAMP_TRY(earlier.add(older.touch, older.sender));
  }
  CAMP_TRY(rows->status());
  return earlier.take();
}

}  // namespace camp
