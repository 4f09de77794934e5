// What the journal has of a contact, in words and short: for those who read why a scenario failed.
#pragma once
#include <string>
#include <vector>

#include "runtime/explain/inspect.h"
#include "runtime/vm/linked_program.h"

namespace camp::sim {

// "2026-03-02 10:00", in the zone; seconds only when there are any.
std::string moment_text(std::int64_t at_ms, const calendar::Zone* zone);
// A value as it would be written in a script; "absent" for none.
std::string value_text(const Value& value, const calendar::Zone* zone);
// One line an entry, with its time.
std::vector<std::string> story_of(const ContactHistory& history, const LinkedProgram& program,
                                  const Names& names);
// "sent by email", "skipped by email: no_consent": what became of a message.
std::string fate_text(const HistoryEntry& message);
// The label of a step of the program, in quotes; "its start" for none.
std::string step_text(const LinkedProgram& program, std::uint32_t step);

}  // namespace camp::sim
