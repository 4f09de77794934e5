#include "runtime/measure/statistics.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <numeric>

namespace camp {
namespace {

namespace bm = boost::math;
// No exceptions out of here: a domain error gives a NaN, which becomes "absent".
using Quiet = bm::policies::policy<bm::policies::domain_error<bm::policies::ignore_error>,
                                   bm::policies::pole_error<bm::policies::ignore_error>,
                                   bm::policies::overflow_error<bm::policies::ignore_error>,
                                   bm::policies::evaluation_error<bm::policies::ignore_error>>;
using Normal = bm::normal_distribution<double, Quiet>;
using StudentsT = bm::students_t_distribution<double, Quiet>;
using ChiSquared = bm::chi_squared_distribution<double, Quiet>;

constexpr double kMissed = 0.2;  // of tests for a difference that is there, when planning
constexpr double kExpectedCountMin =
    5;  // Cochran's rule: below, the normal approximation is not to be trusted
constexpr double kSameProbability =
    1e-7;                      // relative; tables as likely as the one seen, but for rounding
constexpr int kHalvings = 60;  // of a factor of two: beyond a double's digits
// Relative to the sum of squares: what rounding alone may leave of equal amounts.
constexpr double kSameAmounts = 1e-14;

// How far from the middle a two-sided test at `alpha` draws its line.
double z_at(double alpha) { return bm::quantile(bm::complement(Normal(), alpha / 2)); }

std::optional<double> needed(double variances, double difference) {
  if (difference == 0 || !(variances > 0)) return std::nullopt;
  static const double found = bm::quantile(bm::complement(Normal(), kMissed));
  auto z = z_at(kAlpha) + found;
  return std::ceil(z * z * variances / (difference * difference));
}

std::optional<double> finite(double value) {
  if (std::isfinite(value)) return value;
  return std::nullopt;
}

bool usable(Proportion p) { return p.n > 0 && p.x <= p.n; }

double smallest_expected_count(Proportion a, Proportion b) {
  auto hits = static_cast<double>(a.x) + static_cast<double>(b.x);
  auto all = static_cast<double>(a.n) + static_cast<double>(b.n);
  return static_cast<double>(std::min(a.n, b.n)) * std::min(hits, all - hits) / all;
}

double pooled_z_p(Proportion a, Proportion b) {
  auto n_a = static_cast<double>(a.n), n_b = static_cast<double>(b.n);
  auto pooled = (static_cast<double>(a.x) + static_cast<double>(b.x)) / (n_a + n_b);
  auto error = std::sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b));
  return 2 * bm::cdf(bm::complement(Normal(), std::abs(a.rate() - b.rate()) / error));
}

// A cell's part of the score statistic: what was seen against what is supposed.
double score(Proportion seen, double supposed) {
  auto n = static_cast<double>(seen.n);
  auto off = static_cast<double>(seen.x) - n * supposed;
  return off == 0 ? 0 : off * off / (n * supposed * (1 - supposed));
}

// Koopman's statistic for "a's rate is `ratio` times b's": chi-square at the likeliest pair of
// rates that has this ratio, which is the smaller root of a quadratic (written so that nothing
// cancels).
double ratio_score(Proportion a, Proportion b, double ratio) {
  auto n_a = static_cast<double>(a.n), n_b = static_cast<double>(b.n);
  auto x_a = static_cast<double>(a.x), x_b = static_cast<double>(b.x);
  auto half = ratio * (n_a + x_b) + x_a + n_b;
  auto root = std::sqrt(std::max(0.0, half * half - 4 * ratio * (n_a + n_b) * (x_a + x_b)));
  auto rate_b = std::min({1.0, 1 / ratio, 2 * (x_a + x_b) / (half + root)});
  return score(a, ratio * rate_b) + score(b, rate_b);
}

