// The simulator: sim [--seeds N] [--from SEED] [--steps N] [--seconds N] [--twice | --disk]
//
// Lives through seeds one after the other, on every core. The first broken seed is printed with the
// command that repeats it. With --twice every seed is lived twice and must leave the same trace.
// With --disk lives are on the production store and a disk that loses power (disk.h).
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/sim/life.h"
#include "tests/support/trial_words.h"

namespace camp::simulator {
namespace {

struct Plan {
  std::uint64_t seeds = 200;
  std::uint64_t from = 1;
  std::uint64_t steps = 40;
  std::uint64_t seconds = 0;  // 0: all seeds
  bool twice = false;
  bool disk = false;
};

bool read_plan(int count, char** words, Plan* plan) {
  return testing::read_words(count, words,
                             {{"--seeds", &plan->seeds},
                              {"--from", &plan->from},
                              {"--steps", &plan->steps},
                              {"--seconds", &plan->seconds}},
                             {{"--twice", &plan->twice}, {"--disk", &plan->disk}});
}

int run(const Plan& plan, const char* self) {
  std::atomic<std::uint64_t> next{0}, lived{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  Tally all;
  int failed = 0;
  const auto steps = static_cast<std::uint32_t>(plan.steps);
  auto begun = std::chrono::steady_clock::now();
  auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  };
  auto work = [&] {
    Tally tally;
    for (auto i = next++; i < plan.seeds && !stop; i = next++) {
      if (plan.seconds > 0 && elapsed() > static_cast<double>(plan.seconds)) break;
      auto seed = plan.from + i;
      auto verdict = Life(seed, plan.disk, &tally).live(steps);
      if (plan.twice && verdict.broken.empty() &&
          Life(seed, plan.disk, &tally).live(steps).trace != verdict.trace)
        verdict.broken = "the same seed has left another trace";
      ++lived;
      if (verdict.broken.empty()) continue;
      std::lock_guard lock(mutex);
      stop = true;
      ++failed;
      fmt::print("seed {} is broken: {}\n  {} --from {} --seeds 1 --steps {}{}\n", seed,
                 verdict.broken, self, seed, plan.steps, plan.disk ? " --disk" : "");
    }
    std::lock_guard lock(mutex);
    for (const auto& [what, times] : tally) all[what] += times;
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
  fmt::print("{} seeds of {} steps in {:.1f} s: {:.0f} a second\n", lived.load(), plan.steps,
             elapsed(), static_cast<double>(lived) / elapsed());
  for (const auto& [what, times] : all) fmt::print("  {:>10}  {}\n", times, what);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace camp::simulator

int main(int count, char** words) {
  camp::simulator::Plan plan;
  if (!camp::simulator::read_plan(count, words, &plan)) {
    fmt::print(stderr,
               "usage: {} [--seeds N] [--from SEED] [--steps N] [--seconds N] "
               "[--twice | --disk]\n",
               words[0]);
    return 2;
  }
  return camp::simulator::run(plan, words[0]);
}
