#include "cli/single_event.h"

#include <sodium.h>

#include "cli/session.h"
#include "lang/base/hash.h"

namespace camp::cli {

std::string new_event_id() {
  Hash128 id;
  randombytes_buf(id.bytes.data(), id.bytes.size());
  return to_hex(id.view());
}

Result<std::int64_t> event_time_ms(const Invocation& call, std::int64_t now_ms) {
  if (!call.has("time")) return now_ms;
  return parse_time_option("time", call.text("time"));
}

}  // namespace camp::cli
