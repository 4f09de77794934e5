// Proves that a program is safe to run: any byte string is either rejected here or keeps within its
// bounds.
//
// Checked: every index of every table; every instruction known and whole; jump targets on
// instructions of the same function; one stack depth per place, never below zero or above
// kStackSlots; locals in range; every path ends; effects and waits only in flow functions;
// aggregates opened, stepped and closed in a straight nest of one; templates, experiments, waits
// and sends consistent. Types are not checked: the VM checks tags and ends a transition with an
// incident.
#pragma once
#include <string_view>

#include "lang/base/result.h"
#include "lang/program/program.h"

namespace camp {

Result<void> verify(const Program& program);

// Whether a program may have this name. Not empty, UTF-8, no control characters: what may reach
// terminals, keys and reports.
bool is_plain_name(std::string_view text);

}  // namespace camp
