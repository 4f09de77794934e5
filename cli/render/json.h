// JSON as every answer is made of: members stay in the order in which they were put in.
#pragma once
#include <nlohmann/json.hpp>

namespace camp::cli {

using Json = nlohmann::ordered_json;

}  // namespace camp::cli
