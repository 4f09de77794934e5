#include "runtime/delivery/under_way.h"

#include <algorithm>

namespace camp {

void UnderWay::add(const Place& place, const Message& message) {
  messages_[place].push_back(message);
  places_[message.ledger_id] = place;
}

void UnderWay::remove(const Place& place, const Hash128& ledger_id) {
  places_.erase(ledger_id);
  const auto chunk = messages_.find(place);
  if (chunk == messages_.end()) return;
  std::erase_if(chunk->second, [&](const Message& it) { return it.ledger_id == ledger_id; });
  if (chunk->second.empty()) messages_.erase(chunk);
}

const UnderWay::Message* UnderWay::find(const Hash128& ledger_id, Place* place) const {
  const auto known = places_.find(ledger_id);
  if (known == places_.end()) return nullptr;
  *place = known->second;
  for (const auto& message : of(known->second))
    if (message.ledger_id == ledger_id) return &message;
  return nullptr;
}

const std::vector<UnderWay::Message>& UnderWay::of(const Place& place) const {
  static const std::vector<Message> kNobody;
  const auto chunk = messages_.find(place);
  return chunk == messages_.end() ? kNobody : chunk->second;
}

}  // namespace camp
