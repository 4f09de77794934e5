#include <catch2/catch.hpp>

#include "runtime/delivery/compose.h"

namespace camp {
namespace {

using std::string_view_literals::operator""sv;

std::string text_member(std::string_view text) {
  std::string out;
  ShortMessage message;
  message.text = text;
  append_ndjson_record(out, message);
  constexpr std::string_view kBefore = ",\"text\":";
  auto at = out.find(kBefore) + kBefore.size();
  return out.substr(at, out.size() - at - 2);
}

TEST_CASE("an NDJSON record, whole") {
  ShortMessage message;
  message.ledger_id_hex = "00ff";
  message.channel = "sms";
  message.to = "+358401234567";
  message.contact = "anna";
  message.campaign = "cart_recovery";
  message.message = "reminder";
  message.text = "Hei \xC3\x84iti";
  message.at_ms = 1'772'442'000'250;
  std::string out = "before\n";
  append_ndjson_record(out, message);
  CHECK(out ==
        "before\n{\"ledger_id\":\"00ff\",\"channel\":\"sms\",\"to\":\"+358401234567\",\"contact\":"
        "\"anna\","
        "\"campaign\":\"cart_recovery\",\"run\":\"\",\"message\":\"reminder\","
        "\"time\":\"2026-03-02T09:00:00.250Z\",\"alphabet\":\"gsm7\",\"segments\":1,"
        "\"text\":\"Hei \xC3\x84iti\"}\n");
  message.channel = "push";
  out.clear();
  append_ndjson_record(out, message);
  CHECK(out.find("segments") == std::string::npos);
}

TEST_CASE("JSON strings escape what they must, and are always UTF-8 on one line") {
  CHECK(text_member("") == "\"\"");
  CHECK(text_member("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(text_member("a\nb\rc\td") == R"("a\nb\rc\td")");
  CHECK(text_member("\x01\x1F\x7F"sv) == "\"\\u0001\\u001f\x7F\"");
  CHECK(text_member("a\0b"sv) == R"("a\u0000b")");
  CHECK(text_member("a\xFF\"\xC3") == "\"a\xEF\xBF\xBD\\\"\xEF\xBF\xBD\"");
  CHECK(text_member("\xED\xA0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace camp
