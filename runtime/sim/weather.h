// What a scenario's provider does with the messages it was told about: `the next reminder to anna
// fails`, `... is delayed by 2h`. Everything else goes to the spool.
//
// The weather outlives the processes of a scenario; a copy of it is the weather of a fork. One
// thread.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/delivery/transport.h"
#include "runtime/vm/calendar.h"

namespace camp::sim {

class Weather {
 public:
  explicit Weather(const calendar::Zone* zone) : zone_(zone) {}

  // The contact's next message of that name, once. Without a delay it fails for good; else the
  // provider puts it off until so long after its first attempt.
  void meet_next(std::string contact, std::string message, std::optional<Duration> delay);
  // What becomes of an attempt; nothing: it goes through.
  std::optional<Attempt> fate_of(const Outgoing& message, std::int64_t now_ms);

 private:
  struct Next {
    std::string contact, message;
    std::optional<Duration> delay;
  };
  const calendar::Zone* zone_;
  std::vector<Next> next_;
  std::map<Hash128, std::int64_t> delayed_until_ms_;
};

// The spool, in that weather, which outlives it.
class WeatherTransport final : public Transport {
 public:
  using Now = std::function<std::int64_t()>;  // milliseconds
  WeatherTransport(std::unique_ptr<Transport> spool, Weather& weather, Now now_ms)
      : spool_(std::move(spool)), weather_(weather), now_ms_(std::move(now_ms)) {}
  bool needs_attempt_record(Channel channel) const override {
    return spool_->needs_attempt_record(channel);
  }
  Result<Attempts> attempt(std::span<const Outgoing> batch) override;

 private:
  std::unique_ptr<Transport> spool_;
  Weather& weather_;
  Now now_ms_;
};

}  // namespace camp::sim
