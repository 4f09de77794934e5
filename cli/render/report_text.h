// A report for the terminal: per run one table of counts with the arms as rows, one of rates and
// comparisons. Pure.
#pragma once
#include <string>

#include "runtime/measure/results.h"

namespace camp::cli {

std::string report_text(const Results& results, bool color);
// Each flow drawn as it is written, its runs together (report_steps.h); no more than that.
std::string report_steps_text(const Results& results, bool color);

}  // namespace camp::cli
