#include "lang/base/html.h"

#include <algorithm>

namespace camp {

void append_html(std::string& out, std::string_view text) {
  auto run = text.begin();
  for (auto at = text.begin(); at != text.end(); ++at) {
    auto entity = html_entity(*at);
    if (entity.empty()) continue;
    out.append(run, at).append(entity);
    run = at + 1;
  }
  out.append(run, text.end());
}

std::size_t html_growth(std::string_view text) {
  std::size_t growth = 0;
  for (char c : text) {
    auto entity = html_entity(c);
    if (!entity.empty()) growth += entity.size() - 1;
  }
  return growth;
}

bool is_style_value(std::string_view text) {
  constexpr std::string_view kSigns = " #%.,-_+/";
  return std::all_of(text.begin(), text.end(), [&](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool beyond_ascii = (static_cast<unsigned char>(c) & 0x80) != 0;
    return letter || (c >= '0' && c <= '9') || beyond_ascii || kSigns.find(c) != kSigns.npos;
  });
}

bool stays_in_style_url(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7F ||
           std::string_view("\"'()\\").find(c) != std::string_view::npos;
  });
}

}  // namespace camp