// The likeliest rate of b when a's is larger by `difference`. The likelihood has one peak, where
// the slope of its logarithm, which only falls, goes through 0.
double likeliest_rate_b(Proportion a, Proportion b, double difference) {
  auto slope = [](Proportion seen, double rate) {
    auto hits = static_cast<double>(seen.x), misses = static_cast<double>(seen.n - seen.x);
    return (hits == 0 ? 0 : hits / rate) - (misses == 0 ? 0 : misses / (1 - rate));
  };
  auto low = std::max(0.0, -difference), high = std::min(1.0, 1 - difference);
  for (int i = 0; i < kHalvings; ++i) {
    auto middle = (low + high) / 2;
    (slope(a, middle + difference) + slope(b, middle) > 0 ? low : high) = middle;
  }
  return (low + high) / 2;
}

// The score statistic for "a's rate is larger than b's by `difference`"; at 0 it is the square of
// the pooled z.
double difference_score(Proportion a, Proportion b, double difference) {
  auto off = a.rate() - b.rate() - difference;
  if (off == 0) return 0;
  auto rate_b = likeliest_rate_b(a, b, difference);
  auto rate_a = std::clamp(rate_b + difference, 0.0, 1.0);
  return off * off /
         (rate_a * (1 - rate_a) / static_cast<double>(a.n) +
          rate_b * (1 - rate_b) / static_cast<double>(b.n));
}

// From a place inside (below `limit`) to one at or beyond the end: where the score goes through it.
template <class Score, class Middle>
double end_between(double inside, double outside, double limit, Score score, Middle middle_of) {
  for (int i = 0; i < kHalvings; ++i) {
    auto middle = middle_of(inside, outside);
    (score(middle) < limit ? inside : outside) = middle;
  }
  return outside;
}

Interval mee(Proportion a, Proportion b, double alpha) {
  auto limit = z_at(alpha) * z_at(alpha), seen = a.rate() - b.rate();
  auto end = [&](double outermost) {
    return end_between(
        seen, outermost, limit, [&](double d) { return difference_score(a, b, d); },
        [](double in, double out) { return (in + out) / 2; });
  };
  return {seen == -1 ? -1 : end(-1), seen == 1 ? 1 : end(1)};
}

// The ratio on one side of the one seen at which the statistic reaches its limit.
double ratio_bound(Proportion a, Proportion b, double inside, double step, double limit) {
  auto score = [&](double ratio) { return ratio_score(a, b, ratio); };
  auto outside = inside * step;
  while (score(outside) < limit) outside *= step;
  return end_between(inside, outside, limit, score,
                     [](double in, double out) { return std::sqrt(in * out); });
}

std::optional<Interval> koopman(Proportion a, Proportion b, double alpha) {
  if (b.x == 0) return std::nullopt;
  auto limit = z_at(alpha) * z_at(alpha);
  if (a.x == 0) {
    // Seen is 0, from which no search starts: half a contact is certainly inside.
    auto inside = 0.5 / static_cast<double>(a.n) / b.rate();
    return Interval{-1, ratio_bound(a, b, inside, 2, limit) - 1};
  }
  auto seen = a.rate() / b.rate();
  return Interval{ratio_bound(a, b, seen, 0.5, limit) - 1, ratio_bound(a, b, seen, 2, limit) - 1};
}

// At which the z test says what Fisher's says at `alpha`.
double agreeing_alpha(double alpha, const std::optional<double>& z_p,
                      const std::optional<double>& exact_p) {
  if (!z_p || !exact_p || (*z_p < alpha) == (*exact_p < alpha)) return alpha;
  return alpha * *z_p / *exact_p;
}

}  // namespace

std::string_view test_text(Test test) {
  switch (test) {
    case Test::kPooledZ:
      return "two-proportion z test (pooled)";
    case Test::kFisher:
      return "Fisher's exact test";
    case Test::kWelch:
      return "Welch's t test";
    case Test::kAnyTime:
      return "always-valid confidence sequence";
  }
  return "";
}

std::string_view test_short_text(Test test) {
  switch (test) {
    case Test::kPooledZ:
      return "z";
    case Test::kFisher:
      return "Fisher";
    case Test::kWelch:
      return "Welch";
    case Test::kAnyTime:
      return "any day";
  }
  return "";
}

