#include "lang/value/address.h"

#include <catch2/catch.hpp>
#include <string>

namespace camp {
namespace {

using namespace std::string_view_literals;

std::string labels(std::size_t count, std::size_t size) {  // "aaa.aaa.aaa"
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ".") + std::string(size, 'a');
  return text;
}

TEST_CASE("e-mail addresses that are accepted") {
  for (auto text :
       {"a@b.co"sv, "anna@example.com"sv, "anna.virtanen@example.com"sv,
        "anna+news@example.co.uk"sv, "o'brien@example.ie"sv, "!#$%&'*+-/=?^_`{|}~@example.com"sv,
        "1@2.example"sv, "a@xn--mnchen-3ya.example"sv, "A@EXAMPLE.COM"sv, "a@b-c.d--e.fi"sv,
        "-@example.com"sv, "a@1.2.3.example"sv}) {
    CAPTURE(text);
    CHECK(is_email(text));
  }
}

TEST_CASE("e-mail addresses that are refused") {
  for (auto text : {
           ""sv,
           "@"sv,
           "a"sv,
           "a@"sv,
           "@b.co"sv,
           "a@b"sv,
           "a@@b.co"sv,
           "a@b@c.co"sv,
           "a b@c.co"sv,
           " a@b.co"sv,
           "a@b.co "sv,
           ".a@b.co"sv,
           "a.@b.co"sv,
           "a..b@c.co"sv,
           "a@.b.co"sv,
           "a@b..co"sv,
           "a@b.co."sv,
           "a@-b.co"sv,
           "a@b-.co"sv,
           "a@b_c.co"sv,
           "a@127.0.0.1"sv,
           "a@b.123"sv,
           "a@[127.0.0.1]"sv,
           "a@[IPv6:::1]"sv,
           "\"a b\"@c.co"sv,
           "\"a\"@c.co"sv,
           "a(comment)@b.co"sv,
           "a@b.co(x)"sv,
           "a\\@b@c.co"sv,
           "<a@b.co>"sv,
           "a@b.co,c@d.co"sv,
           "a@b.co;c@d.co"sv,
           "mailto:a@b.co"sv,
           "a:b@c.co"sv,
           "\xC3\xA4@b.co"sv,
           "a@\xC3\xA4.co"sv,
           "a@b.c\xCC\xA7"sv,
           // header and command injection
           "a@b.co\r\nBcc: eve@evil.example"sv,
           "a@b.co\nBcc: eve@evil.example"sv,
           "a@b.co\r"sv,
           "a@b.co\n"sv,
           "a\r\n@b.co"sv,
           "a\n.b@c.co"sv,
           "a@b\r\n.co"sv,
           "a@b.co\0"sv,
           "\0a@b.co"sv,
           "a\0@b.co"sv,
           "a@b.co\t"sv,
           "a\x7F@b.co"sv,
           "a@b.co> RCPT TO:<eve@evil.example"sv,
           "a@b.co%0d%0aBcc:e"sv,
           "a@b.co\xE2\x80\xA8"sv,
           "a@b.co\xC2\x85"sv,
           "a\x0B@b.co"sv,
       }) {
    CAPTURE(text);
    CHECK_FALSE(is_email(text));
  }
}

TEST_CASE("e-mail addresses at the edge of their length") {
  auto local = std::string(64, 'x');
  CHECK(is_email(local + "@example.com"));
  CHECK_FALSE(is_email(local + "x@example.com"));
  CHECK(is_email("a@" + std::string(63, 'b') + ".co"));
  CHECK_FALSE(is_email("a@" + std::string(64, 'b') + ".co"));
  // 64 + 1 + 189 = 254
  auto domain = labels(2, 63) + "." + std::string(61, 'c');
  REQUIRE((local + "@" + domain).size() == 254);
  CHECK(is_email(local + "@" + domain));
  CHECK_FALSE(is_email(local + "@" + domain + "d"));
}

TEST_CASE("phone numbers") {
  for (auto text : {"+358401234567"sv, "+1234567"sv, "+123456789012345"sv}) CHECK(is_phone(text));
  for (auto text :
       {""sv, "+"sv, "358401234567"sv, "+123456"sv, "+1234567890123456"sv, "+0401234567"sv,
        "00358401234567"sv, "+358 40 1234567"sv, "+358-40-1234567"sv, "+35840123456a"sv,
        "++35840123456"sv, "+358401234567\r\n"sv, "+358401234567\0"sv, "+358401234567;ext=1"sv,
        "+\xD9\xA3\xD9\xA5\xD9\xA8\xD9\xA4"sv}) {
    CAPTURE(text);
    CHECK_FALSE(is_phone(text));
  }
}

TEST_CASE("URLs that are accepted") {
  for (auto text :
       {"https://acme.example"sv, "http://acme.example/"sv,
        "HTTPS://Acme.Example/Cart?x=1&y=%20#top"sv, "https://acme.example:8443/a"sv,
        "http://localhost:8080/hook"sv, "https://127.0.0.1/x"sv, "https://acme.example?q=a@b"sv,
        "https://acme.example/a:b@c/(d)[e]!$'*+,;="sv}) {
    CAPTURE(text);
    CHECK(is_url(text));
  }
}

TEST_CASE("URLs that are refused") {
  for (auto text : {""sv,
                    "https://"sv,
                    "https:///path"sv,
                    "https:/acme.example"sv,
                    "acme.example"sv,
                    "//acme.example"sv,
                    "ftp://acme.example"sv,
                    "javascript:alert(1)"sv,
                    "data:text/html,x"sv,
                    "javascript://acme.example/%0aalert(1)"sv,
                    " https://acme.example"sv,
                    "https://acme.example "sv,
                    "https://a b"sv,
                    "https://acme.example/a b"sv,
                    "https://bank.example@evil.example"sv,
                    "https://u:p@acme.example"sv,
                    "https://acme.example:"sv,
                    "https://acme.example:0"sv,
                    "https://acme.example:65536"sv,
                    "https://acme.example:80x"sv,
                    "https://[::1]/"sv,
                    "https://-a.example"sv,
                    "https://a..example"sv,
                    "https://acme.example\\@evil.example"sv,
                    "https://acme.example/\r\nX: y"sv,
                    "https://acme.example/\n"sv,
                    "https://acme.example/\0"sv,
                    "https://acme.example/\t"sv,
                    "https://acme.example/\"onload=x"sv,
                    "https://acme.example/<x>"sv,
                    "https://\xC3\xA4.example"sv,
                    "https://acme.example/\xC3\xA4"sv,
                    "https://acme.example/\x7F"sv,
                    "https?://acme.example"sv,
                    "http\x1A//acme.example"sv}) {
    CAPTURE(text);
    CHECK_FALSE(is_url(text));
  }
}

TEST_CASE("mailboxes that are accepted") {
  struct Row {
    std::string_view text, name, address;
  };
  for (const auto& row : {
           Row{"news@acme.example", "", "news@acme.example"},
           Row{"<news@acme.example>", "", "news@acme.example"},
           Row{"Acme Outdoor <news@acme.example>", "Acme Outdoor", "news@acme.example"},
           Row{"Acme<news@acme.example>", "Acme", "news@acme.example"},
           Row{"  Acme Ltd.   <news@acme.example>", "Acme Ltd.", "news@acme.example"},
           Row{"\"Acme, Inc.\" <news@acme.example>", "Acme, Inc.", "news@acme.example"},
           Row{"Acme, Inc. <a@b.co>", "Acme, Inc.", "a@b.co"},
           Row{"Support (Billing) <a@b.co>", "Support (Billing)", "a@b.co"},
           Row{"group: a; [b] <a@b.co>", "group: a; [b]", "a@b.co"},
           Row{"\"Bob \\\"B\\\" Roe\" <a@b.co>", "Bob \"B\" Roe", "a@b.co"},
           Row{"\"a@b \\\\ c\" <a@b.co>", "a@b \\ c", "a@b.co"},
           Row{"\xC3\x84iti & Co <a@b.co>", "\xC3\x84iti & Co", "a@b.co"},
       }) {
    CAPTURE(row.text);
    std::string name = "?";
    std::string_view address = "?";
    CHECK(is_mailbox(row.text, &name, &address));
    CHECK(name == row.name);
    CHECK(address == row.address);
  }
}

TEST_CASE("mailboxes that are refused leave the results alone") {
  for (auto text : {""sv,
                    "Acme"sv,
                    "Acme <>"sv,
                    "Acme <news@acme.example"sv,
                    "Acme news@acme.example>"sv,
                    "Acme <news@acme.example> "sv,
                    "Acme <news@acme.example>x"sv,
                    "Acme < news@acme.example>"sv,
                    "eve@evil.example <a@b.co>"sv,
                    "A <b@c.co> <a@b.co>"sv,
                    "A \"B\" <a@b.co>"sv,
                    "\"A <a@b.co>"sv,
                    "\"A\"B\" <a@b.co>"sv,
                    "\"A\\\" <a@b.co>"sv,
                    "A\r\nBcc: eve <a@b.co>"sv,
                    "A\nB <a@b.co>"sv,
                    "A\tB <a@b.co>"sv,
                    "A\0 <a@b.co>"sv,
                    "A\x1B <a@b.co>"sv,
                    "\xFF <a@b.co>"sv,
                    "A <a@b.co\r\n>"sv,
                    "\"A\r\nBcc: e\" <a@b.co>"sv,
                    "<<a@b.co>>"sv}) {
    CAPTURE(text);
    std::string name = "?";
    std::string_view address = "?";
    CHECK_FALSE(is_mailbox(text, &name, &address));
    CHECK((name == "?" && address == "?"));
  }
}

}  // namespace
}  // namespace camp
