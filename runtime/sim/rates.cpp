#include "runtime/sim/rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace camp::sim {
namespace {

// After how many minutes. Guesses, of the size that mail and shops see.
struct Habit {
  std::string_view event;
  Spread minutes;
  bool comes_back = false;  // nobody has read it
};
constexpr Habit kHabits[] = {
    {"message.delivered", {{0, 0, 0, 0, 1, 5, 30}}},
    {"message.bounced", {{0, 0, 0, 1, 2, 30, 240}}, true},
    {"message.failed", {{0, 0, 0, 0, 1, 5, 30}}, true},
    {"message.opened", {{1, 3, 20, 120, 480, 1'440, 4'320}}},
    {"message.clicked", {{1, 1, 1, 2, 5, 30, 240}}},  // after it is opened
    {"message.replied", {{1, 2, 10, 60, 360, 1'440, 2'880}}},
    {"message.unsubscribed", {{1, 3, 20, 120, 480, 1'440, 4'320}}},
    {"message.complained", {{1, 3, 20, 120, 480, 1'440, 4'320}}},
};
constexpr std::string_view kOpened = "message.opened", kClicked = "message.clicked";

const Habit* find_habit(std::string_view event) {
  const auto* found = std::find_if(std::begin(kHabits), std::end(kHabits),
                                   [&](const Habit& habit) { return habit.event == event; });
  return found == std::end(kHabits) ? nullptr : found;
}

// At which minute of the day something is done.
constexpr Spread kAwake{{0, 420, 630, 870, 1'140, 1'350, 1'440}};

}  // namespace

bool is_drawn_receipt(std::string_view event) { return find_habit(event) != nullptr; }

std::vector<DrawnReceipt> receipts_of(const Rates& rates, const Hash128& ledger_id) {
  const Chance chance(rates.seed);
  const auto of = ledger_id.view();
  // Who looks at it and who follows a link are drawn by one number: the fewer are among the more.
  const auto is_drawn = [&](const Rates::Receipt& receipt) {
    const bool reads = receipt.event == kOpened || receipt.event == kClicked;
    return chance.ppm(of, reads ? kOpened : std::string_view(receipt.event)) < receipt.ppm;
  };
  const auto delay_ms = [&](std::string_view event) {
    return find_habit(event)->minutes.value(chance.ppm(of, fmt::format("{} when", event))) *
           kDrawnGrainMs;
  };
  std::vector<DrawnReceipt> all;
  bool comes_back = false;
  for (std::size_t i = 0; i < rates.receipts.size(); ++i) {
    const auto& receipt = rates.receipts[i];
    if (!is_drawn(receipt)) continue;
    auto after_ms = delay_ms(receipt.event);
    if (receipt.event == kClicked) after_ms += delay_ms(kOpened);
    all.push_back({i, after_ms});
    comes_back = comes_back || find_habit(receipt.event)->comes_back;
  }
  if (comes_back)
    std::erase_if(all, [&](const DrawnReceipt& one) {
      return !find_habit(rates.receipts[one.receipt].event)->comes_back;
    });
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.after_ms < b.after_ms; });
  return all;
}

std::optional<DrawnEvent> event_on(const Rates& rates, std::size_t own, std::string_view contact,
                                   std::int64_t date_days, const calendar::Zone* zone) {
  const auto& event = rates.own[own];
  const Chance chance(rates.seed);
  const auto what = fmt::format("{} {}", event.event, date_days);
  if (chance.ppm(contact, what) >= event.ppm) return std::nullopt;
  const auto minute = kAwake.value(chance.ppm(contact, what + " when"));
  return DrawnEvent{chance.below(event.forms.size(), contact, what + " form"),
                    calendar::instant_of(date_days, minute * kDrawnGrainMs, zone)};
}

}  // namespace camp::sim
