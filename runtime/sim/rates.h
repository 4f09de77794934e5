// How people react to what they are sent, and what they do by themselves: how often, and when.
// Pure; any thread. Times are in milliseconds.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"
#include "lang/program/scenario_plan.h"
#include "runtime/sim/chance.h"
#include "runtime/vm/calendar.h"

namespace camp::sim {

inline constexpr std::int64_t kDrawnGrainMs = 60'000;  // what is drawn happens at full minutes

struct Rates {
  struct Receipt {
    std::string event;      // message.opened
    std::uint32_t ppm = 0;  // of the messages that are handed over
  };
  struct Own {
    std::string event;
    std::uint32_t ppm = 0;            // of the contacts, each day
    std::vector<plan::Fields> forms;  // one of them each time
  };
  struct Answer {
    std::string call;       // shop.coupon
    std::uint32_t ppm = 0;  // of the requests: the others fail
    plan::Fields fields;
  };

  std::uint64_t seed = 1;
  std::vector<Receipt> receipts;
  std::vector<Own> own;
  std::vector<Answer> answers;
  // What answers a question, by the message that puts it.
  std::map<std::string, std::vector<std::string>, std::less<>> replies;

  bool any() const { return !receipts.empty() || !own.empty() || !answers.empty(); }
};

// Whether so often a receipt of this event can be drawn at all.
bool is_drawn_receipt(std::string_view event);

struct DrawnReceipt {
  std::size_t receipt = 0;  // of Rates::receipts
  std::int64_t after_ms = 0;
};
// What comes of a message, by the time it takes. What comes back has not been read; who clicks is
// among those who open, as far as there are as many.
std::vector<DrawnReceipt> receipts_of(const Rates& rates, const Hash128& ledger_id);

struct DrawnEvent {
  std::size_t form = 0;
  std::int64_t at_ms = 0;  // of a full minute
};
// Whether the contact does it on that day, of which form and when: by the hours at which people are
// awake.
std::optional<DrawnEvent> event_on(const Rates& rates, std::size_t own, std::string_view contact,
                                   std::int64_t date_days, const calendar::Zone* zone);

}  // namespace camp::sim
