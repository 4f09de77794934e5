#include "lang/program/template_unit.h"

#include <fmt/format.h>

namespace camp {

std::string liquid_error(std::string_view what, std::string_view file, std::uint32_t line,
                         std::string_view message) {
  return fmt::format("{} ({}{}line {}): {}", what, file, file.empty() ? "" : " ", line, message);
}

}  // namespace camp
