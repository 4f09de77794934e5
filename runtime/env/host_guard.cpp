#include "runtime/env/host_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "lang/base/excerpt.h"
#include "lang/base/letters.h"
#include "lang/base/public_address.h"

namespace camp {
namespace {

bool is_name(std::string_view host) {
  if (host.starts_with('.') || host.starts_with('-') || host.find("..") != host.npos) return false;
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  });
}

bool is_bracketed(std::string_view host) {
  return host.size() > 2 &&
         host.find_first_not_of("0123456789abcdefABCDEF:.", 1) == host.size() - 1;
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && port != 0;
}

}  // namespace

std::optional<HostAndPort> read_host(std::string_view text) {
  HostAndPort read;
  const bool brackets = text.starts_with('[');
  const auto close = brackets ? text.find(']') : 0;
  if (close == text.npos) return std::nullopt;
  const auto colon = std::min(text.find(':', close), text.size());
  read.host = text.substr(0, colon);
  if (!(brackets ? is_bracketed(read.host) : is_name(read.host))) return std::nullopt;
  if (colon == text.size()) return read;
  read.port = text.substr(colon + 1);
  return is_port(read.port) ? std::optional(read) : std::nullopt;
}

std::optional<HostAndPort> host_of(std::string_view url) {
  const bool open = url.starts_with("http://");
  if (!open && !url.starts_with("https://")) return std::nullopt;
  url.remove_prefix(url.find("://") + 3);
  auto read = read_host(url.substr(0, url.find('/')));
  if (read && read->port.empty()) read->port = open ? "80" : "443";
  return read;
}

Result<void> check_base(std::string_view url, std::string_view whose) {
  const bool printable = std::all_of(url.begin(), url.end(),
                                     [](char c) { return c > ' ' && c < '\x7F' && c != '\\'; });
  const auto invalid = [&](std::string_view why) {
    return Error{ErrorKind::kInvalid, fmt::format("the {}'s address {}", whose, why), "", ""};
  };
  if (printable && url.find_first_of("?#@") != url.npos) return invalid("has a query or a user");
  if (!printable || !host_of(url)) return invalid("is no https://HOST/...");
  return {};
}

Result<AllowedHosts> AllowedHosts::read(std::string_view list) {
  constexpr std::string_view kBetween = ", \t\r\n";
  AllowedHosts allowed;
  const auto none = [](std::string_view what) {
    return Error{ErrorKind::kInvalid,
                 fmt::format("in CAMP_ALLOW_HOSTS {} is no host", quoted_excerpt(what)),
                 "CAMP_ALLOW_HOSTS",
                 "hosts by name, with a port or with any, and commas between them: "
                 "localhost:8080, shop.internal, [::1]:8080"};
  };
  for (std::size_t at = 0; at < list.size();) {
    const auto begin = list.find_first_not_of(kBetween, at);
    if (begin == list.npos) break;
    const auto end = std::min(list.find_first_of(kBetween, begin), list.size());
    const auto host = list.substr(begin, end - begin);
    if (!read_host(host)) return none(host);
    allowed.hosts_.push_back(ascii_lowered(host));
    at = end;
  }
  if (allowed.hosts_.empty() && !list.empty()) return none(list);
  return allowed;
}

bool AllowedHosts::has(std::string_view host, std::string_view port) const {
  const auto name = ascii_lowered(host);
  const auto with_port = name + ":" + std::string(port);
  return std::any_of(hosts_.begin(), hosts_.end(), [&](const std::string& allowed) {
    return allowed == name || allowed == with_port;
  });
}

Result<void> AllowedHosts::check(std::string_view url, std::string_view whose) const {
  const auto host = *host_of(url);
  const auto why = refusal(url.substr(0, url.find(':')), host.host, host.port);
  if (why.empty()) return {};
  return Error{
      ErrorKind::kInvalid, fmt::format("no request goes to this {}: {}", whose, why), "",
      fmt::format("for a server of your own: CAMP_ALLOW_HOSTS={}:{}", host.host, host.port)};
}

std::string_view AllowedHosts::refusal(std::string_view scheme, std::string_view host,
                                       std::string_view port) const {
  if (has(host, port)) return {};
  if (scheme == "http") return "its address is http, and not in CAMP_ALLOW_HOSTS";
  return is_closed_host(host) ? kPrivateAddress : std::string_view();
}

}  // namespace camp
