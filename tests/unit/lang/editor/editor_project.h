// A project of a few texts, and the place of a `^` in one of them.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "lang/analysis/analysis.h"
#include "stdlib/modules/modules.h"

namespace camp::test {

struct Marked {
  std::string text;  // without the mark
  std::uint32_t offset = 0;
};
inline Marked marked(std::string text) {
  const auto at = text.rfind('^');
  text.erase(at, 1);
  return {std::move(text), static_cast<std::uint32_t>(at)};
}

inline Analysis analysis_of(const std::vector<std::pair<std::string, std::string>>& files) {
  SourceSet scripts;
  for (const auto& [path, text] : files) scripts.add(path, text);
  return analyze(std::move(scripts), {}, library_modules());
}

inline constexpr const char* kShop = R"(contact { email: email?  country: string? }
event purchase { order: string, total: money }
conversation news { from "Acme <news@acme.example>" }
list vips
segment rich = count(purchase last 90d where total > 20 EUR) > 2 and contact in vips
message hello(order: string preview "o1") { email { subject "Order {{ order }}" text "{{ contact.country | default: '-' }}" } }
journey thanks {
  category marketing
  conversation news
  start on purchase as p where total > 5 EUR
  goal back on purchase within 7d
  flow {
    let order = p.order
    send hello(order) as h
    wait up to 2d { on h.clicked { exit } else { } }
    if contact in rich { add contact to vips }
  }
}
)";

}  // namespace camp::test
