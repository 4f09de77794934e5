// That a program was deployed (`camp deploy`): from then on no verb makes the working copy current
// by itself. In the meta family:
//   "deployed" -> version:u8 program:varint at_ms:zigzag checksum:u32
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/store/store.h"

namespace camp {

inline constexpr std::string_view kDeploymentKey = "deployed";

struct Deployment {           // the last one
  std::uint32_t program = 0;  // the store's number
  std::int64_t at_ms = 0;
};
std::string encode_deployment(const Deployment& deployment);
bool decode_deployment(std::string_view sealed, Deployment* deployment);

// Nothing: the store was never deployed to. Errors: kCorrupt, kIo.
Result<std::optional<Deployment>> read_deployment(Store& store);

}  // namespace camp
