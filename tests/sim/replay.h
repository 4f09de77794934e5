// A contact put together again from nothing but its history, and compared with its row.
#pragma once
#include <string>
#include <string_view>

#include "runtime/explain/inspect.h"
#include "runtime/shelf/programs.h"

namespace camp::simulator {

// What the row has that its history does not tell, or the other way round; "" when they agree.
// `programs` say which steps stand in loops.
std::string replay_difference(const ContactRow& row, const ContactHistory& history,
                              ProgramShelf& programs);

}  // namespace camp::simulator
