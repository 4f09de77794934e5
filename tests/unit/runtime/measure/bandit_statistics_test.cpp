// The chance that a rate is the highest: closed forms of small counts, the exact sum for two arms,
// and what must hold of any.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "runtime/measure/statistics.h"

using namespace camp;

namespace {

std::vector<double> chances(const std::vector<Proportion>& arms) {
  return chances_to_be_best(arms);
}

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

// P(b's rate > a's), of whole parameters: the sum of E. Miller, "Formulas for Bayesian A/B Testing"
// (2014), from J. D. Cook's "Exact calculation of beta inequalities" (2005).
double exact(Proportion a, Proportion b) {
  const auto of = [](Proportion p) {
    return std::pair(1 + static_cast<double>(p.x), 1 + static_cast<double>(p.n - p.x));
  };
  const auto [alpha_a, beta_a] = of(a);
  const auto [alpha_b, beta_b] = of(b);
  double sum = 0;
  for (double i = 0; i < alpha_b; ++i)
    sum += std::exp(log_beta(alpha_a + i, beta_a + beta_b) - std::log(beta_b + i) -
                    log_beta(1 + i, beta_b) - log_beta(alpha_a, beta_a));
  return sum;
}

}  // namespace

TEST_CASE("the chance to be best has its closed forms") {
  CHECK(chances({{0, 0}, {0, 0}})[0] == Approx(0.5));
  CHECK(chances({{0, 0}, {1, 1}})[1] == Approx(2.0 / 3));
  CHECK(chances({{2, 2}, {0, 2}})[0] == Approx(0.95));
  CHECK(chances({{2, 2}, {0, 3}})[0] == Approx(34.0 / 35));
  const auto three = chances({{0, 0}, {1, 1}, {0, 0}});  // two with the density 1, one with 2 r
  CHECK(three[0] == Approx(0.25));
  CHECK(three[1] == Approx(0.5));
  CHECK(three[2] == Approx(0.25));
  CHECK(chances({{5, 9}}) == std::vector<double>{1});
}

TEST_CASE("of two arms the chance is the exact sum, from few contacts to many") {
  const std::vector<Proportion> all = {{0, 1},      {1, 1},          {3, 10},     {0, 500},
                                       {500, 500},  {20, 1'000},     {31, 1'000}, {2'000, 100'000},
                                       {1, 50'000}, {2'111, 100'000}};
  for (const auto& a : all) {
    for (const auto& b : all) {
      INFO(a.x << " of " << a.n << " against " << b.x << " of " << b.n);
      const auto seen = chances({a, b});
      CHECK(seen[1] == Approx(exact(a, b)).margin(1e-7));
      CHECK(seen[0] + seen[1] == Approx(1));
    }
  }
}

TEST_CASE("chances add up, do not depend on the order, and are equal of equals") {
  std::vector<Proportion> arms = {{10, 100}, {12, 90}, {12, 90}, {0, 3}, {40, 400}};
  const auto seen = chances(arms);
  CHECK(std::accumulate(seen.begin(), seen.end(), 0.0) == Approx(1));
  CHECK(seen[1] == Approx(seen[2]));
  std::reverse(arms.begin(), arms.end());
  const auto turned = chances(arms);
  for (std::size_t i = 0; i < seen.size(); ++i)
    CHECK(seen[i] == Approx(turned[seen.size() - 1 - i]));
}

TEST_CASE("as many arms as there may be, of as many contacts as can be counted") {
  std::vector<Proportion> arms(64, {1'000'000, 50'000'000});
  for (const auto chance : chances(arms)) CHECK(chance == Approx(1.0 / 64));
  arms[7].x += 100'000;
  CHECK(chances(arms)[7] == Approx(1));
}
