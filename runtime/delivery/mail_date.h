// Instants as mail writes them. Both clamp to the years 1970 to 9999: a header must be readable
// whatever the row says. Pure; any thread.
#pragma once
#include <cstdint>
#include <string>

namespace camp {

void append_mail_date(std::string& out,
                      std::int64_t at_ms);  // Mon, 02 Mar 2026 09:00:00 +0000 (RFC 5322, 3.3)
void append_mbox_date(std::string& out,
                      std::int64_t at_ms);  // Mon Mar  2 09:00:00 2026 (RFC 4155: UTC, asctime)

}  // namespace camp
