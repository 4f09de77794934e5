#include "runtime/env/settings.h"

#include <fmt/format.h>

#include "lang/base/limits.h"
#include "lang/base/utf8.h"

namespace camp {

Result<std::string> read_setting(std::string_view name, const Settings& settings) {
  const auto invalid = [&](std::string_view why) {
    return Error{ErrorKind::kInvalid, fmt::format("{} {}", name, why), "", ""};
  };
  auto value = settings.find(name);
  if (!value) return invalid("is not set");
  if (value->empty()) return invalid("is empty");
  if (value->size() > limits::kSettingBytes || !is_one_line(*value))
    return invalid("is not one line of text");
  return std::move(*value);
}

}  // namespace camp
