// What providers and services said then, said once more (replay.h). One thread.
#pragma once
#include <utility>
#include <vector>

#include "runtime/delivery/trial_transport.h"
#include "runtime/engine/service_client.h"
#include "runtime/sim/recording.h"

namespace camp::sim {

// Nothing leaves. What had failed then fails.
class RecordedTransport final : public Transport {
 public:
  explicit RecordedTransport(const Recording& recording) : recording_(recording) {}
  bool needs_attempt_record(Channel) const override { return false; }
  Result<Attempts> attempt(std::span<const Outgoing> batch) override;

 private:
  const Recording& recording_;
  ComposedMessage composed_;  // scratch
};

// `unanswered` counts the requests that were not made then: they get no answer.
class RecordedServices final : public ServiceClient {
 public:
  RecordedServices(const Recording& recording, std::uint64_t& unanswered)
      : recording_(recording), unanswered_(unanswered) {}
  void start(const ServiceRequest& request) override;
  std::vector<ServiceAnswer> collect(std::int64_t wait_ms) override;

 private:
  const Recording& recording_;
  std::uint64_t& unanswered_;
  Arena arena_;  // of what was decoded since the last collect() but one
  std::vector<ServiceAnswer> answers_;
  bool given_ = false;
};

}  // namespace camp::sim
