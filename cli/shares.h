// `--rate message.opened=0.35`, `--share country:fi=0.3`: what of everything is told, and what it
// is told of. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lang/base/ppm.h"
#include "lang/base/result.h"

namespace camp::cli {

struct Share {
  std::string text;                  // as it was written
  std::string name;                  // before the colon
  std::optional<std::string> value;  // behind it
  std::uint32_t ppm = 0;
};

// `option`: for the error. kInvalid: it is not of that form, or not from 0 to 1.
Result<Share> read_share(const std::string& option, const std::string& text);
// All of them; kInvalid as well where one is said twice.
Result<std::vector<Share>> read_shares(const std::string& option,
                                       const std::vector<std::string>& texts);

}  // namespace camp::cli
