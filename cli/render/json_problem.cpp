#include "cli/render/json_problem.h"

#include <fmt/format.h>

#include <string_view>

namespace camp::cli {

std::string problem_of(const Json::exception& wrong) {
  constexpr int kNoSuchKey = 403, kOtherType = 302;  // nlohmann's numbers
  constexpr std::string_view kMust = "must be ", kIs = ", but is ";
  const std::string_view told = wrong.what();
  const auto quote = told.find('\'');
  const auto must = told.find(kMust), is = told.find(kIs);
  if (wrong.id == kNoSuchKey && quote != told.npos)
    return fmt::format("{} is missing", told.substr(quote, told.rfind('\'') + 1 - quote));
  if (wrong.id == kOtherType && must != told.npos && is != told.npos)
    return fmt::format("{} is due, not {}",
                       told.substr(must + kMust.size(), is - must - kMust.size()),
                       told.substr(is + kIs.size()));
  return "something is missing, or of another type";
}

}  // namespace camp::cli
