// The manual page camp(1): all verbs with their options, from the table of verbs.
#pragma once
#include <string>

namespace camp::cli {

// In the man macros of roff, as `man` reads it.
std::string man_page();

}  // namespace camp::cli
