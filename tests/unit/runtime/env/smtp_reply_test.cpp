#include "runtime/env/smtp_reply.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

SmtpReply reply_of(std::string_view bytes) {
  SmtpReplyReader reader;
  reader.take(bytes);
  auto reply = reader.next();
  REQUIRE(reply);
  CHECK_FALSE(reader.next());
  CHECK_FALSE(reader.is_broken());
  return *reply;
}

TEST_CASE("a reply is read whole, whatever its pieces") {
  const std::string bytes = "250-2.1.5 first\r\n250-2.1.5 second\r\n250 2.1.5 third\r\n";
  for (std::size_t at = 0; at <= bytes.size(); ++at) {
    SmtpReplyReader reader;
    reader.take(bytes.substr(0, at));
    auto reply = reader.next();
    CHECK(reply.has_value() == (at == bytes.size()));
    reader.take(bytes.substr(at));
    if (!reply) reply = reader.next();
    REQUIRE(reply);
    CHECK(reply->code == 250);
    CHECK(enhanced_status(*reply) == "2.1.5");
    CHECK(reply_text(*reply) == "first second third");
  }
}

TEST_CASE("replies may come together, and be bare") {
  SmtpReplyReader reader;
  reader.take("250\r\n354 go\n550 5.1.1\r\n");
  CHECK(reader.next()->lines == std::vector<std::string>{""});
  CHECK(reader.next()->code == 354);
  const auto last = *reader.next();
  CHECK(enhanced_status(last) == "5.1.1");
  CHECK(reply_text(last).empty());
  CHECK_FALSE(reader.next());
}

TEST_CASE("an enhanced code is one only where it fits the reply") {
  for (const char* text :
       {"250 5.1.1 no", "550 5.1 no", "550 5.1.1234 no", "550 5.1.1x", "550 .1.1"}) {
    INFO(text);
    const auto reply = reply_of(std::string(text) + "\r\n");
    CHECK(enhanced_status(reply).empty());
    CHECK(reply_text(reply) == std::string(text).substr(4));
  }
}

TEST_CASE("what is no reply breaks the reader for good") {
  for (const char* text :
       {"hello\r\n", "25 ok\r\n", "2500 ok\r\n", "150 go\r\n", "650 x\r\n", "\r\n",
        "250-a\r\n251 b\r\n", "250_ok\r\n", "HTTP/1.1 400 Bad Request\r\n"}) {
    INFO(text);
    SmtpReplyReader reader;
    reader.take(text);
    CHECK_FALSE(reader.next());
    CHECK(reader.is_broken());
    reader.take("250 ok\r\n");
    CHECK_FALSE(reader.next());
  }
}

TEST_CASE("a reply without an end is not waited for") {
  SmtpReplyReader line;
  line.take(std::string(100'000, '2'));
  CHECK_FALSE(line.next());
  CHECK(line.is_broken());
  SmtpReplyReader lines;
  for (int i = 0; i < 1000 && !lines.is_broken(); ++i) {
    lines.take("250-x\r\n");
    CHECK_FALSE(lines.next());
  }
  CHECK(lines.is_broken());
}

TEST_CASE("what a stranger says is one printable line") {
  const auto reply = reply_of("550 5.7.1 a\x1b[31mb\x07\xff\xc2\x9b \xc3\xa9\r\n");
  CHECK(reply_text(reply) == "a?[31mb??? \xc3\xa9");
  CHECK(printable_line(std::string(2000, 'x')).size() == kSmtpTextBytes);
  std::string long_text(kSmtpTextBytes - 1, 'x');
  CHECK(printable_line(long_text + "\xc3\xa9") == long_text);  // not half a character
}

TEST_CASE("EHLO's lines are what a server offers") {
  const auto offered = extensions_of(
      reply_of("250-relay SIZE 5\r\n250-Size 1000\r\n250-pipelining\r\n250-8BITMIME\r\n"
               "250-SMTPUTF8\r\n250 AUTH PLAIN\r\n"));
  CHECK(offered.size);
  CHECK(offered.size_max == 1000);
  CHECK(offered.pipelining);
  CHECK(offered.eight_bit);
  CHECK(offered.utf8);
  const auto none = extensions_of(reply_of("250 SMTPUTF8\r\n"));  // the server's name
  CHECK_FALSE(none.utf8);
  CHECK(extensions_of(reply_of("250-x\r\n250 SIZE\r\n")).size_max == 0);
}

}  // namespace
}  // namespace camp
