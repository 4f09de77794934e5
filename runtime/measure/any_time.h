// Differences of a test that is still running, and may be looked at any day. A test that is made
// again and again while its figures grow finds a difference in the end where there is none; these
// hold at all times together: the chance that one of all intervals ever leaves out the true
// difference is at most alpha.
//
// They are asymptotic confidence sequences (I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and
// A. Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences", Annals of
// Statistics 52, 2024, 2613-2640), whose boundary is the normal mixture of H. Robbins
// ("Statistical methods related to the law of the iterated logarithm", Annals of Mathematical
// Statistics 41, 1970, 1397-1409):
//
//   difference +- sqrt(variance * 2 (t + 1) / t * ln(sqrt(t + 1) / alpha))
//
// with t = information * kAnyTimeTuning. p is the alpha at which the interval ends at 0, so that a
// p below alpha and an interval without 0 are the same. The information is n_a n_b / (n_a + n_b)
// times r (1 - r) of the pooled rate r: it grows with the contacts, and with what those do who are
// there. Where money is compared it is that of the rate of contacts with any. Asymptotic as every z
// test; where little was seen the boundary is so wide that it is no matter, and a rate's variance
// is that with one more who did it and one who did not (A. Agresti and B. Caffo, The American
// Statistician 54, 2000, 280-288): nobody in one arm does not make it certain.
#pragma once
#include "runtime/measure/statistics.h"

namespace camp {

// Fixed beforehand, as it has to be: the paper's rho^2, (-2 ln alpha + ln(-2 ln alpha) + 1) / t,
// for an alpha of 0.05 and the narrowest boundary at an information of 100, some 400 contacts who
// did it.
inline constexpr double kAnyTimeTuning = 0.0878;

double information_of(Proportion a, Proportion b);
// As their namesakes in statistics.h; a lift has no interval. Interval and p are absent when there
// is no variance, or no information.
std::optional<Comparison> compare_proportions_any_time(Proportion arm, Proportion baseline,
                                                       double alpha = kAlpha);
std::optional<Comparison> compare_means_any_time(const Sample& arm, const Sample& baseline,
                                                 double information, double alpha = kAlpha);

}  // namespace camp