std::optional<Interval> wilson_interval(Proportion p) {
  if (!usable(p)) return std::nullopt;
  auto n = static_cast<double>(p.n);
  auto z = z_at(kAlpha);
  auto center = (p.rate() + z * z / (2 * n)) / (1 + z * z / n);
  auto half = z / (1 + z * z / n) * std::sqrt(p.rate() * (1 - p.rate()) / n + z * z / (4 * n * n));
  // At the ends the bound is 0 or 1 by algebra, but not by rounding.
  return Interval{p.x == 0 ? 0.0 : std::max(0.0, center - half),
                  p.x == p.n ? 1.0 : std::min(1.0, center + half)};
}

std::optional<Comparison> compare_proportions(Proportion arm, Proportion baseline, double alpha) {
  if (!usable(arm) || !usable(baseline)) return std::nullopt;
  Comparison c;
  c.alpha = alpha;
  c.difference = arm.rate() - baseline.rate();
  bool exact = smallest_expected_count(arm, baseline) < kExpectedCountMin;
  auto z_p = finite(pooled_z_p(arm, baseline));
  c.test = exact ? Test::kFisher : Test::kPooledZ;
  c.p = exact ? finite(fisher_exact_p(arm, baseline)) : z_p;
  auto at = agreeing_alpha(alpha, z_p, c.p);
  c.difference_interval = mee(arm, baseline, at);
  if (baseline.x > 0) c.lift = arm.rate() / baseline.rate() - 1;
  c.lift_interval = koopman(arm, baseline, at);
  return c;
}

// Weights relative to the table seen, by the ratio of neighbours: no factorials, so that millions
// of contacts neither overflow nor cancel. Away from the mode weights only fall, so the walk ends
// when they no longer count.
double fisher_exact_p(Proportion a, Proportion b) {
  auto n_a = static_cast<double>(a.n), n_b = static_cast<double>(b.n);
  auto hits = static_cast<double>(a.x) + static_cast<double>(b.x);
  auto low = std::max(0.0, hits - n_b), high = std::min(hits, n_a);
  auto up = [&](double k) { return (n_a - k) * (hits - k) / ((k + 1) * (n_b - hits + k + 1)); };
  auto mode = std::clamp(std::floor((n_a + 1) * (hits + 1) / (n_a + n_b + 2)), low, high);
  auto seen = static_cast<double>(a.x);
  // Once from the mode to the table seen, for its weight; the mode's is 1.
  double seen_weight = 1;
  for (auto k = mode; k < seen; ++k) seen_weight *= up(k);
  for (auto k = mode; k > seen; --k) seen_weight /= up(k - 1);
  auto limit = seen_weight * (1 + kSameProbability);
  double all = 0, tail = 0;
  auto add = [&](double weight) {
    all += weight;
    if (weight <= limit) tail += weight;
    return weight > 0;
  };
  double weight = 1;
  add(weight);
  for (auto k = mode; k < high && add(weight *= up(k)); ++k) {
  }
  weight = 1;
  for (auto k = mode; k > low && add(weight /= up(k - 1)); --k) {
  }
  return std::min(1.0, tail / all);
}

std::optional<double> Sample::variance() const {
  if (n < 2) return std::nullopt;
  auto count = static_cast<double>(n);
  auto spread = squares - sum * sum / count;
  return spread <= kSameAmounts * squares ? 0.0 : spread / (count - 1);
}

std::optional<Interval> mean_interval(const Sample& sample) {
  auto variance = sample.variance();
  if (!variance || *variance == 0) return std::nullopt;
  auto count = static_cast<double>(sample.n);
  auto half =
      bm::quantile(bm::complement(StudentsT(count - 1), kAlpha / 2)) * std::sqrt(*variance / count);
  if (!std::isfinite(half)) return std::nullopt;
  return Interval{sample.mean() - half, sample.mean() + half};
}

