// A flow drawn as it is written, each step with how many came, stand there and left. Pure.
#pragma once
#include <string>

#include "cli/render/json.h"
#include "runtime/measure/step_results.h"

namespace camp::cli {

// Where everybody who entered is, as a sentence.
std::string steps_words(const StepsResult& steps);
// What the figures mean, once for a report.
std::string steps_method();
// By which ways a line was left, and what became of its messages: `40 r.clicked, 61 time is up`.
std::string step_left_text(const StepLine& line);

std::string steps_text(const StepsResult& steps, bool color);
Json steps_json(const StepsResult& steps);
std::string steps_html(const StepsResult& steps);

}  // namespace camp::cli
