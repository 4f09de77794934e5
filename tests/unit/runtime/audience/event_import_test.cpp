#include <catch2/catch.hpp>

#include "lang/base/limits.h"
#include "runtime/audience/text_encoding.h"
#include "tests/unit/runtime/audience/audience_fixture.h"

namespace camp {
namespace {

using Rows = std::vector<std::string>;
using test::Shop;

const char kPurchase[] =
    R"({"id":"e1","contact":"anna","event":"purchase","time":"2026-03-02T10:00:00Z",)"
    R"("data":{"order":"o1","total":"20 EUR"}})"
    "\n";

TEST_CASE("events are typed by their schema") {
  Shop shop;
  auto report =
      shop.feed(std::string(kPurchase) +
                R"({"id":2,"contact":7,"event":"purchase","time":"2026-03-02T12:00:00+02:00",)"
                R"("data":{"order":1001,)"
                R"("total":{"amount":19.99,"currency":"EUR"},"items":[{"sku":"a",)"
                R"("count":2},{"sku":"b","colour":"red"}],"coupon":"x"},"v":1})"
                "\n"
                R"({"id":"e3","contact":"bo","event":"visit","time":"2026-03-02"})");
  REQUIRE(report);
  CHECK(shop.events.rows ==
        Rows{"e3 bo visit 1772409600000: ",  // in the order of their times
             "e1 anna purchase 1772445600000: order=o1 total=20.00 EUR",
             R"(2 7 purchase 1772445600000: order=1001 total=19.99 EUR items=[{"sku":"a",)"
             R"("count":2},{"sku":"b"}])"});
  CHECK(report->counts.applied == 3);
  CHECK(report->ignored_fields == Rows{"v", "purchase.coupon", "purchase.items[1].colour"});
  CHECK(shop.files.files.empty());
}

TEST_CASE("events before a file breaks off are in, and the error says so") {
  Shop shop;
  auto report = import_events(
      test::broken_source_of(std::string(kPurchase) + "{\"id\":\"e2\"}\n{\"id\":\"e3\",\"cont"), {},
      *shop.program, shop.events, shop.files, "rejects", {});
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().message == "the archive is damaged; 2 lines before it: 1 in, 1 rejected");
  CHECK(shop.events.rows.size() == 1);
  CHECK(shop.rejects().find("\"line\":2") != std::string::npos);
}

TEST_CASE("ids of events and contacts are tidied, also for an id that is made") {
  Shop shop;
  REQUIRE(shop.feed(
      "{\"id\":\" e1\",\"contact\":\"1 \",\"event\":\"visit\",\"time\":\"2026-03-02T10:00:00Z\"}\n"
      "{\"contact\":\"2\",\"event\":\"visit\",\"time\":\"2026-03-02T10:00:00Z\"}\n"
      "{\"contact\":\"2\\u00a0\",\"event\":\"visit\",\"time\":\"2026-03-02T10:00:00Z\"}\n"));
  REQUIRE(shop.events.rows.size() == 3);
  CHECK(shop.events.rows[0].find("e1 1 visit ") == 0);
  CHECK(shop.events.rows[1] == shop.events.rows[2]);
}

TEST_CASE("an event without an id gets one from its content") {
  Shop shop;
  std::string line =
      R"({"contact":"a","event":"visit","time":"2026-03-02T10:00:00Z","data":{"page":"x"}})";
  std::string spaced = R"({ "data": { "page" : "x" }, "event":"visit", "contact":"a",)"
                       R"("time":"2026-03-02T12:00:00+02:00"})";
  std::string other =
      R"({"contact":"a","event":"visit","time":"2026-03-02T10:00:01Z","data":{"page":"x"}})";
  REQUIRE(shop.feed(line + "\n" + spaced + "\n" + other + "\n"));
  REQUIRE(shop.events.rows.size() == 3);
  CHECK(shop.events.rows[0].find(' ') == 32);
  CHECK(shop.events.rows[0] == shop.events.rows[1]);
  CHECK(shop.events.rows[0].substr(0, 32) != shop.events.rows[2].substr(0, 32));
}

TEST_CASE("bad lines are rejected in their order, by the reader and by the sink") {
  Shop shop;
  shop.events.fates = {{"dup", EventFate::kDuplicate},
                       {"who", EventFate::kUnknownContact},
                       {"two", EventFate::kConflict},
                       {"many", EventFate::kInFuture}};
  auto visit = [](std::string id) {
    return "{\"id\":\"" + id +
           "\",\"contact\":\"a\",\"event\":\"visit\",\"time\":\"2026-03-02\"}\n";
  };
  auto report = shop.feed(
      visit("who") +
      R"({"id":"x","contact":"a","event":"vist","time":"2026-03-02"})"
      "\n" +
      visit("two") +
      R"({"id":"x","contact":"a","event":"purchase","time":"2026-03-02","data":{"order":"o"}})"
      "\n" +
      visit("many") +
      R"({"id":"x","event":"visit","time":"2026-03-02"})"
      "\n" +
      visit("dup") +
      R"({"id":"x","contact":"a","event":"visit"})"
      "\n" +
      R"({"id":"x","contact":"a","event":"visit","time":"1969-12-31T23:59:59Z"})"
      "\n" +
      R"({"id":"x","contact":"a","event":"visit","time":"yesterday"})"
      "\n" +
      R"({"id":"x","contact":"a","event":"visit","time":"2026-03-02","data":[]})"
      "\n" +
      R"({"id":"x","contact":"a","event":"purchase","time":"2026-03-02",)"
      R"("data":{"order":"o","total":20}})"
      "\n" +
      R"({"id":"x","contact":"a","event":"visit","time":"2026-03-02","data":{"page":"a",)"
      R"("page":"b"}})"
      "\n" +
      R"({"id":true,"contact":"a","event":"visit","time":"2026-03-02"})"
      "\n");
  REQUIRE(report);
  CHECK(report->rows == 14);
  CHECK(report->counts.duplicates == 1);
  CHECK(report->rejected == 13);
  CHECK(report->first_rejects ==
        Rows{"line 1, field contact: there is no contact `a`: import contacts first",
             "line 2, field event: there is no event `vist`, did you mean `visit`?",
             "line 3, field id: another event has the id `two`, with other content",
             "line 4, field data.total: is missing",
             "line 5, field time: it lies more than a day ahead of the clock"});
  const auto& text = shop.rejects();
  for (auto expected :
       {R"("line":6,"field":"contact","reason":"is missing")",
        R"("line":8,"field":"time","reason":"is missing)",
        R"("line":9,"field":"time","reason":"`1969-12-31T23:59:59Z` is not between)",
        R"("line":10,"field":"time","reason":"expected a time)",
        R"("line":11,"field":"data","reason":"expected an object)",
        R"("line":12,"field":"data.total","reason":"`20` has no currency)",
        R"("line":13,"field":"data","reason":"the key `page` occurs twice")",
        R"("line":14,"field":"id","reason":"expected text)"})
    CHECK(text.find(expected) != std::string::npos);
}

