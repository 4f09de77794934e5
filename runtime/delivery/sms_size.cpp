#include "runtime/delivery/sms_size.h"

#include <algorithm>
#include <iterator>

#include "lang/base/utf8.h"

namespace camp {
namespace {

constexpr char32_t kEndOfAscii = 0x80, kEndOfUnit = 0x10000;

// What the default alphabet has beyond ASCII, by code point.
constexpr char32_t kMore[] = {U'¡', U'£', U'¤', U'¥', U'§', U'¿', U'Ä', U'Å', U'Æ', U'Ç',
                              U'É', U'Ñ', U'Ö', U'Ø', U'Ü', U'ß', U'à', U'ä', U'å', U'æ',
                              U'è', U'é', U'ì', U'ñ', U'ò', U'ö', U'ø', U'ù', U'ü', U'Γ',
                              U'Δ', U'Θ', U'Λ', U'Ξ', U'Π', U'Σ', U'Φ', U'Ψ', U'Ω'};
// What is written with an escape before it.
constexpr std::u32string_view kEscaped = U"\f[\\]^{|}~€";

// Septets of a character; 0: the alphabet does not have it.
unsigned septets(char32_t c) {
  if (kEscaped.find(c) != kEscaped.npos) return 2;
  if (c >= kEndOfAscii) return std::binary_search(std::begin(kMore), std::end(kMore), c) ? 1 : 0;
  const bool printed = c >= U' ' && c != U'`' && c != 0x7F;
  return printed || c == U'\n' || c == U'\r' ? 1 : 0;
}

unsigned units(char32_t c) { return c < kEndOfUnit ? 1 : 2; }

template <class Length>
std::uint32_t segments_of(std::string_view text, std::uint32_t alone, std::uint32_t of_several,
                          Length length) {
  std::uint32_t total = 0, full = 0, here = 0;  // segments that are full, what is in the next
  for (std::size_t at = 0; at < text.size();) {
    const auto [c, size] = code_point_at(text, at);
    at += size;
    const auto more = length(c);
    total += more;
    if (here + more > of_several) {
      ++full;
      here = 0;
    }
    here += more;
  }
  if (total == 0) return 0;
  return total <= alone ? 1 : full + 1;
}

}  // namespace

SmsSize sms_size(std::string_view text) {
  constexpr std::uint32_t kGsmAlone = 160, kGsmOfSeveral = 153;
  constexpr std::uint32_t kUcsAlone = 70, kUcsOfSeveral = 67;
  for (std::size_t at = 0; at < text.size();) {
    const auto [c, size] = code_point_at(text, at);
    if (septets(c) == 0) return {false, segments_of(text, kUcsAlone, kUcsOfSeveral, units), c};
    at += size;
  }
  return {true, segments_of(text, kGsmAlone, kGsmOfSeveral, septets), 0};
}

std::string_view alphabet_word(const SmsSize& size) { return size.gsm ? "gsm7" : "ucs2"; }

}  // namespace camp
