#include "lang/catalog/calling_codes.h"

#include <array>
#include <cstdint>

namespace camp {
namespace {

struct CallingCode {
  std::uint32_t code;
  std::string_view zone;
};
constexpr CallingCode kCodes[] = {
#define CAMP_CALLING_CODE(zone, code) {code, zone},
#include "lang/catalog/calling_codes.def"
#undef CAMP_CALLING_CODE
};
constexpr std::size_t kDigitsMax = 4, kNumbers = 10'000;

// By code, read as a number: its row and one more; 0: none. No code begins with a zero.
constexpr auto kRowOf = [] {
  std::array<std::uint16_t, kNumbers> rows{};
  std::uint16_t next = 1;
  for (const auto& it : kCodes) rows[it.code] = next++;
  return rows;
}();

}  // namespace

std::string_view zone_of_number(std::string_view number) {
  std::string_view zone;
  std::uint32_t code = 0;
  if (number.substr(0, 1) != "+" || number.substr(1, 1) == "0") return zone;
  for (std::size_t i = 1; i <= kDigitsMax && i < number.size(); ++i) {
    if (number[i] < '0' || number[i] > '9') break;
    code = code * 10 + static_cast<std::uint32_t>(number[i] - '0');
    if (kRowOf[code] != 0) zone = kCodes[kRowOf[code] - 1u].zone;
  }
  return zone;
}

}  // namespace camp
