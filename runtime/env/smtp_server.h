// A mail server as the operator names it: `smtps://user:password@relay.example`. Pure; any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/base/limits.h"
#include "lang/base/result.h"

namespace camp {

enum class SmtpTls : std::uint8_t {
  kRequired,  // implicit, or STARTTLS (RFC 3207)
  kOptional,  // STARTTLS where it is offered; with a password as kRequired
};

struct SmtpServer {
  std::string url;  // smtp://HOST:PORT or smtps://HOST:PORT, before HOST also USER:PASSWORD@
  SmtpTls tls = SmtpTls::kRequired;
  std::string certificates_file;  // PEM, in place of the machine's own; empty: the machine's
  std::string hello;              // what EHLO calls this machine; empty: its name
  std::size_t connections_max = limits::kUsualMailConnections;

  bool operator==(const SmtpServer&) const = default;
};

// What a server's url says.
struct SmtpAddress {
  bool implicit_tls = false;   // smtps
  std::string host, port;      // `[::1]` has its brackets; no port in it: 587, of smtps 465
  std::string user, password;  // decoded; both, or neither
};

// Errors: kInvalid, with the way out and without the password.
Result<SmtpAddress> read_smtp_url(std::string_view url);
Result<void> check(const SmtpServer& server);

}  // namespace camp
