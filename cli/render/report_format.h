// How a report writes numbers, money and labels; shared by its four renderers. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/measure/results.h"

namespace camp::cli {

std::string money_plain(std::int64_t minor, Currency currency);    // 30311.69
std::string money_grouped(std::int64_t minor, Currency currency);  // 30,311.69 USD
// Minor units that need not be whole: 1.42 USD, +0.77 USD; two digits more below one minor unit.
std::string mean_money(double minor, Currency currency, bool sign = false);
// The same without the currency, for cells whose heading has it.
std::string mean_amount(double minor, Currency currency, bool sign = false);
double minor_scale(Currency currency);  // minor units in one of the currency
// Counts that may be shared: 1,204; where any of them is, 1,203.67, and they add up to their sum.
std::vector<std::string> shared_texts(std::span<const SharedCount> counts);
std::string shared_plain(const SharedCount& count);    // 1203.666667, or 1204; for machines
std::string percent(double share, bool sign = false);  // 18.28 (of 0.1828); +7.66
std::string p_text(double p);                          // 0.0312, < 0.0001
std::string p_with_sign(double p);                     // = 0.0312, < 0.0001
std::string confidence_text(double alpha);             // 95 % (of 0.05), 98.3 %
std::string signed_count(double contacts);             // +2,599
std::string per_contact(std::uint64_t count, std::uint64_t contacts);  // 1.78; "" of nobody
std::string day_words(std::int64_t day);                               // 20 March 2008
std::string instant_words(const LocalInstant& instant);                // 20 March 2008, 09:05

// An interval's ends, each as `show` writes it; empty when there is none.
template <class Show>
std::string range(const std::optional<Interval>& interval, Show show) {
  return interval ? show(interval->low) + " to " + show(interval->high) : std::string();
}

std::string_view kind_text(FlowKind kind);
std::string_view refusal_text(std::size_t refusal);
std::string arm_text(const ArmResult& arm);  // its name; `everybody` where there are none
// `run 3 (key 2026-11-21)`, `` for a journey
std::string run_text(const RunResult& run);
// `costs 1,200.00 EUR; return of bought: +35.00 %`; `costs 1,240.00 EUR, 40.00 EUR of it for
// messages; ...`
std::string costs_text(const RunCosts& costs);
// `visited`; `bought, USD per contact`
std::string measure_text(const RevenueResult& revenue);
// What the sample-ratio check says, as a sentence; empty without an experiment.
std::string ratio_text(const ExperimentResult& experiment);
// Of each arm, one of the counts of a goal.
std::vector<std::string> goal_texts(const ExperimentResult& experiment, std::uint32_t goal,
                                    SharedCount GoalCounts::*of);
// What the differences are against, as a sentence; empty for a single arm or without any.
std::string baselines_text(const ExperimentResult& experiment);

// The counters every renderer shows, in this order. `always`: even when nobody has any.
struct CountColumn {
  std::string_view name;
  std::uint64_t (*of)(const Counts&);
  bool always;
};
std::span<const CountColumn> count_columns();
// Whether it is worth its room in a table: some arm has any; entries and ends only when they differ
// from the contacts.
bool is_shown(const CountColumn& column, const ExperimentResult& experiment);

// The counters of a flow's place, in this order.
struct PlaceColumn {
  std::string_view name;
  std::uint64_t (*of)(const PlaceCounts&);
};
std::span<const PlaceColumn> place_columns();
// A line of a flow's table: a place as a whole, then its arms one by one; one line where all who
// came by are of one arm.
struct PlaceRow {
  const PlaceResult* place = nullptr;
  const PlaceOfArm* arm = nullptr;  // none: everybody
  bool again = false;               // the place of the line before
  const PlaceCounts& counts() const { return arm ? arm->counts : place->counts; }
};
std::vector<PlaceRow> place_rows(const RunResult& run);
// `mens`; `collection: mens` where the run has several experiments.
std::string arm_text(const RunResult& run, std::size_t experiment, std::size_t arm);
// The same; `everybody` beside arms.
std::string arm_text(const RunResult& run, const PlaceRow& row);
bool has_arms(const RunResult& run);  // any place

// A line of the talks' table: a talk, a question or a target of it, of everybody or of an arm.
struct TalkRow {
  std::string talk;
  bool again = false;  // the talk of the line before
  std::string about;   // `score`, `target promoter`; "" for the talk as a whole
  std::string arm;
  std::vector<std::string> figures;  // by talk_columns(); "" where there is none
};
// begun, asked, ...; the share is of questions answered among those asked, of targets reached among
// the talks begun.
std::span<const std::string_view> talk_columns();
std::vector<TalkRow> talk_rows(const RunResult& run);
bool has_arms_talking(const RunResult& run);  // any of its talks
// What one use of a module came to, in words.
std::string talk_words(const TalkResult& talk);

// Which tests and intervals stand behind the figures: for the foot of a report.
std::string methods_text(const Results& results);

}  // namespace camp::cli
