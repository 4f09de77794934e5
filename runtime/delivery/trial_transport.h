// Takes every message, and nothing leaves: for trying work out on a TrialStore, where the outbox
// then asks of each message what it would ask before sending it.
#pragma once
#include "runtime/delivery/transport.h"

namespace camp {

class TrialTransport final : public Transport {
 public:
  bool needs_attempt_record() const override { return false; }
  Result<Attempts> attempt(std::span<const Outgoing> batch) override {
    Attempts attempts;
    attempts.each.resize(batch.size());
    return attempts;
  }
};

}  // namespace camp
