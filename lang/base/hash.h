// The two hashes of camp, and what each is for.
//
// xxh3 (xxHash): partitions, ids, experiment buckets, checksums: fast, stable across machines,
// published. sha256 (libsodium): the name of a program and of a run's audience: what people sign
// and compare.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace camp {

std::uint64_t xxh3_64(std::string_view bytes, std::uint64_t seed = 0);

// 128 bits, kept as the 16 bytes of xxHash's canonical (big-endian) form.
struct Hash128 {
  std::array<unsigned char, 16> bytes{};
  friend auto operator<=>(const Hash128&, const Hash128&) = default;
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};
Hash128 xxh3_128(std::string_view bytes);

struct Sha256 {
  std::array<unsigned char, 32> bytes{};
  friend auto operator<=>(const Sha256&, const Sha256&) = default;
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};
Sha256 sha256(std::string_view bytes);

std::string to_hex(std::string_view bytes);
// False unless `hex` is exactly 2 * size lower- or upper-case hexadecimal digits.
bool from_hex(std::string_view hex, unsigned char* out, std::size_t size);

}  // namespace camp
