#include "tests/sim/gate_model.h"

namespace camp::simulator {
namespace {

constexpr std::int64_t kHourMs = 3'600'000, kDayMs = 24 * kHourMs, kQuietHours = 8;

}  // namespace

std::int64_t quiet_until(std::string_view contact_id, std::int64_t now_ms) {
  const auto begin_ms = static_cast<std::int64_t>(xxh3_64(contact_id) % 24) * kHourMs;
  const auto into_ms = ((now_ms - begin_ms) % kDayMs + kDayMs) % kDayMs;
  return into_ms < kQuietHours * kHourMs ? now_ms - into_ms + kQuietHours * kHourMs : now_ms;
}

std::string forbidden(const Outgoing& message, const ContactRow& row, const Names& names) {
  if (row.flags & kContactErased) return "the contact is erased";
  if (message.address.empty()) return "it has no address";
  if (row.on_list(names.find("blocked"))) return "the contact is on the suppressed list";
  if (message.flow->category == Category::kTransactional) return {};
  if (!consents_to(row.subscriptions, names.find("news"), message.channel))
    return "the contact has not subscribed";
  for (const auto& assigned : row.assignments) {
    const bool held_out = message.flow->kind == FlowKind::kCampaign &&
                          names.text(assigned.experiment) == "c/e" &&
                          names.text(assigned.arm) == "holdout";
    if (held_out) return "the contact is held out";
  }
  return {};
}

}  // namespace camp::simulator
