// Confidence sequences: the mixture that they come from, integrated by hand; and what they are for:
// who looks every day, and stops at the first difference, is wrong as seldom as was said.
#include "runtime/measure/any_time.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <vector>

using namespace camp;

namespace {

// Robbins's mixture: the likelihood ratio exp(l s - l^2 v / 2) of a drift l, over all l as a normal
// distribution of this variance has them.
double mixture(double sum, double information, double variance) {
  constexpr int kSteps = 200'000;
  const double width = 12 * std::sqrt(variance);
  double all = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double drift = -width + (i + 0.5) * 2 * width / kSteps;
    all +=
        std::exp(drift * sum - drift * drift * information / 2 - drift * drift / (2 * variance)) *
        2 * width / kSteps;
  }
  return all / std::sqrt(2 * std::numbers::pi * variance);
}

struct Dice {
  std::uint64_t state;
  bool falls(double rate) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state >> 11) < rate * 9007199254740992.0;
  }
};

void come(Proportion* arm, int contacts, double rate, Dice* dice) {
  for (int i = 0; i < contacts; ++i) arm->x += dice->falls(rate) ? 1 : 0;
  arm->n += static_cast<std::uint64_t>(contacts);
}

bool excludes(const std::optional<Interval>& interval, double value) {
  return interval && (interval->low > value || interval->high < value);
}

// As if it were looked at once.
std::optional<Interval> looked_at_once(Proportion a, Proportion b) {
  const auto part = [](Proportion p) {
    return p.rate() * (1 - p.rate()) / static_cast<double>(p.n);
  };
  const auto radius = 1.959964 * std::sqrt(part(a) + part(b)), seen = a.rate() - b.rate();
  return Interval{seen - radius, seen + radius};
}

}  // namespace

TEST_CASE("p is the inverse of the mixture of all drifts, and the interval ends where p is alpha") {
  for (const auto& [a, b] : std::vector<std::pair<Proportion, Proportion>>{
           {{30, 100}, {20, 100}}, {{500, 2'000}, {400, 2'000}}, {{9, 300}, {2, 100}}}) {
    const auto c = *compare_proportions_any_time(a, b);
    const auto information = information_of(a, b);
    const auto half = (c.difference_interval->high - c.difference_interval->low) / 2;
    const auto variance_of = [](Proportion p) {
      const auto rate = Proportion{p.x + 1, p.n + 2}.rate();
      return rate * (1 - rate) / static_cast<double>(p.n);
    };
    const auto variance = variance_of(a) + variance_of(b);
    const auto sum_of = [&](double difference) {
      return difference / std::sqrt(variance) * std::sqrt(information);
    };
    CHECK(std::min(1.0, 1 / mixture(sum_of(c.difference), information, kAnyTimeTuning)) ==
          Approx(*c.p).epsilon(1e-4).margin(1e-9));
    CHECK(1 / mixture(sum_of(half), information, kAnyTimeTuning) == Approx(0.05).epsilon(1e-4));
    CHECK(c.test == Test::kAnyTime);
  }
}

TEST_CASE("a p below alpha and an interval without 0 are the same") {
  for (std::uint64_t x = 0; x <= 200; x += 5) {
    for (const auto alpha : {0.05, 0.0167, 0.001}) {
      const auto c = *compare_proportions_any_time({x, 1'000}, {100, 1'000}, alpha);
      CHECK((*c.p < alpha) == excludes(c.difference_interval, 0));
    }
  }
}

TEST_CASE("an interval that may be looked at any day is wider than one that is looked at once") {
  const auto once = *compare_proportions({120, 1'000}, {100, 1'000});
  const auto any_day = *compare_proportions_any_time({120, 1'000}, {100, 1'000});
  CHECK(any_day.difference == Approx(once.difference));
  CHECK(any_day.difference_interval->low < once.difference_interval->low);
  CHECK(any_day.difference_interval->high > once.difference_interval->high);
  CHECK(*any_day.lift == Approx(0.2));
  CHECK_FALSE(any_day.lift_interval);
}

TEST_CASE("what cannot be said of a running test is absent") {
  CHECK_FALSE(compare_proportions_any_time({0, 0}, {1, 10}));
  CHECK_FALSE(compare_proportions_any_time({3, 2}, {1, 10}));
  CHECK_FALSE(compare_proportions_any_time({0, 10}, {0, 10})->p);
  CHECK_FALSE(compare_proportions_any_time({10, 10}, {10, 10})->difference_interval);
  // Nobody of a few in one arm is not a rate of 0 for certain.
  CHECK(*compare_proportions_any_time({0, 18}, {26, 87})->p > 0.05);
  CHECK(*compare_proportions_any_time({0, 180}, {260, 870})->p < 0.001);
  CHECK_FALSE(compare_means_any_time({0, 0, 0}, {5, 1, 1}, 3));
  CHECK_FALSE(compare_means_any_time({5, 5, 5}, {5, 5, 5}, 3)->p);
  CHECK_FALSE(compare_means_any_time({5, 6, 9}, {5, 5, 6}, 0)->p);
  // Money of 0 and 1 is a share; its variance is the unbiased one.
  const auto share = *compare_proportions_any_time({300, 10'000}, {200, 10'000});
  const auto mean = *compare_means_any_time({10'000, 300, 300}, {10'000, 200, 200},
                                            information_of({300, 10'000}, {200, 10'000}));
  CHECK(*mean.p == Approx(*share.p).epsilon(0.05));
  CHECK(mean.difference_interval->low == Approx(share.difference_interval->low).epsilon(0.005));
}

TEST_CASE("looked at after each of 200 days, it leaves out the truth in less than 1 test of 20") {
  constexpr int kTests = 600, kDays = 200, kContactsADay = 15;
  for (const auto difference : {0.0, 0.04}) {
    Dice dice{7};
    int any_day_wrong = 0, once_wrong = 0, last_wrong = 0;
    for (int test = 0; test < kTests; ++test) {
      Proportion a, b;
      bool any_day = false, once = false;
      for (int day = 0; day < kDays; ++day) {
        come(&a, kContactsADay, 0.1 + difference, &dice);
        come(&b, kContactsADay, 0.1, &dice);
        any_day = any_day ||
                  excludes(compare_proportions_any_time(a, b)->difference_interval, difference);
        once = once || (a.x >= 5 && b.x >= 5 && excludes(looked_at_once(a, b), difference));
      }
      any_day_wrong += any_day ? 1 : 0;
      once_wrong += once ? 1 : 0;
      last_wrong += excludes(looked_at_once(a, b), difference) ? 1 : 0;
    }
    INFO("difference " << difference << ": " << any_day_wrong << " any day, " << once_wrong
                       << " at the first difference, " << last_wrong << " at the end alone");
    CHECK(any_day_wrong <= kTests / 20);
    CHECK(last_wrong < kTests / 12);  // what it was made for
    CHECK(once_wrong > kTests / 5);   // what it was not
  }
}

TEST_CASE("a difference that is there is found, some days later than by one look") {
  Dice dice{11};
  Proportion a, b;
  int found_on = 0;
  for (int day = 1; day <= 200 && found_on == 0; ++day) {
    come(&a, 100, 0.15, &dice);
    come(&b, 100, 0.10, &dice);
    if (excludes(compare_proportions_any_time(a, b)->difference_interval, 0)) found_on = day;
  }
  CHECK(found_on > 5);
  CHECK(found_on < 60);
}