TEST_CASE("hostile lines") {
  Shop shop;
  auto nested = [](std::size_t depth) {
    return R"({"id":"x","contact":"a","event":"visit","time":"2026-03-02","more":)" +
           std::string(depth, '[') + std::string(depth, ']') + "}\n";
  };
  auto report = shop.feed(nested(limits::kJsonDepth - 1));
  REQUIRE(report);
  CHECK(report->rejected == 0);
  report = shop.feed(nested(limits::kJsonDepth) + nested(100'000) + "{\"a\":NaN}\n\"\xFF\"\n" +
                     std::string(5, '\0') + "\n" + std::string(limits::kCsvRowBytes + 1, 'x') +
                     "\n" + kPurchase);
  REQUIRE(report);
  CHECK(report->rejected == 6);
  CHECK(report->counts.applied == 1);
  CHECK(report->first_rejects[0] == "line 1: nested deeper than 32 (kJsonDepth)");
  CHECK(report->first_rejects[1] == "line 2: nested deeper than 32 (kJsonDepth)");
  CHECK(report->first_rejects[3] == "line 4: not UTF-8: " + std::string(kNotUtf8));
  CHECK(shop.rejects().find("longer than 1048576 bytes (kCsvRowBytes)") != std::string::npos);

  std::string item = R"({"sku":")" + std::string(limits::kStringBytes, 's') + R"("},)";
  std::string items = item + item + item + item;
  items.pop_back();
  report = shop.feed(R"({"id":"x","contact":"a","event":"purchase","time":"2026-03-02",)"
                     R"("data":{"order":"o","total":"1 EUR","items":[)" +
                     items + "]}}");
  REQUIRE(report);
  CHECK(report->first_rejects ==
        Rows{"line 1, field data: the data takes more than 65536 bytes (kEventBytes)"});
}

TEST_CASE("events do not depend on how the source cuts its bytes") {
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += i % 7 == 3 ? "broken\r\n"
                       : fmt::format(R"({{"contact":"c{}","event":"visit","data":{{"page":"p"}}}})"
                                     "\n",
                                     i);
  EventImportOptions options;
  options.default_time_ms = 5;
  options.batch_rows = 16;
  Shop whole;
  REQUIRE(whole.feed(text, options));
  CHECK(whole.events.rows.size() == 257);
  for (std::size_t chunk : {1u, 13u, 1000u}) {
    Shop cut;
    REQUIRE(cut.feed(text, options, chunk));
    CHECK(cut.events.rows == whole.events.rows);
    CHECK(cut.rejects() == whole.rejects());
  }
}

TEST_CASE("one event's data from the command line") {
  Shop shop;
  auto data = encode_event_data(*shop.program, "purchase", R"({"order":"o1","total":"20 EUR"})");
  REQUIRE(data);
  CHECK(test::fields_text(shop.names, *data) == "order=o1 total=20.00 EUR");
  auto message = [&](std::string_view event, std::string_view json) {
    auto failed = encode_event_data(*shop.program, event, json);
    REQUIRE(!failed);
    return failed.error().message;
  };
  CHECK(message("purchas", "{}") == "there is no event `purchas`, did you mean `purchase`?");
  CHECK(message("visit", R"({"pag":"x"})") == "visit has no field `pag`, did you mean `page`?");
  CHECK(message("purchase", "{}") == "order: is missing");
  CHECK(message("visit", "[]") == "the data must be an object, found a list");
  CHECK(message("visit", "{").find("the data is not JSON") == 0);
}

}  // namespace
}  // namespace camp
