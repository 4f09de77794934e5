#include "runtime/measure/any_time.h"

#include <algorithm>
#include <cmath>

namespace camp {
namespace {

void set_interval_and_p(double variance, double information, Comparison* c) {
  const auto time = information * kAnyTimeTuning;
  if (!(variance > 0) || !(time > 0)) return;
  const auto widening = 2 * (time + 1) / time;
  const auto radius = std::sqrt(variance * widening * std::log(std::sqrt(time + 1) / c->alpha));
  c->difference_interval = Interval{c->difference - radius, c->difference + radius};
  c->p = std::min(
      1.0, std::sqrt(time + 1) * std::exp(-c->difference * c->difference / (variance * widening)));
}

double variance_of(Proportion p) {
  const auto n = static_cast<double>(p.n);
  const auto rate = (static_cast<double>(p.x) + 1) / (n + 2);
  return rate * (1 - rate) / n;
}

Comparison difference_of(double arm, double baseline, double alpha) {
  Comparison c;
  c.alpha = alpha;
  c.test = Test::kAnyTime;
  c.difference = arm - baseline;
  if (baseline != 0) c.lift = arm / baseline - 1;
  return c;
}

}  // namespace

double information_of(Proportion a, Proportion b) {
  const auto n_a = static_cast<double>(a.n), n_b = static_cast<double>(b.n);
  if (n_a + n_b == 0) return 0;
  const auto rate = (static_cast<double>(a.x) + static_cast<double>(b.x)) / (n_a + n_b);
  return n_a * n_b / (n_a + n_b) * rate * (1 - rate);
}

std::optional<Comparison> compare_proportions_any_time(Proportion arm, Proportion baseline,
                                                       double alpha) {
  if (arm.n == 0 || baseline.n == 0 || arm.x > arm.n || baseline.x > baseline.n)
    return std::nullopt;
  auto c = difference_of(arm.rate(), baseline.rate(), alpha);
  set_interval_and_p(variance_of(arm) + variance_of(baseline), information_of(arm, baseline), &c);
  if (auto& it = c.difference_interval)
    it = Interval{std::max(-1.0, it->low), std::min(1.0, it->high)};
  return c;
}

std::optional<Comparison> compare_means_any_time(const Sample& arm, const Sample& baseline,
                                                 double information, double alpha) {
  if (arm.n == 0 || baseline.n == 0) return std::nullopt;
  auto c = difference_of(arm.mean(), baseline.mean(), alpha);
  const auto a = arm.variance(), b = baseline.variance();
  if (a && b)
    set_interval_and_p(*a / static_cast<double>(arm.n) + *b / static_cast<double>(baseline.n),
                       information, &c);
  return c;
}

}  // namespace camp