std::optional<Comparison> compare_means(const Sample& arm, const Sample& baseline, double alpha) {
  if (arm.n == 0 || baseline.n == 0) return std::nullopt;
  Comparison c;
  c.alpha = alpha;
  c.test = Test::kWelch;
  c.difference = arm.mean() - baseline.mean();
  if (baseline.mean() != 0) c.lift = arm.mean() / baseline.mean() - 1;
  auto variance_a = arm.variance(), variance_b = baseline.variance();
  if (!variance_a || !variance_b) return c;
  auto a = *variance_a / static_cast<double>(arm.n),
       b = *variance_b / static_cast<double>(baseline.n);
  auto error = std::sqrt(a + b);
  if (!(error > 0)) return c;
  auto freedom =
      (a + b) * (a + b) /
      (a * a / static_cast<double>(arm.n - 1) + b * b / static_cast<double>(baseline.n - 1));
  StudentsT t(freedom);
  auto half = bm::quantile(bm::complement(t, alpha / 2)) * error;
  if (std::isfinite(half))
    c.difference_interval = Interval{c.difference - half, c.difference + half};
  c.p = finite(2 * bm::cdf(bm::complement(t, std::abs(c.difference) / error)));
  return c;
}

Comparison reversed(const Comparison& comparison) {
  auto turned = comparison;
  turned.difference = -comparison.difference;
  if (const auto& it = comparison.difference_interval)
    turned.difference_interval = Interval{-it->high, -it->low};
  // A lift turned around is infinite where the arm's is -1.
  auto turn = [](double lift) { return 1 / (1 + lift) - 1; };
  turned.lift.reset();
  turned.lift_interval.reset();
  if (comparison.lift && *comparison.lift > -1) turned.lift = turn(*comparison.lift);
  if (const auto& it = comparison.lift_interval; it && it->low > -1)
    turned.lift_interval = Interval{turn(it->high), turn(it->low)};
  return turned;
}

std::vector<HolmStep> holm(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<HolmStep> steps(p_values.size());
  double floor = 0;  // a larger p never becomes the smaller
  double alpha = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    auto left = static_cast<double>(order.size() - i);
    if (floor < kAlpha) alpha = kAlpha / left;
    floor = std::max(floor, std::min(1.0, left * p_values[order[i]]));
    steps[order[i]] = {floor, alpha};
  }
  return steps;
}

std::optional<Trend> trend_of(std::span<const TrendPoint> points) {
  constexpr std::size_t kFewest = 5;
  if (points.size() < kFewest) return std::nullopt;
  double n = 0, x = 0, n_at = 0;
  for (const auto& it : points) {
    if (!usable(it.share)) return std::nullopt;
    n += static_cast<double>(it.share.n);
    x += static_cast<double>(it.share.x);
    n_at += static_cast<double>(it.share.n) * it.at;
  }
  const auto rate = x / n, middle = n_at / n;
  double spread = 0, together = 0;
  for (const auto& it : points) {
    const auto weight = static_cast<double>(it.share.n);
    spread += weight * (it.at - middle) * (it.at - middle);
    together += weight * (it.at - middle) * (it.share.rate() - rate);
  }
  const auto variance = rate * (1 - rate);
  if (!(variance > 0) || !(spread > 0)) return std::nullopt;
  const auto slope = together / spread;
  double off = 0;
  for (const auto& it : points) {
    const auto beside = it.share.rate() - rate - slope * (it.at - middle);
    off += static_cast<double>(it.share.n) * beside * beside / variance;
  }
  const auto degrees = static_cast<double>(points.size() - 2);
  const auto dispersion = std::max(1.0, off / degrees);
  const auto t = slope / std::sqrt(variance * dispersion / spread);
  const auto at = [&](const TrendPoint& it) { return rate + slope * (it.at - middle); };
  return Trend{at(points.front()), at(points.back()),
               2 * bm::cdf(bm::complement(StudentsT(degrees), std::abs(t)))};
}

