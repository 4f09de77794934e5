// What a process is told by those who run it: addresses, users, secrets. Never printed.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "lang/base/result.h"

namespace camp {

class Settings {
 public:
  virtual ~Settings() = default;
  // By its name, as scripts have it: SHOP_URL. Any thread.
  virtual std::optional<std::string> find(std::string_view name) const = 0;
};

// One that is to stand in a request. Errors: kInvalid: it is not there, or not one line of text;
// the text names it, never its value.
Result<std::string> read_setting(std::string_view name, const Settings& settings);

}  // namespace camp
