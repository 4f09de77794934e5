#include "lang/template/foreign_islands.h"

#include <algorithm>
#include <optional>

#include "lang/base/letters.h"
#include "lang/template/html_source.h"
#include "lang/template/islands.h"

namespace camp::liquid {
namespace {

enum class ForeignName : std::uint8_t { kAnything, kSpaced, kTight, kCapitals };
struct Form {
  std::string_view open;
  std::string_view close;
  ForeignName name;
  bool only_known;
};
constexpr Form kForms[] = {
#define CAMP_FOREIGN_ISLAND(open, close, name, only_known) \
  {open, close, ForeignName::name, only_known},
#include "lang/template/foreign_islands.def"
#undef CAMP_FOREIGN_ISLAND
};
constexpr std::string_view kFirstSigns = "*%[${<#";
constexpr std::size_t kLongestName =
    100;  // a text that only begins like one is not read to its end

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f'); }

// first_name, contact.name, FirstName
bool is_path(std::string_view name) {
  bool begins_word = true;
  for (char c : name) {
    if (c == '.' ? begins_word : (!is_word(c) || (begins_word && is_digit(c)))) return false;
    begins_word = c == '.';
  }
  return !begins_word;
}

bool fits(ForeignName form, std::string_view name) {
  switch (form) {
    case ForeignName::kAnything:
      return !name.empty() && name.find('\n') == name.npos;
    case ForeignName::kSpaced:
      return is_path(strip(name));
    case ForeignName::kTight:
      return is_path(name);
    case ForeignName::kCapitals:
      return name.size() >= 3 && is_capital(name[0]) &&
             std::all_of(name.begin(), name.end(),
                         [](char c) { return is_capital(c) || is_digit(c) || c == '_'; });
  }
  return false;
}

// `%DAB%2F` of a link: bytes, not a name.
bool is_escaped_byte(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && text[at] == '%' && is_hex(text[at + 1]) && is_hex(text[at + 2]);
}

std::optional<ForeignIsland> island_at(std::string_view text, std::size_t at) {
  for (const auto& form : kForms) {
    if (!text.substr(at).starts_with(form.open)) continue;
    const auto inside = at + form.open.size();
    const auto size = text.substr(inside, kLongestName).find(form.close);
    if (size == text.npos) continue;
    const auto name = text.substr(inside, size);
    const auto end = inside + size + form.close.size();
    if (!fits(form.name, name)) continue;
    if (form.open == "%" && is_escaped_byte(text, at) && is_escaped_byte(text, end - 1)) continue;
    return ForeignIsland{at, end, strip(name), form.only_known};
  }
  return std::nullopt;
}

// Mistakes are told by parse().
std::vector<Island> islands_of(std::string_view text) {
  try {
    std::vector<Mistake> mistakes;
    return cut_into_islands(text, &mistakes);
  } catch (const Mistake&) {
    return {};
  }
}

}  // namespace

std::vector<ForeignIsland> find_foreign_islands(std::string_view text, bool is_html) {
  std::vector<ForeignIsland> found;
  std::vector<HtmlPart> unseen;
  if (is_html) unseen = unseen_parts(text);
  auto next_unseen = unseen.begin();
  for (const auto& island : islands_of(text)) {
    if (island.kind != Island::Kind::kText || island.verbatim) continue;
    const auto part = text.substr(0, island.end);
    for (auto at = part.find_first_of(kFirstSigns, island.begin); at < part.size();
         at = part.find_first_of(kFirstSigns, at)) {
      while (next_unseen != unseen.end() && next_unseen->end <= at) ++next_unseen;
      if (next_unseen != unseen.end() && next_unseen->begin <= at) {
        at = next_unseen->end;
      } else if (auto foreign = island_at(part, at)) {
        at = foreign->end;
        found.push_back(*foreign);
      } else {
        ++at;
      }
    }
  }
  return found;
}

}  // namespace camp::liquid
