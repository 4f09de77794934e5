// Messages that a transport has taken and not told about yet, by the chunk of the journal they are
// of: what the store has under keys::attempted. One thread.
#pragma once
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "lang/base/hash.h"
#include "lang/catalog/channels.h"

namespace camp {

class UnderWay {
 public:
  using Place = std::pair<std::uint8_t, std::uint64_t>;  // a chunk's partition and tick
  struct Message {
    Hash128 ledger_id;
    std::uint32_t ordinal = 0;   // among the chunk's queued messages
    std::uint32_t attempts = 0;  // before this one
    Channel channel{};
  };

  void add(const Place& place, const Message& message);
  void remove(const Place& place, const Hash128& ledger_id);
  // Null: it is none of them.
  const Message* find(const Hash128& ledger_id, Place* place) const;
  const std::vector<Message>& of(const Place& place) const;

 private:
  std::map<Place, std::vector<Message>> messages_;
  std::map<Hash128, Place> places_;
};

}  // namespace camp
