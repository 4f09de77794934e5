// A table of messages as people read it: rows with names, rates with their denominators, and what
// can be said of them in words. Pure; made of the fold (message_table.h). Renderers compute
// nothing.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/measure/message_table.h"
#include "runtime/measure/statistics.h"

namespace camp {

// What a table has of each row, in this order: a count, and what it is a share of.
struct TableMeasure {
  std::string_view name;
  std::uint64_t (*of)(const TableCounts&);
  std::uint64_t (*among)(const TableCounts&);  // null: of nothing, it is a number of its own
};
std::span<const TableMeasure> table_measures();
Proportion proportion_of(const TableMeasure& measure, const TableCounts& counts);

struct TableRow {
  std::string label;
  TableCounts counts;
  TableCounts judged;          // of its messages that have had their time: those compared
  std::int64_t first_day = 0;  // of a row in time
  bool is_fresh = false;       // what some of its messages bring is not over yet
};
// One measure's best and worst row, and where it went over time: of messages that have all had the
// same time for it, or the younger row would always be the worse.
struct TableFinding {
  std::size_t measure = 0;  // into table_measures()
  std::size_t rows = 0;     // that are old and large enough to be judged
  std::size_t best = 0;     // into the rows
  std::size_t worst = 0;
  Proportion best_share;  // of the messages judged
  Proportion worst_share;
  std::optional<double> p;     // of these two, corrected for all pairs of rows judged
  std::optional<Trend> trend;  // of rows in time
  bool is_difference() const { return p && *p < kAlpha; }
  bool is_trend() const { return trend && trend->p < kAlpha; }
};
struct TableResults {
  Dimension dimension{};
  std::string flow;  // "": of all
  std::string run_key;
  std::string zone;
  std::int64_t as_of_ms = 0;
  std::vector<TableRow> rows;
  TableCounts all;
  std::uint64_t undecided = 0;  // by segment: contacts whose conditions could not be evaluated
  TableCounts without;
  std::vector<TableFinding> findings;  // of measures that anything came of; none below two rows
};

inline constexpr std::uint64_t kFewestJudged = 30;  // messages of a row that is judged

// A period or a run is in comparisons when all of its messages have had their time: what is over of
// it sooner is another part of it than of the rest. Of other rows those messages that have.
bool is_judged_whole(Dimension dimension);
TableResults table_results(TableModel model, const Dimensions& dimensions, const Names& names,
                           std::span<const RunRow> runs, const TableSetting& setting);

}  // namespace camp
