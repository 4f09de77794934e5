#include "runtime/env/real/environment.h"

#include <cstdlib>
#include <fstream>

#include "lang/base/limits.h"

namespace camp {

std::optional<std::string> Environment::find(std::string_view name) const {
  const std::string variable(name);
  if (const char* value = std::getenv(variable.c_str())) return std::string(value);
  const char* path = std::getenv((variable + "_FILE").c_str());
  if (path == nullptr) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string value(limits::kSettingBytes + 1, '\0');
  file.read(value.data(), static_cast<std::streamsize>(value.size()));
  if (file.bad() || !file.is_open()) return std::nullopt;
  value.resize(static_cast<std::size_t>(file.gcount()));
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
  return value;
}

}  // namespace camp
