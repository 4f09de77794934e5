// Services of which a share of the requests is answered, at once, and the others fail: for what is
// to come of a store. Calls of which nothing is said get no answer. One thread.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "runtime/engine/service_client.h"
#include "runtime/sim/chance.h"

namespace camp::sim {

struct DrawnAnswer {
  std::uint32_t ppm = 0;
  std::vector<std::pair<std::string, Value>> fields;  // views: whoever made them
};
// By the call: shop.coupon.
using DrawnAnswers = std::map<std::string, DrawnAnswer, std::less<>>;

class DrawnServices final : public ServiceClient {
 public:
  // `answers` lives longer.
  DrawnServices(const DrawnAnswers& answers, std::uint64_t seed)
      : answers_(answers), chance_(seed) {}
  void start(const ServiceRequest& request) override;
  std::vector<ServiceAnswer> collect(std::int64_t wait_ms) override;

 private:
  const DrawnAnswers& answers_;
  const Chance chance_;
  std::vector<ServiceAnswer> given_;
};

}  // namespace camp::sim
