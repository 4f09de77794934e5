// The numbers are those of 3GPP TS 23.038 and 23.040.
#include "runtime/delivery/sms_size.h"

#include <catch2/catch.hpp>
#include <string>

namespace camp {
namespace {

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  while (count-- > 0) out += text;
  return out;
}

std::uint32_t segments(const std::string& text, bool gsm) {
  auto size = sms_size(text);
  CHECK(size.gsm == gsm);
  return size.segments;
}

TEST_CASE("a text of the GSM alphabet has 160 characters, or 153 in each of several segments") {
  CHECK(segments("", true) == 0);
  CHECK(segments("Hi", true) == 1);
  CHECK(segments(times(160, "a"), true) == 1);
  CHECK(segments(times(161, "a"), true) == 2);
  CHECK(segments(times(306, "a"), true) == 2);
  CHECK(segments(times(307, "a"), true) == 3);
  CHECK(segments("Hei \xC3\x84iti, 5 \xC2\xA3 @_$\r\n\xCE\xA9 \xC3\x87", true) == 1);
  CHECK(segments(times(160, "\xC3\xA9"), true) == 1);  // é
}

TEST_CASE("some characters of it take two places, and stay in one segment") {
  const std::string euro = "\xE2\x82\xAC";
  CHECK(segments(times(80, euro), true) == 1);
  CHECK(segments(times(81, euro), true) == 2);
  // 152 and a euro sign do not fit 153: it goes into the second, which then has 2 + 151.
  CHECK(segments(times(152, "a") + euro + times(151, "b"), true) == 2);
  CHECK(segments(times(152, "a") + euro + times(152, "b"), true) == 3);
  CHECK(segments("[]{}|^~\\", true) == 1);
}

TEST_CASE("one other character makes it UCS-2: 70, or 67 in each of several segments") {
  const std::string tick = "`";
  CHECK(segments(tick, false) == 1);
  CHECK(sms_size("abc\xC3\xA7 \xE2\x80\x99").other == U'\u00E7');  // ç: only its capital is there
  CHECK(segments(times(69, "a") + tick, false) == 1);
  CHECK(segments(times(70, "a") + tick, false) == 2);
  CHECK(segments(times(133, "a") + tick, false) == 2);
  CHECK(segments(times(134, "a") + tick, false) == 3);
  const std::string smile = "\xF0\x9F\x98\x80";  // two units of 16 bits
  CHECK(segments(times(35, smile), false) == 1);
  CHECK(segments(times(36, smile), false) == 2);
  CHECK(segments(times(66, smile), false) == 2);  // 33 in each: half of one is nowhere
  CHECK(segments(times(67, smile), false) == 3);
  CHECK(segments("\xFF", false) == 1);
}

}  // namespace
}  // namespace camp
