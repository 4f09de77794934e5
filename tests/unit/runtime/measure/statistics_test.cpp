// Known values: Newcombe (Statistics in Medicine 17, 1998, 857-872 and 873-890), Koopman (Biometrics 40, 1984), Fisher's
// tea tasting, closed forms.
#include "runtime/measure/statistics.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace camp;

namespace {

constexpr double kFourDigits = 0.00005;

void check_interval(const std::optional<Interval>& interval, double low, double high,
                    double margin = kFourDigits) {
  REQUIRE(interval);
  CHECK(interval->low == Approx(low).margin(margin));
  CHECK(interval->high == Approx(high).margin(margin));
}

}  // namespace

TEST_CASE("Wilson's interval has Newcombe's published values") {
  check_interval(wilson_interval({81, 263}), 0.2553, 0.3662);
  check_interval(wilson_interval({15, 148}), 0.0624, 0.1605);
  check_interval(wilson_interval({1, 29}), 0.0061, 0.1718);
}

TEST_CASE("a rate of nobody, of none and of all") {
  CHECK_FALSE(wilson_interval({0, 0}));
  auto none = wilson_interval({0, 20});
  check_interval(none, 0, 0.1611);
  CHECK(none->low == 0.0);
  auto all = wilson_interval({20, 20});
  check_interval(all, 1 - 0.1611, 1);
  CHECK(all->high == 1.0);
  CHECK_FALSE(wilson_interval({3, 2}));
}

TEST_CASE("Mee's interval for a difference has its published values (Newcombe's method 5)") {
  check_interval(compare_proportions({56, 70}, {48, 80})->difference_interval, 0.0533, 0.3377);
  check_interval(compare_proportions({5, 56}, {0, 29})->difference_interval, -0.0313, 0.1926);
}

TEST_CASE("the pooled z test is the chi-square test of the table") {
  auto c = compare_proportions({56, 70}, {48, 80});
  REQUIRE(c);
  CHECK(c->test == Test::kPooledZ);
  CHECK(c->difference == Approx(0.2));
  // chi-square = N (ad - bc)^2 / (row and column sums); p of one degree of freedom by erfc.
  double chi = 150 * std::pow(56 * 32 - 14.0 * 48, 2) / (70.0 * 80 * 104 * 46);
  CHECK(*c->p == Approx(std::erfc(std::sqrt(chi / 2))).epsilon(1e-10));
  auto turned = compare_proportions({48, 80}, {56, 70});
  CHECK(*turned->p == Approx(*c->p));
  CHECK(turned->difference == Approx(-0.2));
  CHECK(*compare_proportions({50, 100}, {50, 100})->p == Approx(1.0));
}

TEST_CASE("Koopman's interval for a lift has his published values") {
  auto c = compare_proportions({36, 40}, {16, 80});
  REQUIRE(c->lift);
  CHECK(*c->lift == Approx(3.5));
  check_interval(c->lift_interval, 2.94 - 1, 7.15 - 1, 0.005);
}

// The same statistics by another way: the likeliest pair of rates is searched for, not solved for.
// `rate_a` says a's rate from b's.
template <class RateA>
double searched_score(Proportion a, Proportion b, double low, double high, RateA rate_a) {
  auto log_likelihood = [&](double rate_b) {
    auto part = [](std::uint64_t count, double rate) {
      return count == 0 ? 0.0 : static_cast<double>(count) * std::log(rate);
    };
    return part(a.x, rate_a(rate_b)) + part(a.n - a.x, 1 - rate_a(rate_b)) + part(b.x, rate_b) +
           part(b.n - b.x, 1 - rate_b);
  };
  for (int i = 0; i < 200; ++i) {  // it has one peak between them
    auto left = low + (high - low) * 0.382, right = low + (high - low) * 0.618;
    (log_likelihood(left) < log_likelihood(right) ? low : high) =
        log_likelihood(left) < log_likelihood(right) ? left : right;
  }
  auto rate_b = (low + high) / 2;
  auto chi_square = [](Proportion seen, double rate) {
    auto n = static_cast<double>(seen.n);
    auto hits = static_cast<double>(seen.x) - n * rate;
    auto variance = n * rate * (1 - rate);
    return variance < 1e-9 ? 0.0 : hits * hits / variance;
  };
  return chi_square(a, rate_a(rate_b)) + chi_square(b, rate_b);
}

