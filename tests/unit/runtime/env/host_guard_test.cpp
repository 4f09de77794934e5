#include "runtime/env/host_guard.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

AllowedHosts allowed_by(std::string_view list) {
  auto read = AllowedHosts::read(list);
  REQUIRE(read.ok());
  return *read;
}

}  // namespace

TEST_CASE("an operator allows hosts by name, with a port or with any") {
  const auto allowed = allowed_by(" localhost:8080,\nShop.Internal ,127.0.0.1:9, ");
  CHECK(allowed.has("localhost", "8080"));
  CHECK(allowed.has("LOCALHOST", "8080"));
  CHECK_FALSE(allowed.has("localhost", "80"));
  CHECK(allowed.has("shop.internal", "443"));
  CHECK(allowed.has("shop.internal", "1"));
  CHECK_FALSE(allowed.has("x.shop.internal", "443"));
  CHECK_FALSE(allowed.has("shop.internal.evil.example", "443"));
  CHECK_FALSE(allowed_by("").has("localhost", "80"));
  CHECK(allowed_by("[::1]:8080").has("[::1]", "8080"));
}

TEST_CASE("what is no host in the operator's list is refused, with the form that is one") {
  for (const auto* bad : {"*", ",", " ", " , ", "http://shop.internal", "shop.internal/api", "::1",
                          "localhost:", "localhost:0", "localhost:65536", "localhost:http", "[::1",
                          "[shop]", "a..b", ".internal", "user@shop", "shop.internal; localhost"}) {
    INFO(bad);
    const auto read = AllowedHosts::read(bad);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().where == "CAMP_ALLOW_HOSTS");
  }
  CHECK(AllowedHosts::read("localhost, *.internal").error().message ==
        "in CAMP_ALLOW_HOSTS `*.internal` is no host");
}

TEST_CASE("a request is refused where its address says that nobody lets it go") {
  const auto allowed = allowed_by("localhost:8080");
  CHECK(allowed.refusal("https", "shop.example", "443").empty());
  CHECK(allowed.refusal("http", "localhost", "8080").empty());
  CHECK(allowed.refusal("http", "shop.example", "80") ==
        "its address is http, and not in CAMP_ALLOW_HOSTS");
  CHECK(allowed.refusal("https", "localhost", "443") == kPrivateAddress);
  CHECK(allowed.refusal("https", "192.168.0.1", "443") == kPrivateAddress);
}

}  // namespace camp
