#include "runtime/sim/meanwhile.h"

#include <iterator>

namespace camp::sim {
namespace {

constexpr std::string_view kReplied = "message.replied";
constexpr std::string_view kAnyReply = "hm";

std::int64_t to_full_minute(std::int64_t at_ms) {
  return (at_ms + kDrawnGrainMs - 1) / kDrawnGrainMs * kDrawnGrainMs;
}

std::string reply_to(const Rates& rates, std::string_view message, const Hash128& ledger_id) {
  const auto known = rates.replies.find(message);
  if (known == rates.replies.end()) return std::string(kAnyReply);
  const auto& texts = known->second;
  return texts[Chance(rates.seed).below(texts.size(), ledger_id.view(), "text")];
}

}  // namespace

void Meanwhile::note_sent(const Hash128& ledger_id, std::string_view contact,
                          std::string_view message, std::int64_t at_ms) {
  for (const auto& [receipt, after_ms] : receipts_of(rates_, ledger_id)) {
    Deed deed{std::string(contact), true, static_cast<std::uint32_t>(receipt), 0, ledger_id, ""};
    if (rates_.receipts[receipt].event == kReplied)
      deed.text = reply_to(rates_, message, ledger_id);
    add(to_full_minute(at_ms + after_ms), std::move(deed));
  }
}

void Meanwhile::plan_day(std::int64_t date_days, const calendar::Zone* zone,
                         std::span<const std::string> contacts, std::int64_t from_ms) {
  for (std::uint32_t own = 0; own < rates_.own.size(); ++own) {
    for (const auto& contact : contacts) {
      const auto drawn = event_on(rates_, own, contact, date_days, zone);
      if (drawn && drawn->at_ms > from_ms)
        add(to_full_minute(drawn->at_ms),
            {contact, false, own, static_cast<std::uint32_t>(drawn->form), {}, ""});
    }
  }
}

std::optional<std::int64_t> Meanwhile::next_ms() const {
  if (to_come_.empty()) return std::nullopt;
  return to_come_.begin()->first;
}

std::vector<Deed> Meanwhile::take(std::int64_t until_ms) {
  std::vector<Deed> due;
  while (!to_come_.empty() && to_come_.begin()->first <= until_ms) {
    auto& deeds = to_come_.begin()->second;
    due.insert(due.end(), std::make_move_iterator(deeds.begin()),
               std::make_move_iterator(deeds.end()));
    to_come_.erase(to_come_.begin());
  }
  return due;
}

}  // namespace camp::sim