double searched_ratio_score(Proportion a, Proportion b, double ratio) {
  return searched_score(a, b, 0, std::min(1.0, 1 / ratio),
                        [&](double rate_b) { return std::min(1.0, ratio * rate_b); });
}

double searched_difference_score(Proportion a, Proportion b, double difference) {
  return searched_score(a, b, std::max(0.0, -difference), std::min(1.0, 1 - difference),
                        [&](double rate_b) { return std::clamp(rate_b + difference, 0.0, 1.0); });
}

template <class Check>
void for_all_small_samples(Check check) {
  for (std::uint64_t n_a = 1; n_a <= 6; ++n_a) {
    for (std::uint64_t n_b = 1; n_b <= 6; ++n_b) {
      for (std::uint64_t x_a = 0; x_a <= n_a; ++x_a) {
        for (std::uint64_t x_b = 0; x_b <= n_b; ++x_b) {
          CAPTURE(x_a, n_a, x_b, n_b);
          check(Proportion{x_a, n_a}, Proportion{x_b, n_b});
        }
      }
    }
  }
}

// By the chi-square distribution of one degree, unlike the code.
double two_sided_p(double score) { return std::erfc(std::sqrt(score / 2)); }

// The level at which a small sample's intervals end: 5 %, or the one at which z says what Fisher
// says.
double level_of(Proportion a, Proportion b, const Comparison& c) {
  if (a.x + b.x == 0 || a.x + b.x == a.n + b.n) return 0.05;
  auto z_p = two_sided_p(searched_difference_score(a, b, 0));
  return (z_p < 0.05) == (*c.p < 0.05) ? 0.05 : 0.05 * z_p / *c.p;
}

TEST_CASE("intervals end where their statistics do, for all small samples") {
  for_all_small_samples([](Proportion a, Proportion b) {
    auto c = compare_proportions(a, b);
    REQUIRE(c);
    auto level = level_of(a, b, *c);
    REQUIRE(c->lift_interval.has_value() == (b.x > 0));
    REQUIRE(c->lift.has_value() == (b.x > 0));
    auto [least, most] = *c->difference_interval;
    CHECK(least <= c->difference);
    CHECK(most >= c->difference);
    CHECK(least < most);
    if (least > -1)
      CHECK(two_sided_p(searched_difference_score(a, b, least)) == Approx(level).epsilon(1e-4));
    if (most < 1)
      CHECK(two_sided_p(searched_difference_score(a, b, most)) == Approx(level).epsilon(1e-4));
    if (b.x == 0) return;
    auto low = c->lift_interval->low + 1, high = c->lift_interval->high + 1;
    auto seen = a.rate() / b.rate();
    CHECK(high > seen);
    CHECK(two_sided_p(searched_ratio_score(a, b, high)) == Approx(level).epsilon(1e-4));
    CHECK(two_sided_p(searched_ratio_score(a, b, high * 1.1)) < level);
    if (a.x == 0) {
      CHECK(low == 0);
      return;
    }
    CHECK(low < seen);
    CHECK(two_sided_p(searched_ratio_score(a, b, low)) == Approx(level).epsilon(1e-4));
    CHECK(two_sided_p(searched_ratio_score(a, b, low / 1.1)) < level);
  });
}

bool is_without(const Interval& interval, double value) {
  return interval.low > value || interval.high < value;
}

