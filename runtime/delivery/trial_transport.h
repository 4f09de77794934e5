// Takes every message, and nothing leaves: for trying work out on a TrialStore, where the outbox
// then asks of each message what it would ask before sending it. An SMS is composed for its size,
// by which it is billed.
#pragma once
#include "runtime/delivery/compose.h"
#include "runtime/delivery/transport.h"

namespace camp {

class TrialTransport final : public Transport {
 public:
  bool needs_attempt_record(Channel) const override { return false; }
  Result<Attempts> attempt(std::span<const Outgoing> batch) override;

 private:
  ComposedMessage composed_;  // scratch
};

// What a message is billed as; `composed` is scratch.
std::uint32_t billed_segments(const Outgoing& message, ComposedMessage& composed);

}  // namespace camp
