// The other systems of a simulated world: they answer, refuse, are busy or break down, some time
// after they were asked, and remember what they did. They outlive the processes that talk to them.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/engine/service_client.h"
#include "tests/sim/chance.h"

namespace camp::simulator {

class Shop {
 public:
  // Told of what does not hold.
  using Broken = std::function<void(std::string)>;
  Shop(std::uint64_t seed, Broken broken) : chance_(seed), broken_(std::move(broken)) {}

  void set_bad_weather(bool bad) { bad_weather_ = bad; }
  // What comes of the request; `repeatable`: it may come again.
  ServiceAnswer take(const ServiceRequest& request, bool repeatable);
  Chance& chance() { return chance_; }

 private:
  Chance chance_;
  Broken broken_;
  std::map<Hash128, std::uint32_t> done_;  // how often
  bool bad_weather_ = false;
};

// One process's connections to it. What it has not told when it goes is lost.
class ShopClient final : public ServiceClient {
 public:
  // Looks at a request in the moment in which it leaves.
  using Look = std::function<void(const ServiceRequest& request, bool repeatable)>;
  ShopClient(Shop& shop, Look look) : shop_(shop), look_(std::move(look)) {}
  void start(const ServiceRequest& request) override;
  std::vector<ServiceAnswer> collect(std::int64_t wait_ms) override;

 private:
  Shop& shop_;
  Look look_;
  std::vector<ServiceAnswer> open_;
};

}  // namespace camp::simulator
