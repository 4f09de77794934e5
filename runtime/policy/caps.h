// Caps: how many messages a contact gets in a time, whichever flows send them. Pure.
//
// A message takes a place when it is queued, and gives it back when it failed for good. A place of
// `cap 3 per 7d` is free again 7d later, by the contact's calendar; one of `cap 3 per week` when
// the contact's next week begins, on Monday.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lang/program/policy.h"
#include "runtime/policy/wall_clock.h"

namespace camp {

// What a cap looks at in a message.
struct CapFacts {
  Channel channel{};
  bool transactional = false;
  std::span<const std::uint32_t> tags;  // of its flow; the store's numbers
};
struct TakenPlace {
  std::int64_t at_ms = 0;
  CapFacts of;
};

// The caps of a policy at work: with the store's numbers for their tags.
class Caps {
 public:
  // `tags`: one per cap, 0 for none.
  Caps(const PolicyDecl& policy, std::span<const std::uint32_t> tags)
      : rules_(policy.caps), tags_(tags) {}

  bool count(const CapFacts& message) const;  // any of them
  // Until when one of them counts a message that was queued then; at or before: none does any more.
  std::int64_t counted_until_ms(const TakenPlace& place, const WallClock& clock) const;

  // The same of any message: behind that no cap asks for it.
  std::int64_t reach_ms(std::int64_t queued_ms, const WallClock& clock) const;

  struct Full {
    std::uint32_t rule = 0;
    std::int64_t room_ms = 0;  // when there is room again, if nobody else takes it
  };
  // The cap that keeps the message back longest; nothing: there is room under all of them.
  std::optional<Full> full(const CapFacts& message, std::span<const TakenPlace> taken,
                           const WallClock& clock, std::int64_t now_ms) const;

 private:
  bool counts(std::size_t rule, const CapFacts& message) const;
  std::optional<std::int64_t> room_ms(std::size_t rule, std::span<const TakenPlace> taken,
                                      const WallClock& clock, std::int64_t now_ms) const;

  const std::vector<CapDecl>& rules_;
  std::span<const std::uint32_t> tags_;
};

// When a place under the cap that was taken then is free again.
std::int64_t free_again_ms(const CapDecl& cap, const WallClock& clock, std::int64_t taken_ms);

}  // namespace camp
