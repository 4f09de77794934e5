#include "tests/sim/gate_model.h"

#include <algorithm>

#include "runtime/vm/calendar.h"

namespace camp::simulator {

namespace {

stdlib::LocalTime clock_of(const ContactRow& row, const Names& names, std::int64_t now_ms) {
  Arena arena;
  const auto own = find_attribute(row.attributes, names.find("timezone"), arena);
  const auto* zone = calendar::find_zone(own.is_absent() ? "Europe/Helsinki" : own.text());
  return calendar::local_time(zone, now_ms);
}

}  // namespace

bool is_over(const FlowDecl& flow, const ContactRow& row, const Names& names, std::int64_t now_ms) {
  return flow.expires.is_set && clock_of(row, names, now_ms).date_days >= flow.expires.date_days;
}

bool is_quiet(const Program& current, Channel channel, const ContactRow& row, const Names& names,
              std::int64_t now_ms) {
  constexpr std::int64_t kHourMs = 3'600'000;
  if (current.policy.quiet.empty()) return false;
  const auto& rule = current.policy.quiet.front();
  if (!has_channel(rule.channels, channel)) return false;
  const auto hour = clock_of(row, names, now_ms).time_ms / kHourMs;
  const auto from = rule.times.from_ms / kHourMs, to = rule.times.to_ms / kHourMs;
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

std::string forbidden(const Outgoing& message, const ContactRow& row, const Names& names) {
  if (row.flags & kContactErased) return "the contact is erased";
  if (message.address.empty()) return "it has no address";
  if (row.on_list(names.find("blocked"))) return "the contact is on the suppressed list";
  if (message.flow->confirms) {
    const auto* asked = find_opt_in(row.opt_ins, names.find("letters"), message.channel);
    const bool waits = asked != nullptr && asked->requested_ms != 0 &&
                       !consents_to(row.subscriptions, names.find("letters"), message.channel);
    return waits ? "" : "no subscription waits for a confirmation";
  }
  if (message.flow->category == Category::kTransactional) return {};
  const auto& conversation = message.program->conversations[message.flow->conversation];
  if (!consents_to(row.subscriptions, names.find(message.program->name(conversation.name)),
                   message.channel))
    return "the contact has not subscribed";
  // Who an instance's program did not hold out goes its way, though a later program may have lost
  // the arm and a later run holds the contact out.
  const bool on_its_way =
      std::any_of(row.instances.begin(), row.instances.end(),
                  [&](const Instance& it) { return it.flow == names.find("c") && !it.withheld; });
  for (const auto& assigned : row.assignments) {
    if (on_its_way) break;
    const bool held_out = message.flow->kind == FlowKind::kCampaign &&
                          names.text(assigned.experiment) == "c/e" &&
                          names.text(assigned.arm) == "holdout";
    if (held_out) return "the contact is held out";
  }
  return {};
}

}  // namespace camp::simulator
