// Whether anybody was sent more than `camp check --pressure` says is possible. Sees camp, as
// product.cpp does.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lang/analysis/pressure.h"
#include "tests/model/life.h"

namespace camp::model {

class PressureCheck {
 public:
  // The analysis outlives it.
  PressureCheck(const Analysis& analysis, const Life& life);

  void sent(const Person& person, const std::string& flow, Channel channel, std::int64_t at_ms);
  // "" when nobody was; else what was too much.
  std::string problem() const;

 private:
  struct Message {
    Channel channel{};
    std::int64_t at_ms = 0;
    std::int64_t shown_ms = 0;  // on the person's clock
  };
  std::string too_much(const FlowPressure& flow, const std::vector<Message>& messages) const;

  const Pressure pressure_;
  std::string default_zone_;
  std::map<std::string, std::uint64_t> runs_;  // by campaign: those that the life begins
  std::map<std::string, std::map<std::string, std::vector<Message>>> sent_;  // by flow and person
};

}  // namespace camp::model
