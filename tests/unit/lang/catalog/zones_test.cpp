// Which names are time zones, and which was meant. What zones mean: tests/zones.
#include "lang/catalog/zones.h"

#include <catch2/catch.hpp>

using namespace camp;

TEST_CASE("zones are the machine's, by the names that IANA gives them") {
  for (const char* name : {"UTC", "Europe/Helsinki", "America/Argentina/Buenos_Aires", "Etc/GMT+5",
                           "America/Port-au-Prince"}) {
    INFO(name);
    CHECK(has_zone(name));
    CHECK(is_zone(name));
  }
}

TEST_CASE("no name leads out of the folder, or to what is no zone in it") {
  for (const char* name :
       {"", "/", "Europe", "Europe/", "/Europe/Helsinki", "Europe//Helsinki", "europe/helsinki",
        "Europe/../UTC", "../../../etc/passwd", "/etc/localtime", "./UTC", "zone.tab",
        "leapseconds", "localtime", "posixrules", "posix/UTC", "right/UTC", "file:UTC",
        "Fixed/UTC+01:00:00"}) {
    INFO(name);
    CHECK_FALSE(has_zone(name));
    CHECK_FALSE(is_zone(name));
  }
  CHECK_FALSE(has_zone(std::string_view("UTC\0", 4)));
  CHECK_FALSE(has_zone(std::string(100'000, 'x')));
}

TEST_CASE("the zone that was meant differs by case, lacks its area, or is close") {
  CHECK(nearest_zone("europe/helsinki") == "Europe/Helsinki");
  CHECK(nearest_zone("Helsinki") == "Europe/Helsinki");
  CHECK(nearest_zone("Europe/Helsinky") == "Europe/Helsinki");
  CHECK(nearest_zone("Buenos_Aires") == "America/Argentina/Buenos_Aires");
  CHECK_FALSE(nearest_zone("xyzzy"));
}

TEST_CASE("the data says of which release it is") { CHECK(zone_data_version().starts_with("20")); }
