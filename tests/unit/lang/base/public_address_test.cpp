#include "lang/base/public_address.h"

#include <arpa/inet.h>

#include <catch2/catch.hpp>

namespace camp {
namespace {

bool is_public(const char* text) {
  std::uint8_t bytes[16];
  const bool v6 = std::string_view(text).find(':') != std::string_view::npos;
  REQUIRE(inet_pton(v6 ? AF_INET6 : AF_INET, text, bytes) == 1);
  return is_public_address({bytes, v6 ? 16u : 4u});
}

}  // namespace

TEST_CASE("private, local and reserved addresses are closed, their neighbours are not") {
  for (const auto* closed :
       {"0.0.0.0",         "0.255.255.255", "10.0.0.0",        "10.255.255.255",  "100.64.0.0",
        "100.127.255.255", "127.0.0.1",     "127.255.255.255", "169.254.169.254", "172.16.0.0",
        "172.31.255.255",  "192.0.0.8",     "192.0.2.1",       "192.88.99.1",     "192.168.0.0",
        "192.168.255.255", "198.18.0.0",    "198.19.255.255",  "198.51.100.7",    "203.0.113.7",
        "224.0.0.1",       "239.1.2.3",     "240.0.0.1",       "255.255.255.255"}) {
    INFO(closed);
    CHECK_FALSE(is_public(closed));
  }
  for (const auto* open : {"1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                           "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0",
                           "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
                           "198.17.255.255", "198.20.0.0", "223.255.255.255", "8.8.8.8"}) {
    INFO(open);
    CHECK(is_public(open));
  }
}

TEST_CASE("addresses of IPv6 are judged by themselves, or by the IPv4 address that they hold") {
  for (const auto* closed :
       {"::", "::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::127.0.0.1", "64:ff9b::10.0.0.1",
        "2002:7f00:1::", "2002:a01:203::1", "fc00::1", "fdff::1", "fe80::1", "febf::1", "fec0::1",
        "ff02::1", "2001:db8::1", "2001::1", "100::1"}) {
    INFO(closed);
    CHECK_FALSE(is_public(closed));
  }
  for (const auto* open : {"2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
                           "2002:808:808::1", "fbff::1"}) {
    INFO(open);
    CHECK(is_public(open));
  }
}

TEST_CASE("a host is closed where its name alone says so") {
  for (const auto* closed :
       {"localhost", "LocalHost", "shop.localhost", "localhost.", "127.0.0.1", "127.1", "0x7f.1",
        "2130706433", "10.1.2.3", "169.254.169.254", "[::1]", "[fe80::1]", "[::ffff:127.0.0.1]"}) {
    INFO(closed);
    CHECK(is_closed_host(closed));
  }
  for (const auto* open : {"shop.example", "localhost.example", "mylocalhost", "8.8.8.8",
                           "[2606:4700::1111]", "10.shop.example", ""}) {
    INFO(open);
    CHECK_FALSE(is_closed_host(open));
  }
}

}  // namespace camp
