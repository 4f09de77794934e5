#include "runtime/env/real/curl_mime_writer.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "lang/base/limits.h"

namespace camp {
namespace {

MimeMessage small_message() {
  return {"multipart/mixed",
          {"MIME-Version: 1.0", "Subject: hi"},
          {{"text/plain; charset=UTF-8", "body"}}};
}

TEST_CASE("libcurl writes headers and parts in the order given") {
  CurlMimeWriter writer;
  auto message = small_message();
  message.parts.push_back({"text/html; charset=UTF-8", ".\r\n..a\r\n=\r\n"});
  auto result = writer.write(message);
  REQUIRE(result);
  const auto& text = *result;
  CHECK(text.starts_with("Content-Type: multipart/mixed; boundary="));
  CHECK(text.find("\r\nMIME-Version: 1.0\r\nSubject: hi\r\n\r\n") != text.npos);
  CHECK(text.find("\r\n\r\nbody\r\n--") < text.find("\r\n\r\n.\r\n..a\r\n=3D\r\n\r\n--"));
  CHECK(text.ends_with("--\r\n"));
}

TEST_CASE("a writer can be used again, and does not look at the environment's proxies") {
  ::setenv("all_proxy", "http://127.0.0.1:1", 1);
  CurlMimeWriter writer;
  for (int i = 0; i < 20; ++i) REQUIRE(writer.write(small_message()));
  ::unsetenv("all_proxy");
}

TEST_CASE("a message that is too large is refused, not cut") {
  CurlMimeWriter writer;
  auto message = small_message();
  message.parts[0].body.assign(limits::kMailBytes + 1, 'x');
  auto result = writer.write(message);
  REQUIRE(!result);
  CHECK(result.error().kind == ErrorKind::kIo);
  REQUIRE(writer.write(small_message()));
}

}  // namespace
}  // namespace camp
