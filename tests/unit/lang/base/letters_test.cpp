#include "lang/base/letters.h"

#include <catch2/catch.hpp>

using namespace camp;

TEST_CASE("letters of every alphabet change their case") {
  CHECK(to_upper("märta and straße") == "MÄRTA AND STRASSE");
  CHECK(to_lower("ÉLODIE ΣΟΦΟΣ") == "élodie σοφος");
  CHECK(capitalized("ÉLODIE") == "Élodie");
  CHECK(capitalized("mÄRTA af BORG") == "Märta af borg");
  CHECK(capitalized("özgür") == "Özgür");
  CHECK(capitalized("") == "");
  CHECK(capitalized(" ann") == " ann");
  CHECK(to_upper("plain 1") == "PLAIN 1");
}

TEST_CASE("a language writes its letters as it does") {
  CHECK(to_upper("izmir", "tr") == "İZMİR");
  CHECK(to_upper("izmir", "tr-TR") == "İZMİR");
  CHECK(to_lower("IŞIK", "tr") == "ışık");
  CHECK(to_upper("izmir", "fi") == "IZMIR");
  CHECK(to_upper("izmir", "no such language") == "IZMIR");
  CHECK(capitalized("ijsland", "nl") == "IJsland");
  CHECK(to_upper("izmir", "tr") == "İZMİR");
}

TEST_CASE("case and width make no difference where texts are searched") {
  CHECK(contains_alike("Please STOP now", "stop"));
  CHECK(contains_alike("ＳＴＯＰ", "stop"));
  CHECK(contains_alike("STRASSE", "straße"));
  CHECK(contains_alike("Märta", "MÄR"));
  CHECK(contains_alike("M\u0061\u0308rta", "ä"));  // written as two characters
  CHECK(contains_alike("x", ""));
  CHECK_FALSE(contains_alike("sto p", "stop"));
  CHECK_FALSE(contains_alike("", "x"));
  CHECK_FALSE(contains_alike("Marta", "ä"));
  CHECK(starts_alike("Ärger", "är"));
  CHECK_FALSE(starts_alike("Ärger", "er"));
  CHECK(ends_alike("ÄRGER", "Ger"));
  CHECK_FALSE(ends_alike("r", "ger"));
}

TEST_CASE("what is no text is changed in its ASCII letters alone") {
  CHECK(to_upper("a\xFF z\xC3") == "A\xFF Z\xC3");
  CHECK(contains_alike("A\xFF", "a\xFF"));
  CHECK_FALSE(contains_alike("\xC3\x84\xFF", "\xC3\xA4"));
}
