#include <catch2/catch.hpp>

#include "tests/unit/runtime/delivery/mail_fixture.h"

namespace camp {
namespace {

constexpr std::int64_t kMorning = 1'772'442'000'000;

std::string record(std::string_view message, std::string_view sender = "news@acme.example") {
  std::string out;
  append_mbox_record(out, message, sender, kMorning);
  return out;
}

TEST_CASE("an mbox record has a From_ line, LF line ends and an empty line behind") {
  CHECK(record("A: b\r\n\r\ntext\r\n") ==
        "From news@acme.example Mon Mar  2 09:00:00 2026\nA: b\n\ntext\n\n");
  CHECK(record("no line end") ==
        "From news@acme.example Mon Mar  2 09:00:00 2026\nno line end\n\n");
  CHECK(record("") == "From news@acme.example Mon Mar  2 09:00:00 2026\n\n");
}

TEST_CASE("From lines in a message are quoted, quoted ones again") {
  auto body = [](std::string_view message) {
    auto text = record(message);
    return text.substr(text.find('\n') + 1);
  };
  CHECK(body("From here\r\n") == ">From here\n\n");
  CHECK(body(">From here\r\n>>From\r\n>>From x") == ">>From here\n>>From\n>>>From x\n\n");
  CHECK(body("from here\r\n From here\r\nFrom: x\r\n>\r\n") ==
        "from here\n From here\nFrom: x\n>\n\n");
}

TEST_CASE("the sender cannot break the From_ line") {
  CHECK(record("x", "Acme <news@acme.example>").starts_with("From news@acme.example Mon"));
  CHECK(record("x", "a b\r\n\r\nFrom c").starts_with("From abFromc Mon"));
  CHECK(record("x", "").starts_with("From MAILER-DAEMON Mon"));
}

TEST_CASE("records in one file can be told apart and come back as they were") {
  std::vector<std::string> messages = {"A: 1\r\n\r\nFrom me\r\n\r\n>From you\r\n", "B: 2\r\n\r\n",
                                       "C: 3\r\n\r\nFrom x@y Mon Mar  2 09:00:00 2026\r\n"};
  std::string file;
  for (const auto& message : messages) append_mbox_record(file, message, "s@x.example", kMorning);
  std::vector<std::string> read;
  for (std::size_t at = 0; at < file.size();) {
    auto end = file.find('\n', at);
    auto line = file.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("From ")) {
      read.emplace_back();
      continue;
    }
    auto from = line.find_first_not_of('>');
    if (from != line.npos && from > 0 && line.substr(from).starts_with("From ")) line.erase(0, 1);
    read.back() += line + "\r\n";
  }
  REQUIRE(read.size() == messages.size());
  for (std::size_t i = 0; i < read.size(); ++i) CHECK(read[i] == messages[i] + "\r\n");
}

}  // namespace
}  // namespace camp
