// What a policy makes of messages in time: how many it lets through, and how much nearer to each
// other its quiet hours bring them.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "lang/sema/model.h"

namespace camp {

struct Counted {
  sema::ChannelSet channels;
  bool transactional = false;
  const std::vector<ast::Text>* tags = nullptr;  // null: of all flows, whatever tags they have
};

// None: no cap counts all of them. The time has its beginning, and not its end.
std::optional<std::uint64_t> let_through(const sema::PolicyInfo& policy, const Counted& messages,
                                         std::int64_t window_ms);

// How much longer than so long a time may be in which the messages were due that come within it.
// Quiet hours of every day put off all days alike; others, and those of some channels, do not.
std::int64_t nearer_ms(const sema::PolicyInfo& policy, const sema::ChannelSet& channels,
                       bool transactional, std::int64_t window_ms);

}  // namespace camp
