// The file that a person names for a result (a page, a picture): never in the place of a script,
// nor of anything else that people wrote.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "lang/base/result.h"

namespace camp::cli {

// Each stands in the first bytes of such a result, and hardly in anything else.
using ResultMarks = std::span<const std::string_view>;

inline constexpr std::string_view kPageMarks[] = {"<meta name=\"generator\" content=\"camp\">"};

// Written for everybody who may read here (mode 0666 less the umask): there is nobody's data in
// it. Replaces only what has one of the marks. Errors: kRefused, and the file system's.
Result<void> write_result(const std::string& path, std::string_view text, ResultMarks marks);

// Whether such a result may go there, be there something already or not: that is no script.
// Errors: kRefused.
Result<void> check_no_script(const std::string& path);

}  // namespace camp::cli
