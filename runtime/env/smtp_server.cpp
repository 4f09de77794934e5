#include "runtime/env/smtp_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "lang/base/excerpt.h"
#include "runtime/env/host_guard.h"

namespace camp {
namespace {

constexpr std::string_view kUrlForm =
    "smtp://HOST:587 or smtps://HOST:465, such as "
    "smtps://USER:PASSWORD@relay.example";

// A url that cannot be read is not told: who knows where in it the password stands.
Error no_smtp_url(std::string_view why) {
  return {ErrorKind::kInvalid, fmt::format("the mail server's address {}", why), "",
          fmt::format("say {}", kUrlForm)};
}

// Percent-encoded (RFC 3986). Nothing where it is not, or holds a NUL or line break, which would
// end what it stands in.
std::optional<std::string> decoded_part(std::string_view text) {
  std::string whole;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto byte = static_cast<std::uint8_t>(text[at]);
    if (text[at] == '%') {
      if (at + 2 >= text.size()) return std::nullopt;
      const auto* end = text.data() + at + 3;
      const auto read = std::from_chars(text.data() + at + 1, end, byte, 16);
      if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
      at += 2;
    }
    if (byte < ' ' || byte == 0x7F) return std::nullopt;
    whole += static_cast<char>(byte);
  }
  return whole;
}

}  // namespace

Result<SmtpAddress> read_smtp_url(std::string_view url) {
  SmtpAddress address;
  address.implicit_tls = url.starts_with("smtps://");
  if (!address.implicit_tls && !url.starts_with("smtp://")) {
    return no_smtp_url("begins neither with smtp:// nor smtps://");
  }
  url.remove_prefix(url.find("://") + 3);
  if (url.ends_with('/')) url.remove_suffix(1);
  // A host has no @, so the last one ends the password.
  if (const auto at = url.rfind('@'); at != url.npos) {
    const auto account = url.substr(0, at);
    const auto colon = std::min(account.find(':'), account.size());
    const auto user = decoded_part(account.substr(0, colon));
    const auto password = decoded_part(account.substr(std::min(colon + 1, account.size())));
    if (!user || !password) {
      return no_smtp_url(
          "has a % in its user or password that no two hex digits follow, or a "
          "character that cannot be printed (a % itself is %25)");
    }
    if (user->empty() || password->empty()) return no_smtp_url("has no user or no password");
    address.user = *user;
    address.password = *password;
    url.remove_prefix(at + 1);
  }
  const auto host = read_host(url);
  if (!host) {
    return no_smtp_url(
        "has no host, or more than a host and a port (a / @ or : in a password is "
        "%2F %40 or %3A)");
  }
  address.host = host->host;
  address.port = !host->port.empty() ? host->port : address.implicit_tls ? "465" : "587";
  return address;
}

Result<void> check(const SmtpServer& server) {
  const auto address = read_smtp_url(server.url);
  if (!address.ok()) return address.error();
  if (server.connections_max == 0 || server.connections_max > limits::kMailConnections) {
    return Error{ErrorKind::kInvalid,
                 fmt::format("a mail server has 1 to {} connections, not {}",
                             limits::kMailConnections, server.connections_max),
                 "", ""};
  }
  if (const auto name = read_host(server.hello);
      !server.hello.empty() && (!name || !name->port.empty())) {
    return Error{ErrorKind::kInvalid,
                 fmt::format("{} is no name of a machine", quoted_excerpt(server.hello)), "",
                 "say the name that this machine has in the internet, such as camp.shop.example"};
  }
  return {};
}

}  // namespace camp
