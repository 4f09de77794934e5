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

TEST_CASE("the sender cannot break the From_ line") {
  CHECK(record("x", "Acme <news@acme.example>").starts_with("From news@acme.example Mon"));
  CHECK(record("x", "a b\r\n\r\nFrom c").starts_with("From abFromc Mon"));
  CHECK(record("x", "").starts_with("From MAILER-DAEMON Mon"));
}

TEST_CASE("readers of every kind find the records of composed mails, and nothing to unquote") {
  auto mail = testing::sample_mail();
  const auto text =
      "From here on\n>From there\n>>From x\nFrom: y\n" + std::string(74, 'x') + " From z\n";
  mail.text = text;
  mail.html = "";
  std::string file;
  for (int i = 0; i < 3; ++i)
    append_mbox_record(file, testing::compose_mail(mail), "s@x.example", kMorning);
  std::size_t records = 0;
  for (std::size_t at = 0; at < file.size(); at = file.find('\n', at) + 1) {
    auto line = std::string_view(file).substr(at, file.find('\n', at) - at);
    CHECK(line.size() <= 78);
    CHECK_FALSE(line.starts_with(">From "));
    if (line.starts_with("From ")) ++records;
  }
  CHECK(records == 3);
  CHECK(file.find("\n=46rom here on\n=3EFrom there\n=3E>From x\nFrom: y\n") != file.npos);
}

}  // namespace
}  // namespace camp
