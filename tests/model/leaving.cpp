// The gate's second half, when what happened in a moment is over: which of the messages leave, which
// are held or skipped, and what comes out of being held.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "tests/model/civil.h"
#include "tests/model/contact_model.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;

const Policy kNone;

}  // namespace

const Policy& ContactModel::policy() const {
  return life_.project.policy ? *life_.project.policy : kNone;
}

// Those that are held already come first. Who is not asked about now competes all the same.
void ContactModel::leave(std::int64_t now_ms) {
  std::vector<Pressed> all;
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    const auto& fact = facts_[i];
    if (fact.kind != Kind::kHeldBack || !fact.until_ms) continue;
    const bool asked = *fact.until_ms <= now_ms || taken_out(fact.instance, moment_begin_) ||
                       (fact.gate == "quiet_hours" && is_clock_told_anew());
    all.push_back({i, true, asked, "", fact.gate, *fact.until_ms});
  }
  const auto is_asked = [](const Pressed& it) { return it.asked; };
  bool any = std::any_of(all.begin(), all.end(), is_asked);
  for (auto i = moment_begin_; i < facts_.size(); ++i) {
    if (facts_[i].kind != Kind::kMessage || !facts_[i].verdict.empty()) continue;
    all.push_back({i});
    any = true;
  }
  if (any) {
    const auto standing = all;
    press(all, now_ms);
    // Who was held and never will leave makes room for those that wait for it.
    if (std::any_of(all.begin(), all.end(),
                    [](const Pressed& it) { return it.held && !it.skipped.empty(); })) {
      all = standing;
      for (auto& one : all) one.asked = one.asked || (one.held && one.gate == "capped");
      press(all, now_ms);
    }
    for (const auto& one : all) settle(one, now_ms);
  }
  // Permission is asked for once more: the same moment may have taken it back.
  for (auto i = moment_begin_; i < facts_.size(); ++i) {
    auto& message = facts_[i];
    if (message.kind != Kind::kMessage || !message.verdict.empty()) continue;
    message.cancelled = refusal_of(*message.flow, message.channel, now_ms);
    rewrite(message, message.cancelled.empty() ? "sent " + message.text + " to " + message.to
                                               : "cancelled: " + message.cancelled);
  }
  moment_begin_ = facts_.size();
}

bool ContactModel::is_clock_told_anew() const {
  auto outlet = person_.outlet, phone = person_.phone;
  for (std::size_t i = 0; i < moment_begin_; ++i) {
    const auto& fact = facts_[i];
    if (fact.kind == Kind::kMoved) outlet = fact.name;
    if (fact.kind == Kind::kAddress && fact.name == "phone") phone = fact.text;
  }
  return outlet != outlet_field() || phone != address("sms");
}

bool ContactModel::taken_out(int instance, std::size_t from) const {
  return std::any_of(
      facts_.begin() + static_cast<std::ptrdiff_t>(from), facts_.end(), [&](const Fact& it) {
        return it.instance == instance &&
               (it.kind == Kind::kTakenBack || (it.kind == Kind::kEnded && it.given));
      });
}

std::int64_t ContactModel::expires_ms(const Flow& flow) const {
  if (!flow.expires) return INT64_MAX;
  return instant_of(flow.expires->shown_s,
                    flow.expires->zone.empty() ? zone() : flow.expires->zone);
}

void ContactModel::press(std::vector<Pressed>& all, std::int64_t now_ms) const {
  for (auto& one : all) ask_alone(one, now_ms);
  give_places(all, now_ms);
  if (policy().merge) merge(all);
}

// What needs no other message.
void ContactModel::ask_alone(Pressed& one, std::int64_t now_ms) const {
  if (!one.asked) return;
  const auto& message = facts_[one.fact];
  one.gate.clear();
  if (one.held) {
    one.skipped = taken_out(message.instance, 0)
                      ? "exited"
                      : refusal_of(*message.flow, message.channel, now_ms);
    if (one.skipped.empty() && address(message.channel).empty()) one.skipped = "no_address";
    if (!one.skipped.empty()) return;
  }
  const auto end_ms = expires_ms(*message.flow);
  if (end_ms <= now_ms)
    one.skipped = "expired";
  else if (const auto until_ms = quiet_until(message, now_ms))
    hold(one, "quiet_hours", *until_ms, end_ms);
}