std::optional<double> contacts_needed(Proportion a, Proportion b) {
  if (!usable(a) || !usable(b)) return std::nullopt;
  auto variance = [](Proportion p) { return p.rate() * (1 - p.rate()); };
  return needed(variance(a) + variance(b), a.rate() - b.rate());
}

std::optional<double> contacts_needed(const Sample& a, const Sample& b) {
  auto variance_a = a.variance(), variance_b = b.variance();
  if (!variance_a || !variance_b) return std::nullopt;
  return needed(*variance_a + *variance_b, a.mean() - b.mean());
}

// ---- the best of several rates

namespace {

struct Posterior {
  double a = 1;
  double b = 1;
  double density(double rate) const { return bm::ibeta_derivative(a, b, rate, Quiet()); }
  double below(double rate) const { return bm::ibeta(a, b, rate, Quiet()); }
};

// Between two of these every density is smooth enough for one rule: a few of its deviations wide
// where it is high, wider where it is nothing.
std::vector<double> cuts_of(const std::vector<Posterior>& arms) {
  std::vector<double> cuts = {0, 1};
  for (const auto& [a, b] : arms) {
    const auto mean = a / (a + b);
    const auto deviation = std::sqrt(mean * (1 - mean) / (a + b + 1));
    for (const auto width : {0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0})
      for (const auto cut : {mean - width * deviation, mean + width * deviation})
        if (cut > 0 && cut < 1) cuts.push_back(cut);
  }
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

// What one place of the integral gives to each arm's chance.
void add_place(const std::vector<Posterior>& arms, double rate, double weight,
               std::vector<double>* chances) {
  std::vector<double> below;
  for (const auto& arm : arms) below.push_back(arm.below(rate));
  auto below_before = weight;  // of all arms before this one
  std::vector<double> below_behind(arms.size() + 1, 1);
  for (auto i = arms.size(); i-- > 0;) below_behind[i] = below_behind[i + 1] * below[i];
  for (std::size_t i = 0; i < arms.size(); ++i) {
    (*chances)[i] += below_before * below_behind[i + 1] * arms[i].density(rate);
    below_before *= below[i];
  }
}

}  // namespace

std::vector<double> chances_to_be_best(std::span<const Proportion> arms) {
  using Rule = bm::quadrature::gauss<double, 20>;
  std::vector<Posterior> posteriors;
  for (const auto& arm : arms)
    posteriors.push_back({1 + static_cast<double>(arm.x), 1 + static_cast<double>(arm.n - arm.x)});
  std::vector<double> chances(arms.size(), 0);
  const auto cuts = cuts_of(posteriors);
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const auto middle = (cuts[i] + cuts[i + 1]) / 2, half = (cuts[i + 1] - cuts[i]) / 2;
    if (half <= 0) continue;
    for (std::size_t k = 0; k < Rule::abscissa().size(); ++k)
      for (const auto side : {-half, half})
        add_place(posteriors, middle + side * Rule::abscissa()[k], half * Rule::weights()[k],
                  &chances);
  }
  const auto sum = std::accumulate(chances.begin(), chances.end(), 0.0);
  for (auto& chance : chances) chance /= sum;
  return chances;
}

std::optional<double> sample_ratio_p(std::span<const std::uint64_t> observed,
                                     std::span<const std::uint64_t> shares) {
  if (observed.size() != shares.size()) return std::nullopt;
  double contacts = 0, whole = 0;
  for (auto count : observed) contacts += static_cast<double>(count);
  for (auto share : shares) whole += static_cast<double>(share);
  if (contacts == 0 || whole == 0) return std::nullopt;
  double chi_square = 0;
  std::size_t cells = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] == 0) {
      if (observed[i] != 0) return 0.0;  // nobody was to be there
      continue;
    }
    auto expected = contacts * static_cast<double>(shares[i]) / whole;
    auto off = static_cast<double>(observed[i]) - expected;
    chi_square += off * off / expected;
    ++cells;
  }
  if (cells < 2) return std::nullopt;
  return finite(bm::cdf(bm::complement(ChiSquared(static_cast<double>(cells - 1)), chi_square)));
}

}  // namespace camp
