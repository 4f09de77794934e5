#include "runtime/state/checked.h"

#include <fmt/format.h>

#include <utility>

#include "lang/base/bytes.h"
#include "lang/base/hash.h"

namespace camp {
namespace {

constexpr std::size_t kSealBytes = 4;
constexpr char kUseOther[] = "use the camp that wrote it";
constexpr char kRestore[] =
    "keep a copy of the store and restore a backup; camp ledger verify says what else is wrong";

std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(xxh3_64(bytes));
}

Error damaged(const std::string& what, std::string where) {
  return {ErrorKind::kCorrupt, what + " fails its checksum", std::move(where), kRestore};
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

Error unreadable(std::string_view sealed, std::uint8_t format_read, const std::string& what,
                 std::string where) {
  std::string_view value;
  if (!unseal(sealed, &value) || value.empty()) return damaged(what, std::move(where));
  const auto format = static_cast<std::uint8_t>(value.front());
  if (format == format_read)
    return {ErrorKind::kCorrupt,
            fmt::format("{} is whole, but not what this camp writes as format {}", what, format),
            std::move(where), kUseOther};
  const bool is_newer = format > format_read;
  return {is_newer ? ErrorKind::kNewer : ErrorKind::kCorrupt,
          fmt::format("{} has format {}, this camp reads {}", what, format, format_read),
          std::move(where), is_newer ? "use the camp that wrote it, or a newer one" : kUseOther};
}

Error unreadable(std::string_view sealed, const std::string& what, std::string where) {
  std::string_view value;
  if (!unseal(sealed, &value)) return damaged(what, std::move(where));
  return {ErrorKind::kCorrupt, what + " is whole, but not what this camp writes", std::move(where),
          kUseOther};
}

Error not_there(const std::string& what, std::string where) {
  return {ErrorKind::kCorrupt, what + " is not there", std::move(where), kRestore};
}

}  // namespace camp
