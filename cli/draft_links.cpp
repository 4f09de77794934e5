#include "cli/draft_links.h"

#include <algorithm>

#include "lang/base/letters.h"

namespace camp::cli {
namespace {

bool is_host_letter(char c) {
  const char lower = ascii_lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
         c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

// From the user to the port: what a browser goes by stands behind the last `@`.
std::string host_at(std::string_view rest) {
  const auto is_inside = [](char c) {
    return is_host_letter(c) || c == '@' || c == ':' || c == '%';
  };
  if (rest.starts_with("{{")) {
    const auto close = rest.find("}}");
    return std::string(rest.substr(0, close == rest.npos ? close : close + 2));
  }
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_inside);
  auto host = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  if (const auto user = host.rfind('@'); user != host.npos) host.remove_prefix(user + 1);
  host = host.substr(0, host.find(':'));
  while (host.ends_with('.')) host.remove_suffix(1);
  return ascii_lowered(host);
}

}  // namespace

std::set<std::string> linked_hosts(std::string_view text) {
  std::set<std::string> hosts;
  const auto lower = ascii_lowered(text);
  const auto each = [&](std::string_view mark, bool keeps_mark) {
    for (auto at = lower.find(mark); at != lower.npos; at = lower.find(mark, at + mark.size())) {
      if (keeps_mark && at > 0 && is_host_letter(lower[at - 1])) continue;  // inside of a host
      auto host = host_at(text.substr(at + (keeps_mark ? 0 : mark.size())));
      if (!host.empty()) hosts.insert(std::move(host));
    }
  };
  each("//", false);
  each("mailto:", false);
  each("www.", true);
  return hosts;
}

}  // namespace camp::cli
