#include "runtime/env/real/curl_mime_writer.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "lang/base/limits.h"
#include "runtime/env/real/file_descriptor.h"

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

TEST_CASE("a shortage of file descriptors is told at once, however many are left") {
  CurlMimeWriter writer;
  REQUIRE(writer.write(small_message()));  // what is made once is made
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit few{64, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  std::vector<FileDescriptor> taken;
  for (int fd = 0; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;)
    taken.emplace_back(FileDescriptor(fd));
  std::size_t failures = 0;
  for (int left = 0; left < 10; ++left) {
    INFO(left << " descriptors left");
    const auto begin = std::chrono::steady_clock::now();
    const auto written = writer.write(small_message());
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
    failures += written.ok() ? 0 : 1;
    if (!written.ok()) CHECK(written.error().kind == ErrorKind::kIo);
    taken.pop_back();
  }
  CHECK((failures > 0 && failures < 10));
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}

}  // namespace
}  // namespace camp
