// The records of runtime/explain for the terminal, as far as several verbs print them. Pure.
#pragma once
#include <string>

#include "cli/render/table.h"
#include "runtime/explain/told.h"
#include "runtime/explain/why.h"

namespace camp::cli {

Style style_of(Fate fate);
// `spring #3`: the flow with its run.
std::string flow_cell(const ToldSubject& subject);
// What woke the instance that decided, and where it had stood.
std::string waking_text(const ToldDecision& decision);
// What became of the message, and where to find it.
std::string outcome_text(const ToldDecision& decision);
// "2026-03-03T10:00:00Z", perhaps "or later"; of a time that is there.
std::string next_wake_text(const NextWake& next);

}  // namespace camp::cli
