// What other systems requests may go to: public hosts by https, and what the operator allows.
//
// A script names addresses, and names resolve to whatever their owner says: to the network that the
// process stands in, to the cloud's metadata. So it is the connected address that is judged, never
// the name (OWASP, SSRF prevention; DNS rebinding); what an address says by itself is found before.
// Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"

namespace camp {

// `shop.example:8080`, `[::1]`. Views of what was read.
struct HostAndPort {
  std::string_view host, port;  // no port: empty
};
std::optional<HostAndPort> read_host(std::string_view text);
// Of an https or http address without a user; the port is never empty.
std::optional<HostAndPort> host_of(std::string_view url);

// Whether requests can begin with that address: it has a host of its own, any, also `shop_api` and
// `[::1]`, and nothing that would not stand before a path. `whose`: "service". Errors: kInvalid.
Result<void> check_base(std::string_view url, std::string_view whose);

inline constexpr std::string_view kPrivateAddress =
    "its address is private, and not in CAMP_ALLOW_HOSTS";

class AllowedHosts {
 public:
  AllowedHosts() = default;
  // CAMP_ALLOW_HOSTS: `localhost:8080, shop.internal`. A host without a port is allowed with any.
  // Errors: kInvalid where something in it is no host.
  static Result<AllowedHosts> read(std::string_view list);
  bool has(std::string_view host, std::string_view port) const;
  // Why no request goes there, whatever the name resolves to; empty where one may.
  std::string_view refusal(std::string_view scheme, std::string_view host,
                           std::string_view port) const;
  // The same of an address that check_base passes, as an error with the way out: kInvalid.
  Result<void> check(std::string_view url, std::string_view whose) const;

 private:
  std::vector<std::string> hosts_;  // in lower case
};

}  // namespace camp
