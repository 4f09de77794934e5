// How many text messages an SMS is, as networks count and bill them (3GPP TS 23.038, 23.040).
//
// A text in the GSM 7-bit alphabet has 160 characters in one segment, or 153 in each of several;
// some of its characters (^ { } [ ~ ] | \ € and form feed) take two. One character beyond that
// alphabet makes the whole text UCS-2: 70 units of 16 bits, or 67 in each of several. No character
// is cut in two between segments. Pure.
#pragma once
#include <cstdint>
#include <string_view>

namespace camp {

struct SmsSize {
  bool gsm = true;             // else UCS-2
  std::uint32_t segments = 0;  // 0: an empty text
  char32_t other = 0;          // UCS-2: the first character that made it so
};
SmsSize sms_size(std::string_view text);
std::string_view alphabet_word(const SmsSize& size);  // "gsm7", "ucs2"

}  // namespace camp
