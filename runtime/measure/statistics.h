// The statistics of a report: rates, differences between arms, revenue per contact, sample ratio.
// Pure.
//
// All p-values are two-sided. An interval holds the values that its test at `alpha` does not rule
// out: a p below alpha and an interval without 0 are the same. Of one value alone it is 95 %;
// holm() says the alpha of each of several tests.
// What cannot be said (0 of 0, no variance) is absent, never a made-up number. Counts up to
// 2^53. Doubles: this is estimation; the money itself stays in integers.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace camp {

struct Interval {
  double low = 0;
  double high = 0;
};

// x of n. `x <= n` is the caller's business: otherwise every answer is absent.
struct Proportion {
  std::uint64_t x = 0;
  std::uint64_t n = 0;
  double rate() const { return n == 0 ? 0.0 : static_cast<double>(x) / static_cast<double>(n); }
};
// Wilson's score interval (without continuity correction).
std::optional<Interval> wilson_interval(Proportion p);

enum class Test : std::uint8_t { kPooledZ = 1, kFisher = 2, kWelch = 3, kAnyTime = 4 };
std::string_view test_text(Test test);        // "two-proportion z test (pooled)"
std::string_view test_short_text(Test test);  // "z"

inline constexpr double kAlpha = 0.05;  // of one test alone

struct Comparison {
  double difference = 0;  // arm - baseline
  double alpha = kAlpha;  // of its intervals: 0.05 is 95 %
  std::optional<Interval> difference_interval;
  std::optional<double> lift;             // arm / baseline - 1; absent when the baseline is 0
  std::optional<Interval> lift_interval;  // absent when the baseline is 0
  std::optional<double> p;
  Test test{};
};
// The same seen from the other arm.
Comparison reversed(const Comparison& comparison);
// The pooled z test, or Fisher's exact test when an expected count of the 2x2 table is below 5.
// Mee's score interval for the difference (R. W. Mee, Biometrics 40, 1984, 1175-1176), Koopman's
// for the lift: both are what the z test does not rule out, and hold where everybody or nobody did
// it. Where Fisher's test and z differ about alpha, their level is moved to where they agree.
// Absent when either has nobody.
std::optional<Comparison> compare_proportions(Proportion arm, Proportion baseline,
                                              double alpha = kAlpha);
// Two-sided by the probability of tables: the sum of all that are no likelier than the one seen.
double fisher_exact_p(Proportion a, Proportion b);

// A quantity of n contacts, most of which may be 0.
struct Sample {
  std::uint64_t n = 0;
  double sum = 0;
  double squares = 0;
  double mean() const { return n == 0 ? 0.0 : sum / static_cast<double>(n); }
  std::optional<double> variance() const;  // unbiased; absent below 2
};
// Student's t. Absent without variance: equal amounts say nothing of the others.
std::optional<Interval> mean_interval(const Sample& sample);
// Welch's unequal-variances t test: difference with its interval and p; the lift has none. Interval
// and p are absent when there is no variance at all.
std::optional<Comparison> compare_means(const Sample& arm, const Sample& baseline,
                                        double alpha = kAlpha);

// Of one family of tests, in its order, such that the chance of even one false finding is at most
// 5 % when nothing is different: S. Holm's step-down procedure (Scandinavian Journal of Statistics
// 6, 1979, 65-70). It asks nothing of how the tests depend on each other.
struct HolmStep {
  double corrected_p = 1;  // below kAlpha exactly when p is below alpha
  double alpha = kAlpha;   // that p is tested at; once a test fails, its alpha is that of the rest
};
std::vector<HolmStep> holm(std::span<const double> p_values);

// Of each arm the probability that its rate is the highest of all, when each rate is drawn from its
// posterior under a uniform prior, Beta(1 + x, 1 + n - x): the integral, over all rates r, of this
// arm's density at r times the probability that every other's rate is below r. They add up to 1.
// Shares by them are those of Thompson sampling (W. R. Thompson, Biometrika 25, 1933, 285-294;
// S. L. Scott, Applied Stochastic Models in Business and Industry 26, 2010, 639-658). `x <= n`.
std::vector<double> chances_to_be_best(std::span<const Proportion> arms);

// A rate over time. `at` is the place in time, in any unit.
struct TrendPoint {
  double at = 0;
  Proportion share;
};
struct Trend {
  double first = 0;  // the rate by the line at the first point ...
  double last = 0;   // ... and at the last
  double p = 1;      // of no trend at all
};
// The line through the rates, and the Cochran-Armitage test that it is level (W. G. Cochran,
// Biometrics 10, 1954, 417-451; P. Armitage, Biometrics 11, 1955, 375-386). Where the points vary
// around it by more than chance makes messages differ, its variance is larger by that (a
// quasi-binomial dispersion, never below 1), and p is Student's with two degrees less than there
// are points. Absent below five points, and where all or none did it.
std::optional<Trend> trend_of(std::span<const TrendPoint> points);

// How many contacts each of two arms would need for a difference as large as the one seen to be
// found in four of five tests (at 5 %, two-sided, by the normal approximation). Absent without a
// difference.
std::optional<double> contacts_needed(Proportion a, Proportion b);
std::optional<double> contacts_needed(const Sample& a, const Sample& b);

// Pearson's chi-square test that contacts fell to the arms by these shares (of any sum). Absent
// below two arms, with nobody, or with shares that are all 0.
std::optional<double> sample_ratio_p(std::span<const std::uint64_t> observed,
                                     std::span<const std::uint64_t> shares);
inline constexpr double kSampleRatioAlarm = 0.001;  // below: the split is not what was declared

}  // namespace camp
