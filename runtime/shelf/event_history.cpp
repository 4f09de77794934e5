#include "runtime/shelf/event_history.h"

#include <algorithm>

#include "runtime/state/checked.h"
#include "runtime/state/event_row.h"
#include "runtime/state/keys.h"

namespace camp {

void StoredEventHistory::set_contact(std::string_view contact_id,
                                     const std::vector<PendingEvent>* pending) {
  contact_id_ = contact_id;
  pending_ = pending;
}

// By key the walk goes on from the contact before, where that one lies behind.
void StoredEventHistory::walk_to(const std::string& lower) {
  const bool by_key = order_ == ContactOrder::kByKey;
  if (iterator_ == nullptr) {
    IteratorBounds all;
    all.fill_cache = !by_key;
    iterator_ = store_.iterate(Family::kEvents, all);
  }
  const bool goes_on =
      by_key && iterator_->valid() && lower > prefix_ && !lower.starts_with(prefix_);
  if (goes_on) step_towards(*iterator_, lower);
  const bool is_there = goes_on && (!iterator_->valid() || iterator_->key() >= lower);
  if (!is_there) iterator_->seek(lower);
}

void StoredEventHistory::open(std::uint32_t event_name, std::int64_t from_ms, std::int64_t to_ms) {
  to_ms_ = to_ms;
  ok_ = true;
  walk_to(keys::event(contact_id_, event_name, from_ms, 0));
  prefix_ = keys::events_of(contact_id_, event_name);
  stored_ready_ = false;
  due_pending_.clear();
  next_pending_ = 0;
  if (!pending_) return;
  for (const auto& event : *pending_) {
    if (event.name == event_name && event.time_ms >= from_ms && event.time_ms <= to_ms)
      due_pending_.push_back(&event);
  }
  std::stable_sort(due_pending_.begin(), due_pending_.end(),
                   [](auto* a, auto* b) { return a->time_ms < b->time_ms; });
}

bool StoredEventHistory::fail(Error error) {
  ok_ = false;
  if (status_.ok()) status_ = std::move(error);
  return false;
}

bool StoredEventHistory::load_stored() {
  if (stored_ready_) return true;
  if (!iterator_->valid()) {
    auto status = iterator_->status();
    return status.ok() ? false : fail(std::move(status).error());
  }
  if (!iterator_->key().starts_with(prefix_)) return false;  // another's
  keys::EventKey key;
  EventRow row;
  value_.assign(iterator_->value());
  if (!keys::parse_event(iterator_->key(), &key) || !decode_event_row(value_, &row))
    return fail(
        unreadable(value_, kEventRowVersion, "an event of the contact", std::string(contact_id_)));
  if (key.time_ms > to_ms_) return false;
  stored_.name = key.event_name;
  stored_.time_ms = key.time_ms;
  stored_.arrival = key.arrival;
  stored_.id = row.id;
  stored_.data = row.data;
  stored_.ledger_id = row.ledger_id;
  stored_ready_ = true;
  iterator_->next();
  return true;
}

bool StoredEventHistory::next(EventAtHand* event) {
  bool have_stored = load_stored();
  if (!ok_) return false;
  bool have_pending = next_pending_ < due_pending_.size();
  if (have_pending && (!have_stored || due_pending_[next_pending_]->time_ms < stored_.time_ms)) {
    const auto& pending = *due_pending_[next_pending_++];
    *event = {pending.name,    pending.id,        pending.data,
              pending.time_ms, pending.ledger_id, pending.arrival};
    return true;
  }
  if (!have_stored) return false;
  *event = stored_;
  stored_ready_ = false;
  return true;
}

}  // namespace camp
