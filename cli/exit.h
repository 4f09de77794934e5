// Exit codes, for schedulers and scripts.
#pragma once
#include <string_view>

#include "lang/base/result.h"

namespace camp::cli {

enum Exit : int {
  kDone = 0,
  kFindings = 1,  // done, with findings: diagnostics, differences, rejected rows
  kUsage = 2,
  kCouldNot = 3,  // file, store, network
  kRefused = 4,   // for safety: locked, newer store, a live one's clock that was set
  kBug = 70,
  kInterrupted = 130,
};

// What people are told of them.
struct ExitMeaning {
  Exit code;
  std::string_view meaning;
};
inline constexpr ExitMeaning kExitCodes[] = {{kDone, "done"},
                                             {kFindings, "done with findings"},
                                             {kUsage, "wrong usage"},
                                             {kCouldNot, "could not"},
                                             {kRefused, "refused for safety"},
                                             {kBug, "a bug"},
                                             {kInterrupted, "interrupted"}};

Exit exit_of(const Error& error);

}  // namespace camp::cli
