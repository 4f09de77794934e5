#include "runtime/sim/weather.h"

#include <algorithm>

namespace camp::sim {

void Weather::meet_next(std::string contact, std::string message, std::optional<Duration> delay) {
  next_.push_back({std::move(contact), std::move(message), delay});
}

std::optional<Attempt> Weather::fate_of(const Outgoing& message, std::int64_t now_ms) {
  const Attempt put_off{AttemptKind::kDeferred, "delayed"};
  if (auto delayed = delayed_until_ms_.find(message.ledger_id);
      delayed != delayed_until_ms_.end()) {
    if (now_ms < delayed->second) return put_off;
    return std::nullopt;
  }
  const auto& name = message.program->names[message.message->name];
  auto told = std::find_if(next_.begin(), next_.end(), [&](const Next& one) {
    return one.contact == message.contact_id && one.message == name;
  });
  if (told == next_.end()) return std::nullopt;
  const auto delay = told->delay;
  next_.erase(told);
  if (!delay) return Attempt{AttemptKind::kFailed, "refused"};
  delayed_until_ms_[message.ledger_id] = calendar::add(now_ms, *delay, zone_);
  return put_off;
}

Result<Attempts> WeatherTransport::attempt(std::span<const Outgoing> batch) {
  const auto before = weather_;
  std::vector<std::optional<Attempt>> fates;
  std::vector<Outgoing> rest;
  for (const auto& message : batch) {
    fates.push_back(weather_.fate_of(message, now_ms_()));
    if (!fates.back()) rest.push_back(message);
  }
  Attempts attempts;
  if (!rest.empty()) {
    auto sent = spool_->attempt(rest);
    if (!sent.ok()) {
      weather_ = before;  // nobody was attempted
      return sent;
    }
    attempts = std::move(*sent);
  }
  auto next = attempts.each.begin();
  std::vector<Attempt> all;
  for (const auto& fate : fates) all.push_back(fate ? *fate : *next++);
  attempts.each = std::move(all);
  return attempts;
}

}  // namespace camp::sim
