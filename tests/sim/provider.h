// The way out of a simulated world: a provider that takes what it is given or does not, and what it
// remembers of it; it outlives the processes that talk to it.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "runtime/delivery/transport.h"
#include "tests/sim/chance.h"

namespace camp::simulator {

class Provider {
 public:
  // `wait`: lets so much time pass.
  using Wait = std::function<void(std::int64_t ms)>;
  Provider(std::uint64_t seed, Wait wait) : chance_(seed), wait_(std::move(wait)) {}

  // In bad weather it is slow, and each message may be refused, put off, or taken without a word.
  void set_bad_weather(bool bad) { bad_weather_ = bad; }
  bool bad_weather() const { return bad_weather_; }
  Chance& chance() { return chance_; }
  // The next batch finds no connection: nobody is attempted.
  void fail_once() { fails_ = true; }
  void heal() { fails_ = false; }

  Result<Attempts> attempt(std::span<const Outgoing> batch);
  // How often it has taken each message.
  const std::map<Hash128, std::uint32_t>& copies() const { return copies_; }

 private:
  Attempt answer(const Outgoing& message);

  Chance chance_;
  Wait wait_;
  std::map<Hash128, std::uint32_t> copies_;
  bool bad_weather_ = false;
  bool fails_ = false;
};

// One process's connection to it: as SMTP, it cannot tell after a crash.
class ProviderTransport final : public Transport {
 public:
  explicit ProviderTransport(Provider& provider) : provider_(provider) {}
  Result<Attempts> attempt(std::span<const Outgoing> batch) override {
    return provider_.attempt(batch);
  }

 private:
  Provider& provider_;
};

// Another one, on which some messages are under way at once: what becomes of them is told later, in
// any order.
class LateProviderTransport final : public Transport {
 public:
  explicit LateProviderTransport(Provider& provider) : provider_(provider) {}
  std::uint64_t room(Channel) const override { return kRoom - std::min(kRoom, answers_.size()); }
  Result<Attempts> attempt(std::span<const Outgoing> batch) override;
  std::vector<EndedAttempt> collect() override;

 private:
  static constexpr std::size_t kRoom = 5;
  Provider& provider_;
  std::vector<EndedAttempt> answers_;
};

// Any transport, with somebody who looks at every batch in the moment in which it would leave.
class WatchedTransport final : public Transport {
 public:
  using Look = std::function<void(std::span<const Outgoing>)>;
  // `left`: behind the attempt, unless it met a shortage.
  WatchedTransport(std::unique_ptr<Transport> inner, Look look, Look left)
      : inner_(std::move(inner)), look_(std::move(look)), left_(std::move(left)) {}
  bool needs_attempt_record(Channel channel) const override {
    return inner_->needs_attempt_record(channel);
  }
  Result<Attempts> attempt(std::span<const Outgoing> batch) override {
    look_(batch);
    auto attempts = inner_->attempt(batch);
    if (attempts.ok()) left_(batch);
    return attempts;
  }
  std::uint64_t room(Channel channel) const override { return inner_->room(channel); }
  std::vector<EndedAttempt> collect() override { return inner_->collect(); }

 private:
  std::unique_ptr<Transport> inner_;
  Look look_, left_;
};

}  // namespace camp::simulator
