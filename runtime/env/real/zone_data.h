// Which release of the IANA zones this machine has.
#pragma once
#include <string>

namespace camp {

// "2025b"; "" when the system does not say. date-tz finds none where Debian's zones lie: the
// compact source beside them begins with `# version 2025b`.
std::string zone_data_version();

}  // namespace camp
