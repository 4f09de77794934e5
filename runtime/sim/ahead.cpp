#include "runtime/sim/ahead.h"

#include "runtime/delivery/trial_transport.h"
#include "runtime/store/trial_store.h"

namespace camp::sim {
namespace {

WorldOptions options_of_trial() {
  WorldOptions options;
  options.accept_clock = true;  // it stands where the store's stood
  options.ask_approvals = false;
  options.make_transport = [](std::unique_ptr<Transport>) {
    return std::make_unique<TrialTransport>();
  };
  return options;
}

Outside over(Store& store) {
  Outside outside;
  outside.open_store = [&store]() -> Result<std::unique_ptr<Store>> {
    return std::unique_ptr<Store>(std::make_unique<TrialStore>(store));
  };
  return outside;
}

}  // namespace

Ahead::Ahead(Store& store, std::int64_t from_ms)
    : world_(options_of_trial(), over(store)), from_ms_(from_ms) {}

Result<void> Ahead::open(Program program) {
  world_.clock().ms = from_ms_;
  CAMP_TRY(world_.open());
  CAMP_TRY(world_.engine().install(std::move(program)));
  return world_.engine().begin_schedules();
}

Result<void> Ahead::run(const std::string& campaign) {
  CAMP_TRY(world_.engine().run(campaign, "simulated"));
  return world_.engine().settle();
}

}  // namespace camp::sim
