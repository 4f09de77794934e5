// A mail server as the operator names it: `smtps://user:password@relay.example`. Pure; any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "lang/base/result.h"

namespace camp {

enum class SmtpTls : std::uint8_t {
  kRequired,  // implicit, or STARTTLS (RFC 3207)
  kOptional,  // STARTTLS where it is offered; with a password as kRequired
};

struct SmtpServer {
  std::string url;  // smtp://HOST:PORT or smtps://HOST:PORT, before it USER:PASSWORD@
  SmtpTls tls = SmtpTls::kRequired;
  std::string certificates_file;  // PEM, in place of the machine's own; empty: the machine's
  std::size_t connections_max = 8;
};

// What a server's url says.
struct SmtpAddress {
  bool implicit_tls = false;   // smtps
  std::string host, port;      // of `[::1]` with its brackets; the port is 587, or 465 of smtps
  std::string user, password;  // decoded; both empty, or neither
};

// Errors: kInvalid, with the way out and never with the password.
Result<SmtpAddress> read_smtp_url(const std::string& url);
Result<void> check(const SmtpServer& server);

}  // namespace camp