TEST_CASE("a test finds a difference exactly where its intervals are without 0") {
  auto agree = [](const std::optional<Comparison>& c, double alpha) {
    REQUIRE(c);
    REQUIRE(c->alpha == alpha);
    if (!c->p) return;
    CAPTURE(alpha, *c->p);
    REQUIRE(c->difference_interval);
    CHECK(is_without(*c->difference_interval, 0) == (*c->p < alpha));
    if (c->lift_interval) CHECK(is_without(*c->lift_interval, 0) == (*c->p < alpha));
  };
  const double alphas[] = {0.05, 0.05 / 2, 0.05 / 3, 0.05 / 45};
  for (auto alpha : alphas) {
    for_all_small_samples(
        [&](Proportion a, Proportion b) { agree(compare_proportions(a, b, alpha), alpha); });
    // Of few hits (Fisher's) and of many (z), over every p from sure to hopeless.
    for (std::uint64_t x = 0; x <= 60; ++x) {
      agree(compare_proportions({x, 1'000}, {4, 900}, alpha), alpha);
      agree(compare_proportions({x, 1'000}, {30, 800}, alpha), alpha);
      Sample a{50, 50.0 * static_cast<double>(x), 50.0 * static_cast<double>(x * x) + 9'000};
      agree(compare_means(a, {40, 1'200, 45'000}, alpha), alpha);
    }
  }
}

TEST_CASE("where everybody converts a lift is as little known as its rates") {
  auto two = compare_proportions({2, 2}, {2, 2});
  CHECK(*two->lift == 0);
  auto least = wilson_interval({2, 2})->low;  // by algebra the score interval of one such rate
  check_interval(two->lift_interval, least - 1, 1 / least - 1, 1e-9);
}

TEST_CASE("a lift's interval holds for millions of contacts") {
  auto c = compare_proportions({500'000, 5'000'000}, {499'000, 5'000'000});
  // With many of both it is the log interval.
  auto width = 1.959963985 * std::sqrt(0.9 / 500'000 + 0.9002 / 499'000);
  auto ratio = 500.0 / 499;
  check_interval(c->lift_interval, ratio * std::exp(-width) - 1, ratio * std::exp(width) - 1, 1e-6);
}

TEST_CASE("Fisher's exact test") {
  CHECK(fisher_exact_p({3, 4}, {1, 4}) == Approx(34.0 / 70));
  CHECK(fisher_exact_p({1, 10}, {11, 14}) == Approx(0.002759456).epsilon(1e-6));
  CHECK(fisher_exact_p({4, 4}, {0, 4}) == Approx(2.0 / 70));
  CHECK(fisher_exact_p({0, 5}, {0, 9}) == Approx(1.0));
  CHECK(fisher_exact_p({5, 5}, {9, 9}) == Approx(1.0));
  // By hand: C(10,2) tables of equal groups, x = 0 and 2 are as likely as each other: 2 *
  // C(5,2)/C(10,2).
  CHECK(fisher_exact_p({2, 5}, {0, 5}) == Approx(2 * 10.0 / 45));
}

TEST_CASE("Fisher takes over when an expected count is below five") {
  // 1,000 contacts each, 9 hits: 4.5 expected; 10 hits: 5 expected.
  CHECK(compare_proportions({6, 1000}, {3, 1000})->test == Test::kFisher);
  CHECK(compare_proportions({7, 1000}, {3, 1000})->test == Test::kPooledZ);
  CHECK(compare_proportions({0, 1000}, {0, 1000})->test == Test::kFisher);
  CHECK(*compare_proportions({0, 1000}, {0, 1000})->p == Approx(1.0));
}

TEST_CASE("Fisher's test holds for millions of contacts and for hopeless odds") {
  auto p = fisher_exact_p({4, 5'000'000}, {0, 5'000'000});
  CHECK(p == Approx(0.125).epsilon(1e-4));  // four fair coins: 2 / 16
  CHECK(fisher_exact_p({2000, 2000}, {0, 10'000'000}) >= 0);
  CHECK(fisher_exact_p({2000, 2000}, {0, 10'000'000}) < 1e-100);
}

TEST_CASE("comparing what cannot be compared") {
  CHECK_FALSE(compare_proportions({0, 0}, {1, 2}));
  CHECK_FALSE(compare_proportions({1, 2}, {0, 0}));
  auto none = compare_proportions({3, 10}, {0, 10});
  REQUIRE(none);
  CHECK_FALSE(none->lift);
  CHECK_FALSE(none->lift_interval);
  auto lost = compare_proportions({0, 10}, {3, 10});
  CHECK(*lost->lift == -1.0);
  REQUIRE(lost->lift_interval);
  CHECK(lost->lift_interval->low == -1.0);
}

TEST_CASE("Student's t interval of a mean") {
  Sample one_to_five{5, 15, 55};
  CHECK(*one_to_five.variance() == Approx(2.5));
  check_interval(mean_interval(one_to_five), 3 - 1.963243, 3 + 1.963243, 1e-5);
  CHECK_FALSE(mean_interval({1, 3, 9}));
  CHECK_FALSE(mean_interval({0, 0, 0}));
}

TEST_CASE("equal amounts give a mean no interval, whatever rounding leaves of them") {
  for (std::uint64_t n = 0; n <= 6; ++n) {
    for (double amount : {0.0, 1000.0, 1999.0, 94'906'267.0, 123'456'789'013.0}) {
      auto count = static_cast<double>(n);
      CHECK_FALSE(mean_interval({n, amount * count, amount * amount * count}));
    }
  }
  CHECK(mean_interval({2, 199'901, 19'980'210'001}));  // 99,900 and 100,001
}

TEST_CASE("Welch's test with equal variances has 2n - 2 degrees of freedom") {
  Sample a{5, 20, 90}, b{5, 15, 55};  // 2..6 and 1..5: t = 1 on 8 degrees
  auto c = compare_means(a, b);
  REQUIRE(c);
  CHECK(c->test == Test::kWelch);
  CHECK(c->difference == Approx(1.0));
  CHECK(*c->p == Approx(0.346594).epsilon(1e-5));
  check_interval(c->difference_interval, 1 - 2.306004, 1 + 2.306004, 1e-5);
}

TEST_CASE("means without variance have no p") {
  auto c = compare_means({10, 0, 0}, {10, 0, 0});
  REQUIRE(c);
  CHECK_FALSE(c->p);
  CHECK_FALSE(c->difference_interval);
  CHECK_FALSE(c->lift);
  CHECK_FALSE(compare_means({0, 0, 0}, {10, 5, 5}));
  CHECK_FALSE(compare_means({1, 5, 25}, {10, 5, 5})->p);
}

TEST_CASE("sample ratio") {
  using Numbers = std::vector<std::uint64_t>;
  auto p = [](const Numbers& observed, const Numbers& shares) {
    return sample_ratio_p(observed, shares);
  };
  CHECK(*p({60, 40}, {500'000, 500'000}) == Approx(std::erfc(std::sqrt(2.0))));
  CHECK(*p({10, 20, 30}, {1, 1, 1}) == Approx(std::exp(-5.0)));  // two degrees: e^(-x/2)
  CHECK(*p({50, 50}, {1, 1}) == Approx(1.0));
  CHECK(*p({5, 5}, {0, 1}) == 0.0);
  CHECK_FALSE(p({0, 0}, {1, 1}));
  CHECK_FALSE(p({5, 5}, {0, 0}));
  CHECK_FALSE(p({5}, {1}));
  CHECK_FALSE(p({5, 0}, {1, 0}));
  CHECK_FALSE(p({5, 5}, {1}));
}

TEST_CASE("Holm's step-down correction") {
  using P = std::vector<double>;
  auto corrected = [](const P& p_values) {
    P all;
    for (const auto& step : holm(p_values)) all.push_back(step.corrected_p);
    return all;
  };
  auto alphas = [](const P& p_values) {
    P all;
    for (const auto& step : holm(p_values)) all.push_back(step.alpha);
    return all;
  };
  // Holm (1979) by hand: the smallest times 4, the next times 3, ...; never below an earlier one.
  auto four = corrected({0.01, 0.04, 0.03, 0.005});
  const P expected = {0.03, 0.06, 0.06, 0.02};
  REQUIRE(four.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(four[i] == Approx(expected[i]));
  CHECK(corrected({0.7, 0.8}) == P{1, 1});
  CHECK(corrected({0.03}) == P{0.03});
  CHECK(corrected({}).empty());
  // The third fails at 0.05 / 2: it is the last step, whose level is left to the fourth.
  CHECK(alphas({0.01, 0.04, 0.03, 0.005}) == P{0.05 / 3, 0.05 / 2, 0.05 / 2, 0.05 / 4});
  CHECK(alphas({0.02, 0.03, 0.04}) == P{0.05 / 3, 0.05 / 3, 0.05 / 3});
  CHECK(alphas({0.03}) == P{0.05});
}

TEST_CASE("a p below its step's alpha and a corrected p below 5 % are the same") {
  std::uint64_t state = 1;
  for (int round = 0; round < 2'000; ++round) {
    std::vector<double> p_values(1 + round % 10);
    for (auto& p : p_values) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      p = std::pow(static_cast<double>(state >> 40) / (1 << 24), 3);
    }
    auto steps = holm(p_values);
    for (std::size_t i = 0; i < p_values.size(); ++i)
      REQUIRE((p_values[i] < steps[i].alpha) == (steps[i].corrected_p < kAlpha));
  }
}

TEST_CASE("contacts needed for the difference seen") {
  // 10 % and 12 % at 5 % and a power of 80 %: 7.849 * (0.09 + 0.1056) / 0.02^2
  CHECK(*contacts_needed(Proportion{100, 1'000}, Proportion{120, 1'000}) ==
        Approx(3'838).margin(1));
  CHECK_FALSE(contacts_needed(Proportion{100, 1'000}, Proportion{100, 1'000}));
  CHECK_FALSE(contacts_needed(Proportion{0, 0}, Proportion{1, 10}));
  // Two samples with a variance of 2.5 each, one apart: 7.849 * 5
  CHECK(*contacts_needed(Sample{5, 20, 90}, Sample{5, 15, 55}) == Approx(40));
}

TEST_CASE("a comparison from the other side") {
  auto there = *compare_proportions({30, 100}, {20, 100}),
       back = *compare_proportions({20, 100}, {30, 100}), turned = reversed(there);
  CHECK(turned.difference == Approx(back.difference));
  CHECK(turned.difference_interval->low == Approx(back.difference_interval->low));
  CHECK(turned.difference_interval->high == Approx(back.difference_interval->high));
  CHECK(*turned.lift == Approx(*back.lift));
  CHECK(turned.lift_interval->low == Approx(back.lift_interval->low).epsilon(1e-6));
  CHECK(*turned.p == Approx(*back.p));
  CHECK_FALSE(reversed(*compare_proportions({0, 100}, {20, 100})).lift);
}

TEST_CASE("a trend, by the published example of malformations and alcohol") {
  // A. Agresti, Categorical Data Analysis, 1990: scores 0, 0.5, 1.5, 4, 7; Pearson's X^2 is 12.1 in
  // all, 6.6 of it the trend's. What is left, 5.5 of 3 degrees, is more than chance: t = z / 1.36.
  const TrendPoint points[] = {
      {0, {48, 17'114}}, {0.5, {38, 14'502}}, {1.5, {5, 793}}, {4, {1, 127}}, {7, {1, 38}}};
  const auto trend = trend_of(points);
  REQUIRE(trend);
  CHECK(trend->p == Approx(0.155).margin(0.002));
  CHECK(trend->last > trend->first);
  // The line goes through the middle of all.
  CHECK(trend->first < 93.0 / 32'574);
}

TEST_CASE("a trend is not said of few points, or where all or none did it") {
  const auto points_of = [](std::size_t count, std::uint64_t x) {
    std::vector<TrendPoint> points;
    for (std::size_t i = 0; i < count; ++i) points.push_back({static_cast<double>(i), {x, 100}});
    return points;
  };
  CHECK_FALSE(trend_of(points_of(4, 10)));
  CHECK_FALSE(trend_of(points_of(8, 0)));
  CHECK_FALSE(trend_of(points_of(8, 100)));
  const auto level = trend_of(points_of(8, 10));
  REQUIRE(level);
  CHECK(level->p == Approx(1));
  CHECK(level->first == Approx(level->last));
  // On a straight line there is nothing beside it: p is that of z = 8.1 by Student's with 6 degrees.
  auto rising = points_of(8, 0);
  for (std::size_t i = 0; i < rising.size(); ++i) rising[i].share.x = 10 + 5 * i;
  const auto sure = trend_of(rising);
  REQUIRE(sure);
  CHECK(sure->p < 0.001);
  CHECK(sure->first == Approx(0.1));
  CHECK(sure->last == Approx(0.45));
}
