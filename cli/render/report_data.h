// A report for machines: JSON with everything, CSV as one long table. Pure.
//
// CSV is RFC 4180 (CRLF, quotes doubled) in "tidy" form: one figure a row, so that a new goal or
// arm adds rows, never columns. A text cell that a spreadsheet would take for a formula begins with
// an apostrophe.
#pragma once
#include <string>

#include "cli/render/json.h"
#include "runtime/measure/results.h"

namespace camp::cli {

Json report_json(const Results& results);
std::string report_csv(const Results& results);
// A number: whole where nothing of it is shared, else with all its digits.
Json shared_json(const SharedCount& count);
// As a cell of such a file has it.
std::string text_cell(std::string_view text);

}  // namespace camp::cli
