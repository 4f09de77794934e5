#include "lang/base/letters.h"

#include <unicode/ucasemap.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

#include "lang/base/assert.h"
#include "lang/base/unicode.h"
#include "lang/base/utf8.h"

namespace camp {
namespace {

char ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

template <class Change>
std::string changed(std::string_view text, Change change) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), change);
  return out;
}

// Languages that change ASCII letters in a way of their own: i and I of Turkic ones, Lithuanian
// dots, the Dutch IJ.
bool is_special(std::string_view language) {
  const auto tag = language.substr(0, 2);
  return tag == "tr" || tag == "az" || tag == "lt" || tag == "nl";
}

// Whether ICU has to be asked: not for plain ASCII, and not about bytes that are no text.
bool needs_tables(std::string_view text, std::string_view language) {
  return (!is_ascii(text) || is_special(language)) && !find_invalid_utf8(text);
}

// ---- by language

struct CaseMapCloser {
  void operator()(UCaseMap* map) const { ucasemap_close(map); }
};

// Opening one looks a language up; messages of one language usually follow each other.
const UCaseMap* case_map(std::string_view language) {
  thread_local std::string known;
  thread_local std::unique_ptr<UCaseMap, CaseMapCloser> map;
  if (map == nullptr || known != language) {
    known = language;
    std::replace(known.begin(), known.end(), '-', '_');
    UErrorCode status = U_ZERO_ERROR;
    map.reset(ucasemap_open(known.c_str(),
                            U_TITLECASE_WHOLE_STRING | U_TITLECASE_NO_BREAK_ADJUSTMENT, &status));
    CAMP_ASSERT(U_SUCCESS(status));  // an unknown language is none
    known = language;
  }
  return map.get();
}

template <class Map>
std::string mapped(std::string_view text, std::string_view language, Map map) {
  std::string out(text.size() * 3 + 16, '\0');  // no mapping makes more than three bytes of one
  UErrorCode status = U_ZERO_ERROR;
  const auto size = map(case_map(language), out.data(), static_cast<std::int32_t>(out.size()),
                        text.data(), static_cast<std::int32_t>(text.size()), &status);
  CAMP_ASSERT(U_SUCCESS(status));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

// ---- alike

std::string_view folded(std::string_view text, std::string& scratch) {
  if (!needs_tables(text, {})) {
    scratch.resize(text.size());
    std::transform(text.begin(), text.end(), scratch.begin(), ascii_lower);
  } else {
    scratch = casefolded(text);
  }
  return scratch;
}

struct Alike {
  std::string_view text;
  std::string_view part;
};
Alike fold_both(std::string_view text, std::string_view part) {
  thread_local std::string text_scratch, part_scratch;
  return {folded(text, text_scratch), folded(part, part_scratch)};
}

}  // namespace

std::string ascii_lowered(std::string_view text) {
  return changed(text, [](char c) { return ascii_lower(c); });
}

std::string to_upper(std::string_view text, std::string_view language) {
  if (!needs_tables(text, language)) return changed(text, [](char c) { return ascii_upper(c); });
  return mapped(text, language, ucasemap_utf8ToUpper);
}

std::string to_lower(std::string_view text, std::string_view language) {
  if (!needs_tables(text, language)) return changed(text, [](char c) { return ascii_lower(c); });
  return mapped(text, language, ucasemap_utf8ToLower);
}

std::string capitalized(std::string_view text, std::string_view language) {
  if (needs_tables(text, language)) {
    return mapped(text, language, [](const UCaseMap* map, auto... rest) {
      return ucasemap_utf8ToTitle(const_cast<UCaseMap*>(map), rest...);
    });
  }
  auto out = changed(text, [](char c) { return ascii_lower(c); });
  if (!out.empty()) out[0] = ascii_upper(out[0]);
  return out;
}

bool contains_alike(std::string_view text, std::string_view part) {
  const auto alike = fold_both(text, part);
  return memmem(alike.text.data(), alike.text.size(), alike.part.data(), alike.part.size()) !=
         nullptr;
}

bool starts_alike(std::string_view text, std::string_view part) {
  if (text.starts_with(part)) return true;
  const auto alike = fold_both(text, part);
  return alike.text.starts_with(alike.part);
}

bool ends_alike(std::string_view text, std::string_view part) {
  if (text.ends_with(part)) return true;
  const auto alike = fold_both(text, part);
  return alike.text.ends_with(alike.part);
}

}  // namespace camp
