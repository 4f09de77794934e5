#include <catch2/catch.hpp>

#include "runtime/env/smtp_server.h"

namespace camp {
namespace {

SmtpAddress read(std::string_view url) {
  auto address = read_smtp_url(url);
  REQUIRE(address.ok());
  return *address;
}

TEST_CASE("a mail server's address says host, port, TLS and user") {
  CHECK(read("smtp://relay.example").port == "587");
  CHECK_FALSE(read("smtp://relay.example").implicit_tls);
  CHECK(read("smtps://relay.example/").port == "465");
  CHECK(read("smtps://relay.example").implicit_tls);
  CHECK(read("smtp://[::1]:2525").host == "[::1]");
  CHECK(read("smtp://[::1]:2525").port == "2525");
  const auto whole = read("smtps://ann%40shop.example:p%3Aa%2Fs%25s@relay.example:465");
  CHECK(whole.user == "ann@shop.example");
  CHECK(whole.password == "p:a/s%s");
  CHECK(whole.host == "relay.example");
  CHECK(read("smtp://ann@shop.example:se:cret@relay.example").password == "se:cret");
}

TEST_CASE("what is no mail server's address is refused, and no password told") {
  for (const char* url : {"",
                          "relay.example",
                          "http://relay.example",
                          "smtp://",
                          "smtp://relay.example:0",
                          "smtp://relay.example:99999",
                          "smtp://relay.example/path",
                          "smtp://u:secret@",
                          "smtp://u:secret@@",
                          "smtp://:secret@relay.example",
                          "smtp://u:@relay.example",
                          "smtp://u@relay.example",
                          "smtp://u:secret%@relay.example",
                          "smtp://u:secret%0@h",
                          "smtp://u:secret%0A@relay.example",
                          "smtp://u:secret%00@relay.example",
                          "smtp://u:secret\r\n@relay.example",
                          "smtp://relay.example?secret",
                          "smtp://re lay.example",
                          "smtp://u:sec/ret@re/lay"}) {
    const auto address = read_smtp_url(url);
    INFO(url);
    REQUIRE_FALSE(address.ok());
    CHECK(address.error().kind == ErrorKind::kInvalid);
    CHECK_FALSE(address.error().hint.empty());
    const auto told = address.error().message + address.error().where + address.error().hint;
    CHECK(told.find("secret") == std::string::npos);
    CHECK(told.find("sec/ret") == std::string::npos);
  }
}

TEST_CASE("a mail server has connections, and a name of this machine that is one") {
  SmtpServer server;
  server.url = "smtp://relay.example";
  CHECK(check(server).ok());
  server.hello = "camp.shop.example";
  CHECK(check(server).ok());
  for (const char* name : {"a b", "x\r\nMAIL", "host:25", "a/b", "-x"}) {
    server.hello = name;
    INFO(name);
    CHECK_FALSE(check(server).ok());
  }
  server.hello = "";
  server.connections_max = limits::kMailConnections;
  CHECK(check(server).ok());
  server.connections_max = limits::kMailConnections + 1;
  CHECK_FALSE(check(server).ok());
  server.connections_max = 0;
  CHECK_FALSE(check(server).ok());
  server.connections_max = 1;
  server.url = "relay.example";
  CHECK_FALSE(check(server).ok());
}

}  // namespace
}  // namespace camp
