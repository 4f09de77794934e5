#include <catch2/catch.hpp>

#include "runtime/delivery/compose.h"

namespace camp {
namespace {

using std::string_view_literals::operator""sv;

std::string record_of(Channel channel, const std::vector<ComposedPart>& parts) {
  std::string out;
  ComposedMessage message;
  message.channel = channel;
  message.parts = parts;
  append_ndjson_record(out, MessageRecord(), message);
  constexpr std::string_view kBefore = "00:00:00Z\"";
  auto at = out.find(kBefore) + kBefore.size();
  return out.substr(at, out.size() - at - 2);
}

std::string text_member(std::string_view text) {
  return record_of(Channel::kRcs, {{ContentPart::kText, {}, std::string(text)}}).substr(8);
}

TEST_CASE("an NDJSON record, whole") {
  MessageRecord record;
  record.ledger_id_hex = "00ff";
  record.to = "+358401234567";
  record.contact = "anna";
  record.campaign = "cart_recovery";
  record.message = "reminder";
  record.at_ms = 1'772'442'000'250;
  ComposedMessage message;
  message.channel = Channel::kSms;
  message.parts = {{ContentPart::kText, {}, "Hei \xC3\x84iti"}};
  std::string out = "before\n";
  append_ndjson_record(out, record, message);
  CHECK(out ==
        "before\n{\"ledger_id\":\"00ff\",\"channel\":\"sms\",\"to\":\"+358401234567\",\"contact\":"
        "\"anna\","
        "\"campaign\":\"cart_recovery\",\"run\":\"\",\"message\":\"reminder\","
        "\"time\":\"2026-03-02T09:00:00.250Z\",\"alphabet\":\"gsm7\",\"segments\":1,"
        "\"text\":\"Hei \xC3\x84iti\"}\n");
}

TEST_CASE("each channel's parts stand under their words") {
  CHECK(record_of(Channel::kPush, {{ContentPart::kTitle, {}, "Hi"},
                                   {ContentPart::kBody, {}, "there"},
                                   {ContentPart::kData, "order", "o1"},
                                   {ContentPart::kData, "kind", "\""}}) ==
        R"(,"title":"Hi","body":"there","data":{"order":"o1","kind":"\""})");
  CHECK(record_of(Channel::kWhatsapp, {{ContentPart::kTemplate, {}, "cart"},
                                       {ContentPart::kValue, {}, "a"},
                                       {ContentPart::kValue, {}, "b"}}) ==
        R"(,"template":"cart","value":["a","b"])");
  CHECK(record_of(Channel::kRcs, {{ContentPart::kText, {}, "t"},
                                  {ContentPart::kSuggest, {}, "Yes"},
                                  {ContentPart::kOpen, "Shop", "https://a.example"}}) ==
        R"(,"text":"t","suggest":[{"text":"Yes"},{"text":"Shop","open":"https://a.example"}])");
  CHECK(record_of(Channel::kVoice, {{ContentPart::kSay, {}, "Hello"},
                                    {ContentPart::kPlay, {}, "jingle.mp3"},
                                    {ContentPart::kSay, {}, "Bye"}}) ==
        R"(,"script":[{"say":"Hello"},{"play":"jingle.mp3"},{"say":"Bye"}])");
  CHECK(record_of(Channel::kVoice, {{ContentPart::kLanguage, {}, "fi"},
                                    {ContentPart::kSay, {}, "Again?"},
                                    {ContentPart::kListen, {}, R"({"answer":"text"})"}}) ==
        R"(,"language":"fi","script":[{"say":"Again?"}],"listen":{"answer":"text"})");
  CHECK(record_of(Channel::kWebhook, {{ContentPart::kJson, {}, "{\n \"a\": 1 }"}}) ==
        ",\"json\":{  \"a\": 1 }");
  CHECK(record_of(Channel::kWebhook, {{ContentPart::kJson, {}, "{"}}) == ",\"json\":\"{\"");
}

TEST_CASE("JSON strings escape what they must, and are always UTF-8 on one line") {
  CHECK(text_member("") == "\"\"");
  CHECK(text_member("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(text_member("a\nb\rc\td") == R"("a\nb\rc\td")");
  CHECK(text_member("\x01\x1F\x7F"sv) == R"("\u0001\u001f\u007f")");
  CHECK(text_member("a\0b"sv) == R"("a\u0000b")");
  CHECK(text_member("a\xFF\"\xC3") == R"("a\ufffd\"\ufffd")");
  CHECK(text_member("\xED\xA0\x80") == R"("\ufffd\ufffd\ufffd")");
}

}  // namespace
}  // namespace camp
