#include "runtime/env/real/smtp_dialogue.h"

#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <thread>

#include "runtime/env/real/file_descriptor.h"

namespace camp {
namespace {

// What the answerer takes out of `client_says`, sent in pieces of `step` bytes.
std::string taken(std::string_view client_says, std::size_t step, std::size_t bytes_max = 1000) {
  int pair[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
  FileDescriptor client(pair[0]);
  std::string message;
  std::thread answerer([&, fd = pair[1]] {
    FileDescriptor server(fd);
    message = answer_smtp_dialogue(fd, bytes_max);
  });
  for (; !client_says.empty(); client_says.remove_prefix(std::min(step, client_says.size()))) {
    auto piece = client_says.substr(0, step);
    if (::send(client.get(), piece.data(), piece.size(), MSG_NOSIGNAL) < 0) break;
  }
  ::shutdown(client.get(), SHUT_WR);
  answerer.join();
  return message;
}

const std::string kBefore = "EHLO x\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n";

TEST_CASE("one mail is taken, dots unstuffed, however the bytes arrive") {
  for (std::size_t step : {1, 2, 3, 1000}) {
    CHECK(taken(kBefore + "A: b\r\n\r\n..\r\n..x\r\ny.\r\n.\r\nQUIT\r\n", step) ==
          "A: b\r\n\r\n.\r\n.x\r\ny.\r\n");
    CHECK(taken(kBefore + "a\rb\nc\r\r\n.\r\n", step) == "a\rb\nc\r\r\n");
  }
}

TEST_CASE("a mail that does not end, or does not end in time, is none") {
  CHECK(taken("", 1).empty());
  CHECK(taken(kBefore + "A: b\r\n", 1000).empty());
  CHECK(taken(kBefore + "A: b\r\n.\r", 1000).empty());
  CHECK(taken(kBefore + std::string(995, 'x') + "\r\n.\r\n", 1000).size() == 997);
  CHECK(taken(kBefore + std::string(999, 'x') + "\r\n.\r\n", 1000).empty());
  CHECK(taken(std::string(100'000, 'x'), 1000).empty());
}

}  // namespace
}  // namespace camp
