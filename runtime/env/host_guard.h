// What other systems requests may go to: public hosts by https, and what the operator allows.
//
// A script names addresses, and names resolve to whatever their owner says: to the network that the
// process stands in, to the cloud's metadata. So it is the connected address that is judged, never
// the name (OWASP, SSRF prevention; DNS rebinding). Pure; any thread.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace camp {

// Of 4 or 16 bytes, in network order. False for what is private, local, reserved or multicast, also
// where IPv6 holds an IPv4 address (mapped, compatible, 6to4, NAT64).
bool is_public_address(std::span<const std::uint8_t> address);

// CAMP_ALLOW_HOSTS: `localhost:8080, shop.internal`. A host without a port is allowed with any.
class AllowedHosts {
 public:
  AllowedHosts() = default;
  explicit AllowedHosts(std::string_view list);
  bool has(std::string_view host, std::string_view port) const;

 private:
  std::vector<std::string> hosts_;  // in lower case
};

}  // namespace camp
