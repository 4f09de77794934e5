#include "lang/base/public_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "lang/base/letters.h"

namespace camp {
namespace {

using Bytes = std::span<const std::uint8_t>;

struct Net {
  std::array<std::uint8_t, 16> prefix;
  unsigned bits;
};

// RFC 6890 and its registry: what no public host has.
constexpr Net kClosed4[] = {
    {{0}, 8},
    {{10}, 8},
    {{100, 64}, 10},
    {{127}, 8},
    {{169, 254}, 16},
    {{172, 16}, 12},
    {{192, 0, 0}, 24},
    {{192, 0, 2}, 24},
    {{192, 88, 99}, 24},
    {{192, 168}, 16},
    {{198, 18}, 15},
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24},
    {{224}, 3},
};
constexpr Net kClosed6[] = {
    {{0xFC}, 7},         // unique local
    {{0xFE, 0x80}, 10},  // link local
    {{0xFE, 0xC0}, 10},  // site local
    {{0xFF}, 8},         // multicast
    {{0x20, 0x01, 0x0D, 0xB8}, 32},
    {{0x20, 0x01}, 23},  // protocols, Teredo among them
    {{0x01, 0x00}, 64},  // to be discarded
};
constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::uint8_t kNat64[12] = {0, 0x64, 0xFF, 0x9B};

bool lies_in(Bytes address, const Net& net) {
  for (unsigned bit = 0; bit < net.bits; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80u >> (bit % 8));
    if ((address[bit / 8] & mask) != (net.prefix[bit / 8] & mask)) return false;
  }
  return true;
}

template <std::size_t N>
bool begins_with(Bytes address, const std::uint8_t (&prefix)[N]) {
  return std::equal(std::begin(prefix), std::end(prefix), address.begin());
}

bool is_public_v6(Bytes address) {
  const auto zeros = [&](std::size_t bytes) {
    return std::all_of(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(bytes),
                       [](std::uint8_t byte) { return byte == 0; });
  };
  if (begins_with(address, kMapped) || begins_with(address, kNat64) || zeros(12))
    return is_public_address(address.subspan(12));
  constexpr std::uint8_t k6to4[2] = {0x20, 0x02};
  if (begins_with(address, k6to4)) return is_public_address(address.subspan(2, 4));
  return std::none_of(std::begin(kClosed6), std::end(kClosed6),
                      [&](const Net& net) { return lies_in(address, net); });
}

}  // namespace

bool is_public_address(Bytes address) {
  if (address.size() == 16) return is_public_v6(address);
  return address.size() == 4 && std::none_of(std::begin(kClosed4), std::end(kClosed4),
                                             [&](const Net& net) { return lies_in(address, net); });
}

bool is_closed_host(std::string_view host) {
  while (host.ends_with('.')) host.remove_suffix(1);
  const auto name = ascii_lowered(host);
  if (name == "localhost" || name.ends_with(".localhost")) return true;  // RFC 6761, 6.3
  std::uint8_t bytes[16];
  if (name.starts_with('[') && name.ends_with(']')) {
    const auto inside = name.substr(1, name.size() - 2);
    return inet_pton(AF_INET6, inside.c_str(), bytes) == 1 && !is_public_address({bytes, 16});
  }
  in_addr address{};  // also `127.1` and `0x7f000001`, as whoever connects takes them
  if (inet_aton(name.c_str(), &address) == 0) return false;
  const auto* four = reinterpret_cast<const std::uint8_t*>(&address.s_addr);
  return !is_public_address({four, sizeof(address.s_addr)});
}

}  // namespace camp
