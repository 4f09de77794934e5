// An errno as an Error: what failed, why, and the way out.
#pragma once
#include <string>
#include <string_view>

#include "lang/base/result.h"

namespace camp {

// `what` reads as `cannot <what>`: "cannot write to the file: No space left on device".
Error system_error(int code, std::string_view what, const std::string& path);

}  // namespace camp
