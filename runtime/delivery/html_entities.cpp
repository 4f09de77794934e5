#include "runtime/delivery/html_entities.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "lang/base/letters.h"

namespace camp {
namespace {

struct EntityRow {
  std::string_view name;
  char32_t value;
};
constexpr EntityRow kEntities[] = {
#define CAMP_HTML_ENTITY(name, value) {name, value},
#include "runtime/delivery/html_entities.def"
#undef CAMP_HTML_ENTITY
};
constexpr bool is_before(const EntityRow& row, std::string_view name) { return row.name < name; }
static_assert(std::is_sorted(std::begin(kEntities), std::end(kEntities),
                             [](const EntityRow& a, const EntityRow& b) {
                               return a.name < b.name;
                             }));

constexpr char32_t kNoCharacter = 0xFFFD;
constexpr char32_t kEndOfUnicode = 0x110000;
// What browsers read where somebody wrote the numbers of windows-1252.
constexpr char32_t kWindows[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                   0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                   0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

bool is_decimal(char c) { return c >= '0' && c <= '9'; }

// `base` for what is none.
std::uint32_t digit_of(char c, std::uint32_t base) {
  if (is_decimal(c)) return static_cast<std::uint32_t>(c - '0');
  const char small = ascii_lower(c);
  if (base == 10 || small < 'a' || small > 'f') return base;
  return static_cast<std::uint32_t>(small - 'a') + 10;
}

char32_t meant(char32_t number) {
  if (number >= 0x80 && number < 0xA0) return kWindows[number - 0x80];
  const bool surrogate = number >= 0xD800 && number < 0xE000;
  return number == 0 || number >= kEndOfUnicode || surrogate ? kNoCharacter : number;
}

// `#228`, `#xE4`
HtmlEntity numeric(std::string_view inner) {
  const std::uint32_t base = inner.size() > 1 && ascii_lower(inner[1]) == 'x' ? 16 : 10;
  const std::size_t first = base == 16 ? 2 : 1;
  auto at = first;
  char32_t number = 0;
  for (std::uint32_t digit = 0; at < inner.size() && (digit = digit_of(inner[at], base)) < base;
       ++at)
    number = std::min<char32_t>(number * base + digit, kEndOfUnicode);
  if (at == first) return {};
  if (at < inner.size() && inner[at] == ';') ++at;
  return {meant(number), at + 1};
}

}  // namespace

HtmlEntity html_entity_at(std::string_view html, std::size_t at, HtmlPlace place) {
  const auto inner = html.substr(at + 1, kLongestHtmlEntity - 1);
  if (inner.starts_with('#')) return numeric(inner);
  const auto end = std::find_if_not(inner.begin(), inner.end(),
                                    [](char c) { return is_html_letter(c) || is_decimal(c); });
  const auto name = inner.substr(0, static_cast<std::size_t>(end - inner.begin()));
  const auto* row = std::lower_bound(std::begin(kEntities), std::end(kEntities), name, is_before);
  if (row == std::end(kEntities) || row->name != name) return {};
  if (end != inner.end() && *end == ';') return {row->value, name.size() + 2};
  constexpr char32_t kEndOfLatin = 0x100;
  const bool forgiven = place == HtmlPlace::kText && row->value < kEndOfLatin;
  return forgiven ? HtmlEntity{row->value, name.size() + 1} : HtmlEntity{};
}

}  // namespace camp
