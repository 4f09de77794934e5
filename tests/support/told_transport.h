// A transport that does as it is told: for chosen addresses it fails or does not know, it meets a
// shortage, or it stands still until it is released. Remembers what it was given.
#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/delivery/transport.h"

namespace camp::testing {

// What a test holds; outlives the transport. Any thread.
class Told {
 public:
  void answer(const std::string& address, AttemptKind kind) {
    std::lock_guard lock(mutex_);
    answers_[address] = kind;
  }
  void set_shortage(bool shortage) {
    std::lock_guard lock(mutex_);
    shortage_ = shortage;
  }
  void stand_still(bool still) {
    std::lock_guard lock(mutex_);
    still_ = still;
    changed_.notify_all();
  }
  void on_attempt(std::function<void()> told) {
    std::lock_guard lock(mutex_);
    on_attempt_ = std::move(told);
  }
  std::vector<std::string> sent() {
    std::lock_guard lock(mutex_);
    return sent_;
  }

  Result<Attempts> attempt(std::span<const Outgoing> batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !still_; });
    if (on_attempt_) on_attempt_();
    if (shortage_) return Error{ErrorKind::kIo, "no space left", "", ""};
    Attempts attempts;
    for (const auto& message : batch) {
      auto answer = answers_.find(std::string(message.address));
      auto kind = answer == answers_.end() ? AttemptKind::kSent : answer->second;
      attempts.each.push_back({kind, attempts.keep(kind == AttemptKind::kSent ? "id" : "told so")});
      if (kind == AttemptKind::kSent) sent_.emplace_back(message.address);
    }
    return attempts;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, AttemptKind> answers_;
  std::vector<std::string> sent_;
  std::function<void()> on_attempt_;
  bool shortage_ = false;
  bool still_ = false;
};

class ToldTransport final : public Transport {
 public:
  explicit ToldTransport(Told& told) : told_(told) {}
  Result<Attempts> attempt(std::span<const Outgoing> batch) override {
    return told_.attempt(batch);
  }

 private:
  Told& told_;
};

}  // namespace camp::testing
