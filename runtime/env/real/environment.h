// Settings from the process's environment: a variable NAME, or the file that NAME_FILE names, as
// containers mount secrets. Read each time, so that a secret may be changed; one line.
#pragma once
#include "runtime/env/settings.h"

namespace camp {

class Environment final : public Settings {
 public:
  std::optional<std::string> find(std::string_view name) const override;
};

}  // namespace camp
