#include "lang/base/unicode.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <cstdint>
#include <cstring>

#include "lang/base/assert.h"
#include "lang/base/utf8.h"

namespace camp {
namespace {

bool is_blank(char32_t c) {
  if (c < 0x80) return c == U' ' || c == U'\t';
  auto point = static_cast<UChar32>(c);
  // A joiner at the end belongs to the letter or the emoji before it.
  if (c == 0x200C || c == 0x200D) return false;
  auto type = u_charType(point);
  return type == U_SPACE_SEPARATOR || type == U_FORMAT_CHAR;
}

// Of well-formed UTF-8.
std::u16string utf16(std::string_view text) {
  std::u16string units(text.size(), u'\0');  // never more units than bytes
  std::int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strFromUTF8(units.data(), static_cast<std::int32_t>(units.size()), &size, text.data(),
                static_cast<std::int32_t>(text.size()), &status);
  CAMP_ASSERT(U_SUCCESS(status));
  units.resize(static_cast<std::size_t>(size));
  return units;
}

std::string utf8(const std::u16string& units) {
  std::string text(units.size() * 3, '\0');
  std::int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strToUTF8(text.data(), static_cast<std::int32_t>(text.size()), &size, units.data(),
              static_cast<std::int32_t>(units.size()), &status);
  CAMP_ASSERT(U_SUCCESS(status));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

const UNormalizer2* nfc() {
  static const UNormalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const auto* made = unorm2_getNFCInstance(&status);
    CAMP_ASSERT(U_SUCCESS(status));  // its tables are compiled into the library
    return made;
  }();
  return instance;
}

// Where the last character of `text` begins, which is not empty.
std::size_t last_character(std::string_view text) {
  auto at = text.size() - 1;
  while (at > 0 && text.size() - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
    --at;
  return at;
}

std::u16string with(const UNormalizer2* form, const std::u16string& units) {
  // NFKC_Casefold makes 18 units of one letter, and nothing makes more.
  std::u16string out(units.size() * 18, u'\0');
  UErrorCode status = U_ZERO_ERROR;
  auto size = unorm2_normalize(form, units.data(), static_cast<std::int32_t>(units.size()),
                               out.data(), static_cast<std::int32_t>(out.size()), &status);
  CAMP_ASSERT(U_SUCCESS(status));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::u16string casefolded_units(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form = unorm2_getNFKCCasefoldInstance(&status);
  CAMP_ASSERT(U_SUCCESS(status));
  return with(form, utf16(text));
}

// Lower case, then letters apart from their accents, which are not letters or digits.
std::string folded_text(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* apart = unorm2_getNFDInstance(&status);
  CAMP_ASSERT(U_SUCCESS(status));
  return utf8(with(apart, casefolded_units(text)));
}

}  // namespace

bool is_ascii(std::string_view text) {
  constexpr std::uint64_t kHigh = 0x8080808080808080u;
  std::size_t at = 0;
  std::uint64_t seen = 0;
  for (std::uint64_t word; text.size() - at >= sizeof word; at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    seen |= word;
  }
  for (; at < text.size(); ++at) seen |= static_cast<unsigned char>(text[at]);
  return (seen & kHigh) == 0;
}

std::string_view normalized(std::string_view text, std::string& scratch) {
  if (is_ascii(text) || find_invalid_utf8(text)) return text;
  auto units = utf16(text);
  UErrorCode status = U_ZERO_ERROR;
  auto size = static_cast<std::int32_t>(units.size());
  if (unorm2_isNormalized(nfc(), units.data(), size, &status)) return text;
  return scratch = utf8(with(nfc(), units));
}

std::string casefolded(std::string_view text) { return utf8(casefolded_units(text)); }

std::string without_accents(std::string_view text) {
  if (is_ascii(text) || find_invalid_utf8(text)) return std::string(text);
  UErrorCode status = U_ZERO_ERROR;
  const auto* apart = unorm2_getNFDInstance(&status);
  CAMP_ASSERT(U_SUCCESS(status));
  std::u16string kept;
  for (char16_t unit : with(apart, utf16(text))) {
    constexpr char16_t kFirstAccent = 0x0300, kLastAccent = 0x036F;
    // Letters with a stroke are not two in Unicode.
    constexpr std::u16string_view kStroked = u"\u0142\u0141\u00F8\u00D8\u0111\u0110",
                                  kPlain = u"lLoOdD";
    if (unit >= kFirstAccent && unit <= kLastAccent) continue;
    const auto at = kStroked.find(unit);
    kept.push_back(at == kStroked.npos ? unit : kPlain[at]);
  }
  return utf8(with(nfc(), kept));
}

std::string_view trimmed(std::string_view text) {
  auto plain = [](char c) { return c > ' ' && static_cast<unsigned char>(c) < 0x80; };
  if (!text.empty() && plain(text.front()) && plain(text.back())) return text;
  while (!text.empty()) {
    auto first = code_point_at(text, 0);
    if (!is_blank(first.value)) break;
    text.remove_prefix(first.size);
  }
  while (!text.empty()) {
    auto at = last_character(text);
    auto last = code_point_at(text, at);
    if (at + last.size != text.size() || !is_blank(last.value)) break;
    text.remove_suffix(last.size);
  }
  return text;
}

bool is_unseen(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto one = code_point_at(text, at);
    if (one.value != U'\n' && one.value != U'\r' && !is_blank(one.value)) return false;
    at += one.size;
  }
  return true;
}

std::string_view tidied(std::string_view text, std::string& scratch) {
  return normalized(trimmed(text), scratch);
}

std::string tidied(std::string_view text) {
  std::string scratch;
  return std::string(tidied(text, scratch));
}

std::string folded_name(std::string_view name) {
  bool ascii = is_ascii(name);
  if (!ascii && find_invalid_utf8(name)) return {};
  auto text = ascii ? std::string(name) : folded_text(name);
  std::string folded;
  for (std::size_t at = 0; at < text.size();) {
    auto [point, size] = code_point_at(text, at);
    if (point >= U'A' && point <= U'Z')
      folded.push_back(static_cast<char>(point - U'A' + U'a'));
    else if (u_isalnum(static_cast<UChar32>(point)))
      folded.append(text, at, size);
    at += size;
  }
  return folded;
}

bool is_same_person(std::string_view a, std::string_view b) {
  const auto first = folded_name(a);
  return first == folded_name(b) && (!first.empty() || a == b);
}

std::optional<std::string> invisible_character(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    auto [point, size] = code_point_at(text, at);
    at += size;
    auto type = u_charType(static_cast<UChar32>(point));
    bool blank = point == 0 || point == U' ' || point == U'\t' || point == U'\n' || point == U'\r';
    bool unseen = type == U_CONTROL_CHAR || type == U_FORMAT_CHAR || type == U_SPACE_SEPARATOR ||
                  type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR;
    if (!unseen || blank) continue;
    char name[128] = "";
    UErrorCode status = U_ZERO_ERROR;
    u_charName(static_cast<UChar32>(point), U_EXTENDED_CHAR_NAME, name, sizeof name, &status);
    return fmt::format("U+{:04X} {}", static_cast<std::uint32_t>(point), name);
  }
  return std::nullopt;
}

std::string with_ascii_domain(std::string_view address) {
  auto at = address.rfind('@');
  std::string whole(address);
  if (at == std::string_view::npos || is_ascii(address.substr(at))) return whole;
  constexpr std::uint32_t kOptions = UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES |
                                     UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ;
  UErrorCode status = U_ZERO_ERROR;
  UIDNA* idna = uidna_openUTS46(kOptions, &status);
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  char ascii[256];
  auto domain = address.substr(at + 1);
  auto size = uidna_nameToASCII_UTF8(idna, domain.data(), static_cast<std::int32_t>(domain.size()),
                                     ascii, sizeof ascii, &info, &status);
  uidna_close(idna);
  if (U_FAILURE(status) || info.errors != 0) return whole;
  return whole.substr(0, at + 1) + std::string(ascii, static_cast<std::size_t>(size));
}

}  // namespace camp