// Until then, a little later where what was held comes out spread, and never past the end.
void ContactModel::hold(Pressed& one, const std::string& gate, std::int64_t until_ms,
                        std::int64_t end_ms) const {
  one.gate = gate;
  one.until_ms = std::min(until_ms, end_ms);
  if (!policy().release_over || until_ms >= end_ms) return;
  const auto over_ms = std::min(later(until_ms, *policy().release_over, zone()), end_ms) - until_ms;
  std::uint64_t chance = 0;  // the id's first eight bytes, the lowest first
  for (std::size_t byte = 8; byte-- > 0;)
    chance = chance * 256 + std::stoull(facts_[one.fact].id.substr(2 * byte, 2), nullptr, 16);
  if (over_ms > 0)
    one.until_ms += static_cast<std::int64_t>(chance % static_cast<std::uint64_t>(over_ms));
}

// By priority they all mix, those that are held as well; where they wait for room, first come first
// served; else what is held has no place ahead.
void ContactModel::give_places(std::vector<Pressed>& all, std::int64_t now_ms) const {
  std::vector<Pressed*> order;
  for (auto& one : all) {
    const bool ahead = policy().when_capped == "priority" || policy().when_capped == "wait";
    if (one.skipped.empty() && (one.gate.empty() || ahead)) order.push_back(&one);
  }
  const auto rank = [&](const Pressed* one) {
    const auto& it = facts_[one->fact];
    const auto& flow = *it.flow;
    return std::tuple(!flow.transactional, -flow.priority, expires_ms(flow), it.decided_ms,
                      flow.name, it.order, it.id);
  };
  if (policy().when_capped == "priority")
    std::sort(order.begin(), order.end(),
              [&](const Pressed* a, const Pressed* b) { return rank(a) < rank(b); });
  auto places = taken();
  for (auto* one : order) {
    const auto& message = facts_[one->fact];
    const auto room_ms = full_until(message, places, now_ms);
    const bool held = !one->gate.empty();
    if (!room_ms) {
      places.push_back({held ? one->until_ms : now_ms, &message});
      continue;
    }
    if (held) continue;
    const auto given_up_ms = later(message.decided_ms, policy().wait, zone());
    if (policy().when_capped != "wait" || given_up_ms <= now_ms)
      one->skipped = "capped";
    else
      hold(*one, "capped", *room_ms, std::min(given_up_ms, expires_ms(*message.flow)));
  }
}

// Of held copies the newest stays; of one moment the last.
void ContactModel::merge(std::vector<Pressed>& all) const {
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (auto k = i + 1; k < all.size(); ++k) {
      const bool same = facts_[all[i].fact].name == facts_[all[k].fact].name;
      if (all[i].gate.empty() || all[k].gate.empty() || !same) continue;
      all[i].gate.clear();
      all[i].skipped = "merged";
    }
  }
}

void ContactModel::settle(const Pressed& one, std::int64_t now_ms) {
  if (!one.gate.empty()) {
    auto& message = facts_[one.fact];
    message.kind = Kind::kHeldBack;
    message.gate = one.gate;
    message.until_ms = one.until_ms;
    if (!one.held) rewrite(message, fmt::format("held: {} until {}", one.gate, one.until_ms));
    return;
  }
  if (!one.held) {
    facts_[one.fact].verdict = one.skipped;
    if (!one.skipped.empty()) rewrite(facts_[one.fact], "skipped: " + one.skipped);
    return;
  }
  facts_[one.fact].until_ms.reset();
  const auto held = facts_[one.fact];
  facts_[one.fact].verdict = one.skipped;
  for (const auto& instance : instances_) {
    if (instance.number != held.instance) continue;
    auto& message = note(Kind::kMessage, now_ms, &instance);
    message = held;  // with the arms that it was decided in
    message.to = address(held.channel);
    message.kind = Kind::kMessage;
    message.at_ms = now_ms;
    message.released = true;
    message.verdict = one.skipped;
    message.line = lines_.size();
    say(now_ms, instance,
        line_of(message, one.skipped.empty() ? "sent " + held.text : "skipped: " + one.skipped));
  }
}

void ContactModel::rewrite(const Fact& message, const std::string& fate) {
  auto& line = lines_[message.line];
  line = line.substr(0, line.find(line_of(message, ""))) + line_of(message, fate);
}

}  // namespace camp::model
