// Exit codes, for schedulers and scripts.
#pragma once
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

Exit exit_of(const Error& error);

}  // namespace camp::cli
