// The language server's messages: what is none is answered, or ends it; what is one is answered once.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

#include "cli/lsp/editor.h"
#include "cli/message_stream.h"
#include "cli/lsp/uri.h"

namespace camp::cli::lsp {
namespace {

// What read() makes of bytes that come one by one.
class Pipe {
 public:
  explicit Pipe(std::string bytes) {
    REQUIRE(::pipe(ends_) == 0);
    writer_ = std::thread([this, bytes = std::move(bytes)] {
      for (const char c : bytes)
        if (::write(ends_[1], &c, 1) != 1) break;
      ::close(ends_[1]);
    });
  }
  ~Pipe() {
    writer_.join();
    ::close(ends_[0]);
  }
  int out() const { return ends_[0]; }

 private:
  int ends_[2];
  std::thread writer_;
};

int code_of(const Json& answer) { return answer.at("error").at("code").get<int>(); }

Json initialized(Editor& editor) {
  return take_message(editor, R"({"id":1,"method":"initialize","params":{}})");
}

}  // namespace

TEST_CASE("messages come in pieces, and one behind the other") {
  const Pipe pipe("Content-Length: 2\r\n\r\n{}content-length:3\r\nContent-Type: x\r\n\r\n[1]");
  MessageStream stream(pipe.out(), -1);
  for (const char* wanted : {"{}", "[1]"}) {
    const auto message = stream.read();
    REQUIRE(message.ok());
    CHECK(**message == wanted);
  }
  const auto end = stream.read();
  REQUIRE(end.ok());
  CHECK(!*end);
}

TEST_CASE("what is no message ends the stream with a reason") {
  for (const char* bytes : {"Content-Length: 99999999999\r\n\r\n", "Content-Length: -1\r\n\r\n",
                            "Content-Length: 18446744073709551616\r\n\r\n", "Length: 2\r\n\r\n{}",
                            "Content-Length: 3\r\n\r\n{}", "Content-Le"}) {
    INFO(bytes);
    const Pipe pipe(bytes);
    MessageStream stream(pipe.out(), -1);
    CHECK(!stream.read().ok());
  }
}

TEST_CASE("every request has an answer, whatever it is") {
  Editor editor;
  CHECK(code_of(take_message(editor, "{")) == static_cast<int>(ErrorCode::kParseError));
  CHECK(code_of(take_message(editor, "3")) == static_cast<int>(ErrorCode::kInvalidRequest));
  CHECK(code_of(take_message(editor, R"({"id":7,"method":"textDocument/hover"})")) ==
        static_cast<int>(ErrorCode::kNotInitialized));
  CHECK(initialized(editor).at("result").contains("capabilities"));
  CHECK(code_of(initialized(editor)) == static_cast<int>(ErrorCode::kRequestFailed));
  CHECK(code_of(take_message(editor, R"({"id":"a","method":"no/such"})")) ==
        static_cast<int>(ErrorCode::kMethodNotFound));
  CHECK(code_of(take_message(editor, R"({"id":2,"method":"textDocument/hover","params":[]})")) ==
        static_cast<int>(ErrorCode::kInvalidParams));
  const auto unnamed =
      take_message(editor, R"({"id":2,"method":"textDocument/hover","params":{}})").dump();
  CHECK(unnamed.find("'textDocument' is missing") != unnamed.npos);
  CHECK(unnamed.find("json.exception") == unnamed.npos);
  CHECK(take_message(editor, R"({"method":"no/such"})").is_null());
  CHECK(take_message(editor, R"({"id":2,"result":null})").is_null());
  CHECK(take_message(editor, R"({"method":"textDocument/didOpen","params":{"x":1}})").is_null());
  CHECK(take_message(editor, R"({"id":3,"method":"shutdown"})").at("result").is_null());
  CHECK(code_of(take_message(editor, R"({"id":4,"method":"shutdown"})")) ==
        static_cast<int>(ErrorCode::kInvalidRequest));
  CHECK(news(editor).empty());
}

TEST_CASE("a file's address, and back") {
  CHECK(uri_of("/a b/ä:#.camp") == "file:///a%20b/%C3%A4%3A%23.camp");
  for (const char* path : {"/x.camp", "/a b/ä:#%.camp"}) CHECK(path_of(uri_of(path)) == path);
  CHECK(path_of("file://localhost/a/../b.camp") == "/b.camp");
  for (const char* uri : {"untitled:Untitled-1", "git:/a.camp", "file://host/a", "file:///%zz",
                          "file:///%0", "file:///%00", ""})
    CHECK(!path_of(uri));
}

}  // namespace camp::cli::lsp
