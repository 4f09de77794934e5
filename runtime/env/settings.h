// What a process is told by those who run it: addresses, users, secrets. Never printed.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace camp {

class Settings {
 public:
  virtual ~Settings() = default;
  // By its name, as scripts have it: SHOP_URL. Any thread.
  virtual std::optional<std::string> find(std::string_view name) const = 0;
};

}  // namespace camp
