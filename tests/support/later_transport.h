// A transport that takes messages and tells what became of them when a test says so.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "runtime/delivery/transport.h"

namespace camp::testing {

// What a test holds; outlives the transports of its processes. Any thread.
class Later {
 public:
  explicit Later(std::uint64_t room) : room_(room) {}

  // Ends the attempt of the message to the address that was taken first.
  void end(const std::string& address, AttemptKind kind) {
    std::unique_lock lock(mutex_);
    for (auto it = taken_.begin(); it != taken_.end(); ++it) {
      if (it->address != address) continue;
      ended_.push_back({it->ledger_id, kind, kind == AttemptKind::kSent ? "id" : "told so", 1});
      taken_.erase(it);
      break;
    }
    const auto changed = changed_;
    lock.unlock();
    if (changed) changed();
  }
  // In the order in which they were taken.
  std::vector<std::string> under_way() {
    std::lock_guard lock(mutex_);
    std::vector<std::string> addresses;
    for (const auto& it : taken_) addresses.push_back(it.address);
    return addresses;
  }
  std::size_t most_under_way() const { return most_; }
  // How often it was given a message to that address.
  std::map<std::string, int> times() {
    std::lock_guard lock(mutex_);
    return times_;
  }

 private:
  friend class LaterTransport;
  struct Taken {
    Hash128 ledger_id;
    std::string address;
  };
  std::mutex mutex_;
  const std::uint64_t room_;
  std::size_t most_ = 0;
  std::vector<Taken> taken_;
  std::vector<EndedAttempt> ended_;
  std::map<std::string, int> times_;
  std::function<void()> changed_;
};

class LaterTransport final : public Transport {
 public:
  explicit LaterTransport(Later& later) : later_(later) {}
  std::uint64_t room(Channel) const override {
    std::lock_guard lock(later_.mutex_);
    return later_.room_ - std::min<std::uint64_t>(later_.room_, later_.taken_.size());
  }
  Result<Attempts> attempt(std::span<const Outgoing> batch) override {
    std::lock_guard lock(later_.mutex_);
    Attempts attempts;
    for (const auto& message : batch) {
      later_.taken_.push_back({message.ledger_id, std::string(message.address)});
      ++later_.times_[std::string(message.address)];
      attempts.each.push_back({AttemptKind::kUnderWay, {}});
    }
    later_.most_ = std::max(later_.most_, later_.taken_.size());
    return attempts;
  }
  std::vector<EndedAttempt> collect() override {
    std::lock_guard lock(later_.mutex_);
    return std::exchange(later_.ended_, {});
  }
  void on_change(std::function<void()> changed) override {
    std::lock_guard lock(later_.mutex_);
    later_.changed_ = std::move(changed);
  }

 private:
  Later& later_;
};

}  // namespace camp::testing
