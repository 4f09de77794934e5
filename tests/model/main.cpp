// The model against camp: model [--seeds N] [--from SEED] [--seconds N] [--whole]
//
// Tells random lives one after the other, and lets both answer. The first difference is printed
// with as little as possible around it (with --whole: with everything), and the command that
// repeats it.
#include <fmt/format.h>

#include <chrono>

#include "tests/model/comparison.h"
#include "tests/model/random_life.h"
#include "tests/support/trial_words.h"

namespace camp::model {
namespace {

struct Plan {
  std::uint64_t seeds = 200, from = 1;
  std::uint64_t seconds = 0;  // 0: all seeds
  bool whole = false;
};

bool read_plan(int count, char** words, Plan* plan) {
  return testing::read_words(
      count, words,
      {{"--seeds", &plan->seeds}, {"--from", &plan->from}, {"--seconds", &plan->seconds}},
      {{"--whole", &plan->whole}});
}

int run(const Plan& plan, const char* self) {
  const auto begun = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  };
  Tally tally;
  std::uint64_t done = 0;
  for (; done < plan.seeds && (plan.seconds == 0 || elapsed() < static_cast<double>(plan.seconds));
       ++done) {
    const auto seed = plan.from + done;
    auto life = random_life(seed);
    if (difference(life, &tally).empty()) continue;
    if (!plan.whole) life = smallest(std::move(life));
    fmt::print("seed {}: the model and camp differ\n{}\n{}\n  {} --from {} --seeds 1\n", seed,
               story_of(life), difference(life, nullptr), self, seed);
    return 1;
  }
  fmt::print("{} lives in {:.1f} s, no difference\n", done, elapsed());
  for (const auto& [what, times] : tally) fmt::print("  {:>10}  {}\n", times, what);
  return 0;
}

}  // namespace
}  // namespace camp::model

int main(int count, char** words) {
  camp::model::Plan plan;
  if (!camp::model::read_plan(count, words, &plan)) {
    fmt::print(stderr, "usage: {} [--seeds N] [--from SEED] [--seconds N] [--whole]\n", words[0]);
    return 2;
  }
  return camp::model::run(plan, words[0]);
}
