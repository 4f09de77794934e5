// What counts as an address, checked when it comes in and again when a message is decided:
// addresses reach headers and protocols, so anything doubtful is refused (CR, LF, quotes tricks,
// control characters).
#pragma once
#include <string>
#include <string_view>

namespace camp {

// local@domain: RFC 5321 dot-atom local part of at most 64 bytes, a domain of dotted labels, 254
// bytes in all. Quoted local parts and address literals are refused; UTF-8 is refused (SMTPUTF8 is
// not negotiated).
bool is_email(std::string_view text);
// E.164: `+`, then 7 to 15 digits, the first not 0.
bool is_phone(std::string_view text);
// https://host... or http://, no control characters or spaces.
bool is_url(std::string_view text);
// Dotted labels of letters, digits and `-` (RFC 1123, 2.1), 253 bytes in all.
bool is_dns_name(std::string_view text);
// What a tap may open: the same, or an app's own `shop://cart/3`; no scheme that runs or reads
// something.
bool is_link_address(std::string_view text);
// `name <address>` or `address`. The name is given out as people read it: bare it may have commas,
// colons and parentheses (who writes a header quotes it), with an @, a quote or a backslash it
// stands in quotes, these two behind a backslash.
bool is_mailbox(std::string_view text, std::string* display_name, std::string_view* address);

}  // namespace camp
