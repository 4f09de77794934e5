#include "runtime/state/checked.h"

#include "lang/base/bytes.h"
#include "lang/base/hash.h"

namespace camp {
namespace {

constexpr std::size_t kSealBytes = 4;

std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(xxh3_64(bytes));
}

}  // namespace

void seal(std::string& value) { put_u32le(value, checksum(value)); }

bool unseal(std::string_view sealed, std::string_view* value) {
  if (sealed.size() < kSealBytes) return false;
  auto bytes = sealed.substr(0, sealed.size() - kSealBytes);
  Reader tail(sealed.substr(bytes.size()));
  if (tail.u32le() != checksum(bytes)) return false;
  *value = bytes;
  return true;
}

}  // namespace camp
