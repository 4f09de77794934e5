// `camp report --by`: one table of messages by one dimension, in words first. Pure.
#pragma once
#include <string>
#include <vector>

#include "cli/render/json.h"
#include "runtime/measure/table_results.h"

namespace camp::cli {

// What is to be said of it: all together, then what stands out and whether that is sure.
std::vector<std::string> table_words(const TableResults& results);
// What the rows are, and of what each rate is a share: once for the table.
std::string table_head(const TableResults& results);

// The rows, then what belongs to none of them.
struct TableLine {
  std::string label;
  const TableCounts* counts = nullptr;
  bool is_sum = false;
  bool is_fresh = false;
};
std::vector<TableLine> table_lines(const TableResults& results);
// What conversions are worth, or what messages cost.
using TableMoney = std::vector<MoneySum> TableCounts::*;
// Those that there is any in, in the order of their codes.
std::vector<Currency> table_currencies(const TableResults& results, TableMoney money);
// Null: nothing in it.
const MoneySum* table_sum(const TableCounts& counts, TableMoney money, Currency currency);

std::string table_text(const TableResults& results, bool color);
Json table_json(const TableResults& results);
std::string table_csv(const TableResults& results);
// A page of its own, like that of a report.
std::string table_html(const TableResults& results);

}  // namespace camp::cli
