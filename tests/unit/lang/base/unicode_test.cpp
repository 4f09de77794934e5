#include "lang/base/unicode.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

TEST_CASE("blanks at both ends, seen and unseen, are taken off") {
  CHECK(trimmed("  a b\t ") == "a b");
  CHECK(trimmed("\xC2\xA0\xE3\x80\x80x\xE2\x80\x8B\xEF\xBB\xBF") ==
        "x");                                                // U+00A0 U+3000, U+200B U+FEFF
  CHECK(trimmed("\xE2\x80\xAA+358\xE2\x80\xAC") == "+358");  // U+202A, U+202C
  CHECK(trimmed(" \t\xC2\xA0") == "");
  CHECK(trimmed("") == "");
  CHECK(trimmed("\na\r") == "\na\r");                  // who wants no line breaks says so
  CHECK(trimmed("a\xE2\x80\x8D") == "a\xE2\x80\x8D");  // a joiner belongs to what it joins
  CHECK(trimmed("\xA0x\xA0") == "\xA0x\xA0");          // not UTF-8: as it was
}

TEST_CASE("one way to write a letter") {
  std::string scratch;
  CHECK(normalized("Jose\xCC\x81", scratch) == "Jos\xC3\xA9");
  CHECK(normalized("Jos\xC3\xA9", scratch) == "Jos\xC3\xA9");
  CHECK(normalized("\xF0\x9D\x85\x9E", scratch) == "\xF0\x9D\x85\x97\xF0\x9D\x85\xA5");  // grows
  CHECK(normalized("e\xCC\x81\xFF", scratch) == "e\xCC\x81\xFF");
  CHECK(tidied(" e\xCC\x81\xC2\xA0") == "\xC3\xA9");
  std::string_view plain = "as it is";
  CHECK(tidied(plain, scratch).data() == plain.data());
}

TEST_CASE("names without case, accents, blanks and punctuation") {
  for (auto name :
       {"email", "Email", " E-Mail ", "e_mail", "EMAIL.", "\xC3\xA9mail", "\xEF\xBC\xA5mail"})
    CHECK(folded_name(name) == "email");
  CHECK(folded_name("STRASSE") == folded_name("Stra\xC3\x9F"
                                              "e"));
  CHECK(folded_name("Ka\xCC\x88se 2") == "kase2");
  CHECK(folded_name("\xE5\x90\x8D\xE5\x89\x8D") == "\xE5\x90\x8D\xE5\x89\x8D");
  CHECK(folded_name(" -_#") == "");
  CHECK(folded_name("a\xFF") == "");
}

TEST_CASE("what cannot be seen is named") {
  CHECK(invisible_character("a\xE2\x80\x8B") == "U+200B ZERO WIDTH SPACE");
  CHECK(invisible_character("a\xC2\xA0z") == "U+00A0 NO-BREAK SPACE");
  CHECK(invisible_character("\x01") == "U+0001 <control-0001>");
  CHECK_FALSE(invisible_character("a b\t\r\n\xC3\xA4"));
}

TEST_CASE("domains as mail servers know them") {
  CHECK(with_ascii_domain("a@m\xC3\xBCller.example") == "a@xn--mller-kva.example");
  CHECK(with_ascii_domain("a@M\xC3\x9CLLER.example") == "a@xn--mller-kva.example");
  CHECK(with_ascii_domain("a@b.example") == "a@b.example");
  CHECK(with_ascii_domain("\xC3\xA4") == "\xC3\xA4");
  CHECK(with_ascii_domain("a@\xE2\x80\x8B.example") == "a@\xE2\x80\x8B.example");
}

}  // namespace
}  // namespace camp
