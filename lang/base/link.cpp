#include "lang/base/link.h"

#include <algorithm>
#include <array>

#include "lang/base/letters.h"

namespace camp {
namespace {

constexpr std::array kSchemes{
#define CAMP_LINK_SCHEME(name) std::string_view(name),
#include "lang/base/link_schemes.def"
#undef CAMP_LINK_SCHEME
};

// As browsers: blanks and control characters are not there, capitals are small letters.
std::string bare_scheme(std::string_view text) {
  std::string bare;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7F) continue;
    bare.push_back(ascii_lower(c));
  }
  return bare;
}

bool is_listed(std::string_view bare) {
  return std::find(kSchemes.begin(), kSchemes.end(), bare) != kSchemes.end();
}

}  // namespace

bool is_link_scheme(std::string_view scheme) { return is_listed(bare_scheme(scheme)); }

std::string link_schemes() {
  std::string all;
  for (std::size_t i = 0; i < kSchemes.size(); ++i) {
    if (i > 0) all += i + 1 == kSchemes.size() ? " and " : ", ";
    all += kSchemes[i];
  }
  return all;
}

std::optional<std::string> forbidden_scheme(std::string_view link) {
  const auto end = link.find_first_of(":&/?#");
  if (end == link.npos || (link[end] != ':' && link[end] != '&')) return std::nullopt;
  auto scheme = bare_scheme(link.substr(0, end));
  if (link[end] == ':' && is_listed(scheme)) return std::nullopt;
  return scheme;
}

std::optional<std::string> forbidden_scheme_of_any(std::string_view links) {
  while (!links.empty()) {
    const auto end = std::min(links.find_first_of(", \t\n\r\f"), links.size());
    if (auto scheme = forbidden_scheme(links.substr(0, end))) return scheme;
    links.remove_prefix(std::min(end + 1, links.size()));
  }
  return std::nullopt;
}

}  // namespace camp
