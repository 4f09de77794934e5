// A contact's past events, for count(), sum() and their like: what the store has and what this tick
// has added.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "lang/base/arena.h"
#include "runtime/store/store.h"
#include "runtime/vm/machine.h"

namespace camp {

// An event that the tick at hand has added and the store cannot show yet.
struct PendingEvent {
  std::uint32_t name = 0;
  std::int64_t time_ms = 0;
  std::string_view id;  // in the tick's arena
  std::string_view data;
  std::string_view ledger_id;
  std::int64_t received_ms = 0;
  bool late = false;
  bool history = false;
  std::uint64_t arrival = 0;  // keys::arrival(), given by the tick
};

// How its contacts come. kByKey: in the order of their keys, by one walk over all events.
enum class ContactOrder : std::uint8_t { kAny, kByKey };

// Sees the store as it was when the first event was looked for: to open an iterator costs more than
// to search with it. What it has read of a contact's events it keeps while the contact stays, for
// several conditions ask for the same ones, over windows of their own: to search costs more than to
// read a few more.
class StoredEventHistory final : public EventHistory {
 public:
  explicit StoredEventHistory(Store& store, ContactOrder order = ContactOrder::kAny)
      : store_(store), order_(order) {}

  // Whose events; `pending` may be null (scans). Views until the next call.
  void set_contact(std::string_view contact_id, const std::vector<PendingEvent>* pending);
  // From the next question on the store is seen as it is then.
  void look_anew();

  void open(std::uint32_t event_name, std::int64_t from_ms, std::int64_t to_ms) override;
  bool next(EventAtHand* event) override;
  bool ok() const override { return ok_; }
  // The first read that failed since this was made. Whoever walked may have taken it for the end:
  // nothing that was decided meanwhile may be kept.
  const Result<void>& status() const { return status_; }

 private:
  // Of one name, up to to_ms_.
  struct Kept {
    std::uint32_t name = 0;
    std::int64_t from_ms = 0;
    bool whole = false;               // false: they are too many to be kept
    std::vector<EventAtHand> events;  // into kept_bytes_
  };

  void forget();
  const Kept& kept_of(std::uint32_t event_name, std::int64_t from_ms);
  void read_ahead(Kept* kept);
  std::int64_t widened(std::uint32_t event_name, std::int64_t from_ms);
  void walk_to(const std::string& lower);
  bool load_stored();
  bool have_stored();
  bool fail(Error error);

  Store& store_;
  const ContactOrder order_;
  std::string contact_id_;
  const std::vector<PendingEvent>* pending_ = nullptr;
  std::int64_t to_ms_ = 0;
  std::string prefix_;  // of the events looked for
  std::unique_ptr<StoreIterator> iterator_;
  std::vector<Kept> kept_;  // kept_used_ of them are this contact's
  std::size_t kept_used_ = 0;
  Arena kept_bytes_;
  const Kept* at_hand_ = nullptr;  // whose events are given out; null: the iterator's
  std::size_t next_kept_ = 0;
  std::unordered_map<std::uint32_t, std::int64_t> widest_ms_;  // window asked for, by event
  bool stored_ready_ = false;  // stored_ is the iterator's event, not given out yet
  EventAtHand stored_;
  std::string value_;                             // what stored_ points into
  std::vector<const PendingEvent*> due_pending_;  // by time
  std::size_t next_pending_ = 0;
  bool ok_ = true;
  Result<void> status_;
};

}  // namespace camp
