// What is paused: what would happen is parked, in the order in which it comes, and happens when it
// is resumed. Exits and goals do not wait: whoever bought meanwhile has left before.
#include <algorithm>

#include "runtime/engine/shard.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

// Who failed by an event may be put back to her wait; by its end, there is none.
bool waits_on(const Instance& it) {
  return it.state == InstanceState::kWaiting ||
         (it.state == InstanceState::kIncident && it.token != 0 &&
          it.failure.wake != WakeKind::kTimer);
}

}  // namespace

bool Conductor::parks(const Work& work, ParkedWake wake) {
  const auto flow = work.program.number(work.decl().name);
  if (!pauses_.hold_flow(flow)) return false;
  tick_.park(flow, wake);
  return true;
}

bool Conductor::parks(const Work& work, ParkedKind kind, const EventAtHand& event,
                      std::uint32_t place) {
  ParkedWake wake{kind, work.slot.id()};
  if (work.number != 0) {
    const auto& instance = work.instance();
    wake.instance = instance.number;
    wake.token = instance.token;
    wake.due_ms = instance.due_ms;
  }
  wake.event = event.name;
  wake.time_ms = event.time_ms;
  wake.arrival = event.arrival;
  wake.place = place;
  return parks(work, wake);
}

// Only what lasts so long is longer: an instant that a flow names stays, and so does a decision's.
Result<std::size_t> Conductor::shift_waits(ContactSlot& slot, const PausesRow& pauses,
                                           std::int64_t now_ms) {
  std::size_t moved = 0;
  for (const auto& instance : slot.row.instances) {
    const auto held = held_by(pauses, instance);
    if (!held) continue;
    CAMP_ASSIGN(const auto work, work_on(slot, instance, now_ms));
    if (!waits_on(instance) || !work.program.lasts(instance.step)) continue;
    changes_.shift_wait(work, held->from_ms, held->to_ms);
    ++moved;
  }
  return moved;
}

Result<void> Conductor::wake_parked(ContactSlot& slot, std::uint32_t flow, const ParkedWake& wake,
                                    std::int64_t now_ms) {
  set_off_ = 0;
  CAMP_ASSIGN(const auto event, parked_event(slot, wake, now_ms));
  if (wake.kind == ParkedKind::kEvent) return wake_instance(slot, wake, event, now_ms);
  const auto current = programs_.current();
  const auto index = current ? current->flow_by_number(flow) : kNone;
  if (index == kNone) return {};  // a journey that was deployed away: nobody enters it any more
  enter_later(slot, current, index, event, {}, false, now_ms);
  queue_.back().start = wake.place;
  return run_queue(slot, {}, now_ms);
}

// Does nothing when its instance no longer stands at that wait.
Result<void> Conductor::wake_instance(ContactSlot& slot, const ParkedWake& wake,
                                      const EventAtHand& event, std::int64_t now_ms) {
  const auto* instance = slot.row.find_instance(wake.instance);
  if (!instance || instance->state != InstanceState::kWaiting || instance->token != wake.token)
    return {};
  CAMP_ASSIGN(const auto work, work_on(slot, *instance, now_ms));
  const auto& waits = work.decl().waits;
  if (instance->wait == kNone || wake.place >= waits[instance->wait].arms.size())
    return misfit(slot, wake.instance);
  run_instance(work, {WakeKind::kEvent, waits[instance->wait].arms[wake.place].target, &event});
  return run_queue(slot, {}, now_ms);
}

// Its views live until the tick's end.
Result<EventAtHand> Conductor::parked_event(ContactSlot& slot, const ParkedWake& wake,
                                            std::int64_t now_ms) {
  auto change = a_change(now_ms);
  change.arrival = tick_.last_arrival(slot);
  if (wake.event == change.name) return change;
  walked_.set_contact(slot.id(), &slot.events);
  walked_.open(wake.event, wake.time_ms, wake.time_ms);
  EventAtHand event;
  while (walked_.next(&event)) {
    if (event.arrival == wake.arrival) return kept(event);
  }
  CAMP_TRY(walked_.status());
  return Error{ErrorKind::kCorrupt, "an event that was to be acted on later is not there",
               std::string(slot.id()), "camp ledger verify"};
}

Result<bool> Shard::release_parked() {
  const auto paused = world_.pauses.now();
  tick_.expect_sorted(false);
  look_at_requests();
  std::vector<ParkedWake> wakes;
  for (auto& p = release_from_ = std::max(release_from_, first_); p < end_; ++p) {
    const auto partition = static_cast<std::uint8_t>(p);
    auto chunks = world_.store.iterate(Family::kTimers,
                                       {.lower = keys::parked_prefix(partition),
                                        .upper = keys::after_prefix(keys::parked_prefix(partition)),
                                        .fill_cache = true});
    chunks->seek_to_first();
    while (chunks->valid()) {
      std::uint32_t subject = 0;
      if (!keys::parse_parked(chunks->key(), &subject))
        return Error{ErrorKind::kCorrupt, "a key of what is parked is none", "",
                     "camp ledger verify"};
      if (paused->holding(subject) != nullptr) {
        chunks->seek(keys::parked(partition, subject + 1, 0));
        continue;
      }
      if (tick_.slots().size() >= limits::kTickTransitions) return true;
      if (!decode_parked_chunk(chunks->value(), &wakes))
        return unreadable(chunks->value(), kParkedChunkVersion, "a chunk of what is parked");
      tick_.batch().erase(Family::kTimers, chunks->key());
      tick_.touch(partition);
      for (const auto& wake : wakes) CAMP_TRY(wake_parked(subject, wake));
      chunks->next();
    }
    CAMP_TRY(chunks->status());
  }
  release_from_ = 0;
  return false;
}

Result<void> Shard::wake_parked(PauseSubject subject, const ParkedWake& wake) {
  CAMP_ASSIGN(auto* slot, tick_.contact(wake.contact_id));
  if (!slot || (slot->row.flags & kContactErased) != 0) return {};
  const auto now = now_ms();
  const auto before = tick_.transitions();
  switch (wake.kind) {
    case ParkedKind::kMessages:
      slot->ask_held = true;
      return {};
    case ParkedKind::kRunStart:
      return start_planned(*slot, wake.token, now);
    case ParkedKind::kTimer:
      if (wake.due_ms > now) {  // it came due by a clock that was ahead
        tick_.set_timer(wake.contact_id, wake.instance, wake.token, wake.due_ms);
        return {};
      }
      CAMP_TRY(conductor_.wake_by_timer(*slot, wake.instance, wake.token, wake.due_ms, now));
      break;
    case ParkedKind::kEvent:
    case ParkedKind::kStart:
      CAMP_TRY(conductor_.wake_parked(*slot, subject, wake, now));
  }
  woken_ += tick_.transitions() - before;
  return {};
}

}  // namespace camp
