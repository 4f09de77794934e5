// A contact put together again from nothing but its history, and compared with its row.
#pragma once
#include <string>
#include <string_view>

#include "runtime/explain/inspect.h"

namespace camp::simulator {

// What the row has that its history does not tell, or the other way round; "" when they agree.
std::string replay_difference(const ContactRow& row, const ContactHistory& history);

}  // namespace camp::simulator
