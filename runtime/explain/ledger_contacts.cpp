#include "runtime/explain/ledger_contacts.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/bytes.h"
#include "lang/base/hash.h"
#include "lang/value/civil.h"
#include "runtime/explain/ledger_journal.h"
#include "runtime/state/attributes.h"
#include "runtime/state/checked.h"
#include "runtime/state/event_row.h"
#include "runtime/state/older_rows.h"
#include "runtime/state/open_conversion.h"
#include "runtime/state/parked_chunk.h"
#include "runtime/state/timer_chunk.h"

namespace camp {
namespace {

constexpr std::int64_t kLongestWaitMs = limits::kWaitDays * 86'400'000;

}  // namespace

Result<void> LedgerContacts::check() {
  CAMP_ASSIGN(pauses_, read_pauses(store_));
  CAMP_TRY(read_timers());
  CAMP_TRY(read_index());
  return check_contacts();
}

Result<void> LedgerContacts::read_timers() {
  auto at = store_.iterate(Family::kTimers, partition_bounds(partition_));
  std::vector<Timer> timers;
  for (at->seek_to_first(); at->valid(); at->next()) {
    auto where = fmt::format("timers {}", to_hex(at->key()));
    std::uint32_t subject = 0;
    if (keys::parse_parked(at->key(), &subject)) {
      read_parked(subject, at->value(), where);
      continue;
    }
    if (at->key().size() != keys::timers(0, 0, 0).size()) {
      tally_.found("a key of the timers is none", where);
      continue;
    }
    auto minute = keys::minute_of_timers(at->key());
    timers.clear();
    if (!decode_timer_chunk(at->value(), minute, &timers)) {
      tally_.found(unreadable(at->value(), kTimerChunkVersion, "a chunk of timers").message, where);
      continue;
    }
    // Timers below the mark are as good as lost: they do not count as a wake.
    if (minute < meta_.partitions[partition_].low_minute) {
      tally_.found("timers lie below the low-water mark, where nobody looks for them", where);
      continue;
    }
    for (const auto& timer : timers) {
      wakes_.push_back({xxh3_64(timer.contact_id), timer.instance, timer.token, timer.due_ms});
      if (timer.due_ms < std::int64_t{minute} * keys::kMinuteMs - kClockJumpMs)
        tally_.found(fmt::format("a timer that is due at {} lies where nobody looks before {}",
                                 instant_text(timer.due_ms),
                                 instant_text(std::int64_t{minute} * keys::kMinuteMs)),
                     std::string(timer.contact_id));
    }
  }
  std::sort(wakes_.begin(), wakes_.end());
  return at->status();
}

// As good as a timer, if it will ever be released.
void LedgerContacts::read_parked(PauseSubject subject, std::string_view sealed,
                                 const std::string& where) {
  std::vector<ParkedWake> wakes;
  if (!decode_parked_chunk(sealed, &wakes)) {
    tally_.found(unreadable(sealed, kParkedChunkVersion, "a chunk of what is parked").message,
                 where);
    return;
  }
  if (!pauses_.releasing && pauses_.holding(subject) == nullptr) {
    tally_.found("something waits for a resume, and nothing is paused", where);
    return;
  }
  for (const auto& wake : wakes)
    wakes_.push_back({xxh3_64(wake.contact_id), wake.instance, wake.token, wake.due_ms});
}

Result<void> LedgerContacts::read_index() {
  auto at = store_.iterate(Family::kIndex, partition_bounds(partition_));
  for (at->seek_to_first(); at->valid(); at->next()) {
    auto end = at->key().find('\0', 1);
    Reader in(at->value());
    if (end == std::string_view::npos) {
      tally_.found("a key of the index is none", to_hex(at->key()));
      continue;
    }
    const auto id = at->key().substr(1, end - 1);
    if (at->key().substr(0, end + 2) != keys::refs_prefix(id)) {
      check_beside(id, at->key(), at->value());
      continue;
    }
    auto contact = xxh3_64(id);
    for (auto left = in.count(); left > 0; --left) refs.push_back({contact, in.varint()});
    if (!in.ok() || !in.at_end())
      tally_.found("the index of a contact's history cannot be read", std::string(id));
  }
  return at->status();
}

// What did not fit into the contact's row.
void LedgerContacts::check_beside(std::string_view id, std::string_view key,
                                  std::string_view sealed) {
  const auto begins = [&](const std::string& prefix) { return key.starts_with(prefix); };
  const auto cannot_be_read = [&](const char* what) {
    tally_.found(unreadable(sealed, kContactRowVersion, what).message, std::string(id));
  };
  if (begins(keys::attributes(id))) {
    std::string_view bytes;
    if (!unseal(sealed, &bytes) || !attributes_well_formed(bytes))
      tally_.found("the attributes beside the contact's row cannot be read", std::string(id));
  } else if (begins(keys::touches_prefix(id))) {
    OlderTouch touch;
    if (!decode_older_touch(key, sealed, &touch)) cannot_be_read("a message of long ago");
  } else if (begins(keys::exposures_prefix(id))) {
    OlderExposure exposure;
    if (!decode_older_exposure(key, sealed, &exposure))
      cannot_be_read("an experiment's arm of long ago");
  } else if (begins(keys::all_conversions_prefix(id))) {
    OpenConversion it;
    if (!decode_open_conversion(key, sealed, &it)) return cannot_be_read("a conversion");
    open_conversions.push_back(conversion_hash(id, it.sender.flow, it.sender.run, it.goal,
                                               {it.event, it.event_id}, it.worth));
  } else if (begins(keys::past_prefix(id))) {
    PastEntry past;
    if (!decode_past(sealed, &past)) cannot_be_read("an entry into a flow of long ago");
  } else {
    tally_.found("a key of the index is none", to_hex(key));
  }
}

Result<void> LedgerContacts::check_contacts() {
  auto at = store_.iterate(Family::kContacts, partition_bounds(partition_));
  ContactRow row;
  for (at->seek_to_first(); at->valid(); at->next()) {
    auto id = keys::id_of_contact_key(at->key());
    if (decode_contact_row(at->value(), &row)) {
      check_contact(id, row);
    } else {
      tally_.found(unreadable(at->value(), kContactRowVersion, "the contact's row").message,
                   std::string(id));
    }
  }
  return at->status();
}

void LedgerContacts::check_contact(std::string_view id, const ContactRow& row) {
  auto contact = xxh3_64(id);
  if (keys::partition_of(id) != partition_)
    tally_.found("a contact stands in another's partition", std::string(id));
  if ((row.flags & kContactErased) == 0) ++tally_.counted.contacts;
  tally_.counted.entered += row.next_instance - 1;
  for (auto tick : row.refs) refs.push_back({contact, tick});
  tally_.counted.held += row.held.size();
  for (const auto& held : row.held) {
    held_ids.push_back(held.ledger_id);
    if (!std::binary_search(wakes_.begin(), wakes_.end(), Wake{contact, 0, 0, held.release_ms}))
      tally_.found("a message is held and no timer will ever release it", std::string(id));
  }
  for (const auto& instance : row.instances) {
    if (instance.state == InstanceState::kIncident) ++tally_.counted.incidents;
    if (instance.state != InstanceState::kWaiting) continue;
    ++tally_.counted.waiting;
    Wake wake{contact, instance.number, instance.token, instance.due_ms};
    if (!std::binary_search(wakes_.begin(), wakes_.end(), wake))
      tally_.found(fmt::format("instance {} waits and no timer will ever wake it", instance.number),
                   std::string(id));
    check_wait(id, instance);
  }
}

// A timer that is there and comes when nobody meant it.
void LedgerContacts::check_wait(std::string_view id, const Instance& instance) {
  if (instance.since_ms > clock_ms_ + kClockJumpMs)
    tally_.found(fmt::format("instance {} waits since {}, which is yet to come, until {}: its wait "
                             "began by a clock that was ahead",
                             instance.number, instant_text(instance.since_ms),
                             instant_text(instance.due_ms)),
                 std::string(id));
  if (instance.shifted_ms == 0 && instance.due_ms - instance.since_ms > kLongestWaitMs)
    tally_.found(fmt::format("instance {} waits until {}, longer than a wait can take",
                             instance.number, instant_text(instance.due_ms)),
                 std::string(id));
}

Result<void> LedgerContacts::check_events() {
  auto at = store_.iterate(Family::kEvents, partition_bounds(partition_));
  for (at->seek_to_first(); at->valid(); at->next()) {
    keys::EventKey key;
    EventRow row;
    if (!keys::parse_event(at->key(), &key)) continue;  // an id that was applied
    if (!decode_event_row(at->value(), &row))
      tally_.found(unreadable(at->value(), kEventRowVersion, "an event's row").message,
                   std::string(key.contact_id));
  }
  return at->status();
}

}  // namespace camp
