// `NAME[:VALUE]=SHARE`, rightly and wrongly.
#include "cli/shares.h"

#include <catch2/catch.hpp>

using namespace camp;
using namespace camp::cli;

TEST_CASE("a share is exact") {
  const auto ppm = [](const std::string& text) { return read_share("rate", text)->ppm; };
  CHECK(ppm("a=0.35") == 350'000);
  CHECK(ppm("a=1") == 1'000'000);
  CHECK(ppm("a=1.0") == 1'000'000);
  CHECK(ppm("a=0") == 0);
  CHECK(ppm("a=.5") == 500'000);
  CHECK(ppm("a=0.000001") == 1);
}

TEST_CASE("a value stands behind the first colon, the share behind the last sign") {
  const auto share = read_share("share", "site:https://a.example/?q=1=0.25");
  REQUIRE(share.ok());
  CHECK(share->name == "site");
  CHECK(share->value == "https://a.example/?q=1");
  CHECK(share->ppm == 250'000);
  CHECK_FALSE(read_share("share", "phone=0.4")->value);
}

TEST_CASE("what is no share says so") {
  for (const auto* text : {"a", "=0.1", "a=", "a=.", "a=1.1", "a=-0.1", "a=35%", "a=0.0000001",
                           "a=0,5", "a=10", "a=1e-1"})
    CHECK_FALSE(read_share("rate", text).ok());
  CHECK_FALSE(read_shares("rate", {"a=0.1", "a=0.2"}).ok());
  CHECK(read_shares("share", {"a:x=0.1", "a:y=0.2", "a=0.5"}).ok());
}
