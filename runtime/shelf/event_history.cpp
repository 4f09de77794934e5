#include "runtime/shelf/event_history.h"

#include <algorithm>

#include "runtime/state/checked.h"
#include "runtime/state/event_row.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

// What is kept of a contact's events of one name, so that who has many costs no more than before.
constexpr std::size_t kKeptEvents = 32;
constexpr std::size_t kKeptBytes = 16u << 10;

}  // namespace

void StoredEventHistory::set_contact(std::string_view contact_id,
                                     const std::vector<PendingEvent>* pending) {
  pending_ = pending;
  if (contact_id == contact_id_) return;
  contact_id_ = contact_id;
  forget();
}

void StoredEventHistory::look_anew() {
  iterator_.reset();
  forget();
}

void StoredEventHistory::forget() {
  kept_used_ = 0;
  kept_bytes_.reset();
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
  if (to_ms != to_ms_) forget();
  to_ms_ = to_ms;
  ok_ = true;
  const auto& kept = kept_of(event_name, from_ms);
  at_hand_ = kept.whole ? &kept : nullptr;
  next_kept_ = 0;
  while (at_hand_ != nullptr && next_kept_ < kept.events.size() &&
         kept.events[next_kept_].time_ms < from_ms)
    ++next_kept_;
  if (at_hand_ == nullptr && ok_) {
    walk_to(keys::event(contact_id_, event_name, from_ms, 0));
    prefix_ = keys::events_of(contact_id_, event_name);
    stored_ready_ = false;
  }
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

// Read now, unless they have been.
const StoredEventHistory::Kept& StoredEventHistory::kept_of(std::uint32_t event_name,
                                                            std::int64_t from_ms) {
  std::size_t place = 0;
  while (place < kept_used_ && kept_[place].name != event_name) ++place;
  if (place == kept_used_) {
    if (kept_used_++ == kept_.size()) kept_.emplace_back();
    kept_[place].name = event_name;
  } else if (!kept_[place].whole || kept_[place].from_ms <= from_ms) {
    return kept_[place];
  }
  auto& kept = kept_[place];
  kept.from_ms = widened(event_name, from_ms);
  read_ahead(&kept);
  return kept;
}

// As far back as the widest window that was asked for before, of whomever.
std::int64_t StoredEventHistory::widened(std::uint32_t event_name, std::int64_t from_ms) {
  if (from_ms == INT64_MIN) return from_ms;
  auto& widest_ms = widest_ms_[event_name];
  widest_ms = std::max(widest_ms, to_ms_ - from_ms);
  return to_ms_ - widest_ms;
}

void StoredEventHistory::read_ahead(Kept* kept) {
  walk_to(keys::event(contact_id_, kept->name, kept->from_ms, 0));
  prefix_ = keys::events_of(contact_id_, kept->name);
  kept->events.clear();
  const auto before = kept_bytes_.allocated();
  for (stored_ready_ = false; load_stored(); stored_ready_ = false) {
    kept->whole =
        kept->events.size() < kKeptEvents && kept_bytes_.allocated() - before < kKeptBytes;
    if (!kept->whole) return;
    auto event = stored_;
    event.id = kept_bytes_.copy(event.id);
    event.data = kept_bytes_.copy(event.data);
    event.ledger_id = kept_bytes_.copy(event.ledger_id);
    kept->events.push_back(event);
  }
  kept->whole = ok_;
}

bool StoredEventHistory::have_stored() {
  if (at_hand_ == nullptr) return load_stored();
  if (next_kept_ == at_hand_->events.size()) return false;
  stored_ = at_hand_->events[next_kept_];
  return true;
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
  if (!ok_) return false;
  const bool any_stored = have_stored();
  if (!ok_) return false;
  bool have_pending = next_pending_ < due_pending_.size();
  if (have_pending && (!any_stored || due_pending_[next_pending_]->time_ms < stored_.time_ms)) {
    const auto& pending = *due_pending_[next_pending_++];
    *event = {pending.name,    pending.id,        pending.data,
              pending.time_ms, pending.ledger_id, pending.arrival};
    return true;
  }
  if (!any_stored) return false;
  *event = stored_;
  stored_ready_ = false;
  ++next_kept_;
  return true;
}

}  // namespace camp
