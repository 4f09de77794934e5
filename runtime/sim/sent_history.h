// A contact's past for those who look from outside: her events, and what she was sent, which
// `sent(...)` counts. Flows never see the latter.
//
// Errors: a journal that cannot be read makes ok() false. One thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/explain/inspect.h"
#include "runtime/shelf/event_history.h"
#include "runtime/sim/sent_log.h"
#include "runtime/state/names.h"

namespace camp::sim {

class SentHistory final : public EventHistory {
 public:
  // `log`: who was sent what; null: her journal says it.
  SentHistory(Store& store, const Names& names, SentLog* log = nullptr);
  // Whose; `row` is hers as it is now. Views until the next call.
  void set_contact(std::string_view contact_id, const ContactRow& row);

  void open(std::uint32_t event_name, std::int64_t from_ms, std::int64_t to_ms) override;
  bool next(EventAtHand* event) override;
  bool ok() const override { return ok_ && events_.ok(); }

 private:
  struct Sent {
    std::int64_t at_ms = 0;  // when it was handed over
    std::string data;        // its fields
  };
  void read();
  Result<std::vector<SentMessage>> all_sent() const;

  Store& store_;
  const Names& names_;
  SentLog* log_;
  const std::uint32_t sent_;  // the event's number; 0: no expression asks for it
  StoredEventHistory events_;
  std::string_view contact_id_;
  const ContactRow* row_ = nullptr;
  std::optional<std::vector<Sent>> all_;  // by time
  bool asks_sent_ = false;
  std::size_t next_ = 0;
  std::int64_t from_ms_ = 0, to_ms_ = 0;
  bool ok_ = true;
};

}  // namespace camp::sim
