// Which addresses of the internet are everybody's: where a request of a script may go.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace camp {

// Of 4 or 16 bytes, in network order. False for what is private, local, reserved or multicast, also
// where IPv6 holds an IPv4 address (mapped, compatible, 6to4, NAT64).
bool is_public_address(std::span<const std::uint8_t> address);

// A host as an address has it, `shop.example` or `[::1]`, of which it is certain without asking
// anybody that it is not public: an address itself, or this machine's own name.
bool is_closed_host(std::string_view host);

}  // namespace camp
