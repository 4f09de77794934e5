#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/runtime/delivery/mail_fixture.h"

namespace camp {
namespace {

std::string qp(std::string_view text) {
  std::string out;
  append_quoted_printable(out, text);
  return out;
}
std::string times(std::size_t count, char c) { return std::string(count, c); }

TEST_CASE("quoted-printable escapes what is not plain ASCII") {
  CHECK(qp("") == "");
  CHECK(qp("plain text, 1 < 2 & \"so on\" ~") == "plain text, 1 < 2 & \"so on\" ~");
  CHECK(qp("a=b") == "a=3Db");
  CHECK(qp("k\xC3\xA4se") == "k=C3=A4se");
  CHECK(qp(std::string_view("\0\x01\x7F\xFF", 4)) == "=00=01=7F=FF");
}

TEST_CASE("quoted-printable keeps line breaks and makes every one a CRLF") {
  CHECK(qp("a\nb") == "a\r\nb");
  CHECK(qp("a\r\nb") == "a\r\nb");
  CHECK(qp("a\rb") == "a=0Db");
  CHECK(qp("a\r\r\nb") == "a=0D\r\nb");
  CHECK(qp("\n\n\r\n") == "\r\n\r\n\r\n");
  CHECK(qp("a\r") == "a=0D");
}

TEST_CASE("quoted-printable protects blanks at the end of a line") {
  CHECK(qp("a \nb") == "a=20\r\nb");
  CHECK(qp("a\t\r\nb") == "a=09\r\nb");
  CHECK(qp("a  ") == "a =20");
  CHECK(qp(" ") == "=20");
  CHECK(qp(" a") == " a");
  CHECK(qp("a \rb") == "a =0Db");
}

TEST_CASE("no line of quoted-printable begins like an mbox record") {
  CHECK(qp("From me") == "=46rom me");
  CHECK(qp("a\nFrom me\n>From you") == "a\r\n=46rom me\r\n=3EFrom you");
  CHECK(qp("From\nFrom \nfrom me From") == "From\r\nFrom=20\r\nfrom me From");
  CHECK(qp(times(75, 'x') + "From me") == times(75, 'x') + "=\r\n=46rom me");
  CHECK(qp("From " + times(80, 'x')) == "=46rom " + times(68, 'x') + "=\r\n" + times(12, 'x'));
}

TEST_CASE("quoted-printable lines have at most 76 columns") {
  CHECK(qp(times(76, 'x')) == times(76, 'x'));
  CHECK(qp(times(77, 'x')) == times(75, 'x') + "=\r\nxx");
  CHECK(qp(times(76, 'x') + "\n") == times(76, 'x') + "\r\n");
  CHECK(qp(times(151, 'x')) == times(75, 'x') + "=\r\n" + times(76, 'x'));
  CHECK(qp(times(73, 'x') + "=") == times(73, 'x') + "=3D");
  CHECK(qp(times(74, 'x') + "=") == times(74, 'x') + "=\r\n=3D");
  CHECK(qp(times(73, 'x') + "=y") == times(73, 'x') + "=\r\n=3Dy");
  CHECK(qp(times(75, 'x') + " \n") == times(75, 'x') + "=\r\n=20\r\n");
  CHECK(qp(times(73, 'x') + " \n") == times(73, 'x') + "=20\r\n");
}

TEST_CASE("quoted-printable can be decoded, whatever the bytes") {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes, expected;
    auto size = random() % 300;
    for (std::size_t i = 0; i < size; ++i) {
      constexpr std::string_view kLikely = " \t\r\n=.x";
      auto pick = random();
      char c = pick % 3 == 0   ? kLikely[pick / 3 % kLikely.size()]
               : pick % 3 == 1 ? static_cast<char>('a' + pick / 3 % 26)
                               : static_cast<char>(pick / 3);
      if (c == '\n' && (bytes.empty() || bytes.back() != '\r')) expected.push_back('\r');
      bytes.push_back(c);
      expected.push_back(c);
    }
    auto encoded = qp(bytes);
    // A boundary of ours (`=_...`) cannot occur in it.
    REQUIRE(encoded.find("=_") == encoded.npos);
    REQUIRE(testing::decode_quoted_printable(encoded) == expected);
  }
}

}  // namespace
}  // namespace camp
