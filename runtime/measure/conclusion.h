// What a report says first: which arm is ahead, by how much, how sure that is, and what to do.
// Pure; decided from the arms' figures (results.h), put into words by
// cli/render/report_conclusion.h.
//
// The rule. One goal decides: the first that counts money, else the first. Its measure is money per
// contact where that can be trusted (one currency, at least kBuyersMin buyers in every arm), else
// the share of contacts who reached it. All pairs of arms are tested on it and their p-values
// corrected together by Holm's step-down procedure (S. Holm, "A simple sequentially rejective
// multiple test procedure", Scandinavian Journal of Statistics 6, 1979, 65-70), so that among all
// pairs the chance of even one false finding is at most 5 %. A pair whose corrected p is below
// kFound is *shown*. While the experiment is running (is_running) intervals and p-values are those
// that may be looked at any day (any_time.h). The other measures are each ruled on in the same way,
// and are not corrected for being several: they are told as secondary.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lang/program/program.h"
#include "runtime/measure/statistics.h"
#include "runtime/vm/calendar.h"

namespace camp {

struct ExperimentResult;

inline constexpr double kFound = kAlpha;
inline constexpr std::uint64_t kBuyersMin = 30;      // of an arm: below, a mean's test is not to be
                                                     // trusted with amounts this skewed
inline constexpr std::uint64_t kConvertersMin = 25;  // of all arms: below, "no difference" says
                                                     // nothing

// Their rows are conclusion.def's; word_of() is for machines: "ahead", "ship", "window_open".
enum class Finding : std::uint8_t {
#define CAMP_FINDING(Name, word, doc) k##Name,
#include "runtime/measure/conclusion.def"
};
std::string_view word_of(Finding finding);

enum class Advice : std::uint8_t {
#define CAMP_ADVICE(Name, word, doc) k##Name,
#include "runtime/measure/conclusion.def"
};
std::string_view word_of(Advice advice);

enum class Caveat : std::uint8_t {
#define CAMP_CAVEAT(Name, word, doc) k##Name,
#include "runtime/measure/conclusion.def"
};
std::string_view word_of(Caveat caveat);

// The best arm against another one.
struct Against {
  std::size_t arm = 0;
  Comparison comparison;  // best - arm
  std::optional<double> corrected_p;
  bool is_shown() const { return corrected_p && *corrected_p < kFound; }
};
// What one measure says.
struct Ruling {
  std::string goal;
  bool money = false;  // per contact, in `currency`; else the share of contacts
  Currency currency = 0;
  Finding finding = Finding::kNoMeasure;
  std::uint64_t seen = 0;           // contacts who reached the goal, in all arms
  std::size_t pairs = 0;            // that were tested, and corrected, together
  std::size_t best = 0;             // the highest of those that are not behind
  std::vector<Against> against;     // best against all others, in the arms' order
  std::vector<std::size_t> level;   // not shown to be behind any arm; with the best, in order
  std::vector<std::size_t> behind;  // shown to be behind one at least
  // Contacts that each arm would need for a difference as large as the smallest of the best against
  // a level arm.
  std::optional<double> contacts_needed;
};
struct Conclusion {
  Ruling main;
  std::vector<Ruling> others;
  Advice advice{};
  std::vector<Caveat> caveats;
  // kWindowOpen: the day on which the last contact's closes (since 1970, in the setting's zone);
  // none when the goal has no `within`.
  std::optional<std::int64_t> window_ends_on;
};

// What it needs to know beside the arms.
struct ConclusionSetting {
  FlowKind kind{};
  std::int64_t as_of_ms = 0;
  const calendar::Zone* zone = nullptr;  // by which windows are counted
};
// Whether it is looked at while its figures grow: a journey, into which contacts come for ever; a
// test whose winner is not chosen yet; a window that is open, as that of a goal without one is
// for ever.
bool is_running(const ExperimentResult& experiment, const ConclusionSetting& setting);
Conclusion conclude(const ExperimentResult& experiment, const ConclusionSetting& setting);

}  // namespace camp
