// Random quiet hours and caps.
#include "tests/model/random_life.h"

namespace camp::model {
namespace {

class Legislator {
 public:
  explicit Legislator(Chance& chance) : chance_(chance) {}

  Policy policy() {
    Policy it;
    for (auto i = chance_.between(0, 2); i > 0; --i) it.quiet.push_back(quiet());
    for (auto i = chance_.between(0, 3); i > 0; --i) it.caps.push_back(cap());
    it.when_capped = chance_.of({"", "skip", "priority", "priority", "wait", "wait", "wait"});
    it.wait = random_length(chance_);
    if (chance_.one_in(3)) it.release_over = random_length(chance_);
    it.merge = chance_.one_in(3);
    return it;
  }

 private:
  std::vector<std::string> some_channels() {
    if (chance_.one_in(3)) return {};
    std::vector<std::string> channels{chance_.of({"email", "sms"})};
    if (chance_.one_in(3)) channels.push_back("rcs");
    return channels;
  }

  // Not the whole of a week.
  Quiet quiet() {
    Quiet it;
    it.from_minute = static_cast<int>(chance_.below(48)) * 30;
    it.to_minute = static_cast<int>((it.from_minute + chance_.between(1, 20) * 30) % (24 * 60));
    it.channels = some_channels();
    it.for_all = chance_.one_in(3);
    if (!chance_.one_in(3)) return it;
    it.from_day = static_cast<int>(chance_.below(7));
    if (chance_.one_in(2)) it.to_day = (it.from_day + static_cast<int>(chance_.between(1, 3))) % 7;
    return it;
  }

  Cap cap() {
    Cap it;
    it.limit = static_cast<int>(chance_.between(1, 2));
    it.period = chance_.of({"", "", "day", "week", "month"});
    it.window = random_length(chance_);
    it.channels = some_channels();
    const auto of = chance_.below(5);
    it.promo = of == 0;
    it.for_all = of == 1;
    return it;
  }

  Chance& chance_;
};

}  // namespace

Policy random_policy(Chance& chance) { return Legislator(chance).policy(); }

}  // namespace camp::model
