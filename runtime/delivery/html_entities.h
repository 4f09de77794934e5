// `&auml;` and `&#228;`: what characters HTML's references mean.
#pragma once
#include <cstddef>
#include <string_view>

#include "lang/base/letters.h"

namespace camp {

enum class HtmlPlace : unsigned char { kText, kAttribute };

constexpr bool is_html_letter(char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }

struct HtmlEntity {
  char32_t value = 0;
  std::size_t size = 0;  // bytes of the reference; 0: this is none, and `&` stands for itself
};

// The reference at `at`, where `&` stands. A missing `;` is forgiven where browsers forgive it; not
// in attributes, since links have `&copy=1`. Looks at no more than kLongestHtmlEntity bytes.
inline constexpr std::size_t kLongestHtmlEntity = 16;
HtmlEntity html_entity_at(std::string_view html, std::size_t at, HtmlPlace place);

}  // namespace camp
