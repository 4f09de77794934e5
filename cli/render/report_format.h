// How a report writes numbers, money and labels; shared by its four renderers. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/render/table.h"  // grouped()
#include "runtime/measure/results.h"

namespace camp::cli {

std::string money_plain(std::int64_t minor, Currency currency);    // 30311.69
std::string money_grouped(std::int64_t minor, Currency currency);  // 30,311.69 USD
// Minor units per contact, two digits finer than the currency, with its sign when asked: +0.7698
std::string mean_money(double minor, Currency currency, bool sign = false);
std::string percent(double share, bool sign = false);  // 18.28 (of 0.1828); +7.66
std::string p_text(double p);                          // 0.0312, < 0.0001
std::string day_text(std::int64_t ms);                 // 2008-03-20

inline constexpr double kNotable = 0.05;  // a p-value below it is shown as a finding

// An interval's ends, each as `show` writes it; empty when there is none.
template <class Show>
std::string range(const std::optional<Interval>& interval, Show show) {
  return interval ? show(interval->low) + " .. " + show(interval->high) : std::string();
}

std::string_view kind_text(FlowKind kind);
std::string_view refusal_text(std::size_t refusal);
// Mens E-Mail; No E-Mail (holdout)
std::string arm_text(const ArmResult& arm);
// `run 3 (key 2026-11-21)`, `` for a journey
std::string run_text(const RunResult& run);
// What the sample-ratio check says, as a sentence; empty without an experiment.
std::string ratio_text(const ExperimentResult& experiment);
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

// Which tests and intervals stand behind the figures: for the foot of a report.
std::string_view methods_text();

}  // namespace camp::cli
