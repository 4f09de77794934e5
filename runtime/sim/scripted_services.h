// What services answer in a scenario: `shop.coupon answers { code: "X" }`, `fails`, `times out`,
// from then on, at once.
//
// The script outlives the processes of a scenario. One thread.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/engine/service_client.h"

namespace camp::sim {

class ServiceScript {
 public:
  struct Fate {
    AnswerKind kind{};
    std::vector<std::pair<std::string, Value>> fields;  // views: the scenario's
  };
  void tell(std::string call, Fate fate) { fates_[std::move(call)] = std::move(fate); }
  // Null: nothing is said of it; then it is known as unscripted.
  const Fate* find(std::string_view call);
  // A call that was requested though nothing had been said of it; "": there was none.
  const std::string& unscripted() const { return unscripted_; }

 private:
  std::map<std::string, Fate, std::less<>> fates_;
  std::string unscripted_;
};

class ScriptedServices final : public ServiceClient {
 public:
  explicit ScriptedServices(ServiceScript& script) : script_(script) {}
  void start(const ServiceRequest& request) override;
  std::vector<ServiceAnswer> collect(std::int64_t wait_ms) override;

 private:
  ServiceScript& script_;
  std::vector<ServiceAnswer> answers_;
};

}  // namespace camp::sim
