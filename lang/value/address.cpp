#include "lang/value/address.h"

#include <algorithm>
#include <cstddef>

#include "lang/base/utf8.h"

namespace camp {
namespace {

constexpr std::size_t kEmailBytes =
    254;  // RFC 5321 4.5.3.1.3, without the angle brackets of a path
constexpr std::size_t kLocalPartBytes = 64;
constexpr std::size_t kLabelBytes = 63;
constexpr std::size_t kHostBytes = 253;
constexpr std::size_t kPhoneDigitsMin = 7, kPhoneDigitsMax = 15;
constexpr unsigned kPortMax = 65535;

// Not <cctype>: what a letter is must not depend on the locale.
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }
bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

// RFC 5322 atext.
bool is_atext(char c) {
  return is_alphanumeric(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// Calls `check` for every part between dots; false as soon as one fails.
template <class Check>
bool all_parts(std::string_view text, Check check) {
  for (;;) {
    auto dot = text.find('.');
    if (!check(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_dot_atom(std::string_view text) {
  return all_parts(text, [](std::string_view atom) {
    return !atom.empty() && std::all_of(atom.begin(), atom.end(), is_atext);
  });
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kLabelBytes) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-'; });
}

// Dotted, and no bare IP address: no top-level domain is a number.
bool is_mail_domain(std::string_view domain) {
  auto dot = domain.rfind('.');
  return dot != std::string_view::npos && is_dns_name(domain) &&
         !all_digits(domain.substr(dot + 1));
}

bool is_port(std::string_view port) {
  if (port.empty() || port.size() > 5 || !all_digits(port)) return false;
  unsigned number = 0;
  for (char c : port) number = number * 10 + static_cast<unsigned>(c - '0');
  return number >= 1 && number <= kPortMax;
}

// Skips "http://" or "https://" in any case.
bool skip_scheme(std::string_view* text) {
  for (std::string_view scheme : {"https://", "http://"}) {
    auto head = text->substr(0, scheme.size());
    bool same = std::equal(
        head.begin(), head.end(), scheme.begin(), scheme.end(),
        [](char a, char b) { return a == b || (is_letter(a) && is_letter(b) && (a | 0x20) == b); });
    if (!same) continue;
    text->remove_prefix(scheme.size());
    return true;
  }
  return false;
}

// RFC 3986: what may stand in a URL as it is. Everything else has to be percent-encoded.
bool is_url_character(char c) {
  return c > 0x20 && c < 0x7F && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

std::string_view trim_spaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// What stands between the quotes of a quoted string; false when a quote is bare or a backslash has
// nothing to escape.
bool unescape(std::string_view quoted, std::string* text) {
  for (std::size_t at = 0; at < quoted.size(); ++at) {
    if (quoted[at] == '"') return false;
    if (quoted[at] == '\\' && ++at == quoted.size()) return false;
    text->push_back(quoted[at]);
  }
  return true;
}

// The name before `<`: one quoted string, or what cannot be taken for another address or its end.
bool read_display_name(std::string_view text, std::string* name) {
  text = trim_spaces(text);
  if (find_invalid_utf8(text) || !is_one_line(text)) return false;
  bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  if (quoted) return unescape(text.substr(1, text.size() - 2), name);
  if (text.find_first_of("\"\\<>@") != std::string_view::npos) return false;
  *name = text;
  return true;
}

}  // namespace

bool is_dns_name(std::string_view text) {
  return text.size() <= kHostBytes && all_parts(text, is_label);
}

bool is_email(std::string_view text) {
  auto at = text.find('@');
  if (at == std::string_view::npos || text.size() > kEmailBytes || at > kLocalPartBytes)
    return false;
  return is_dot_atom(text.substr(0, at)) && is_mail_domain(text.substr(at + 1));
}

bool is_phone(std::string_view text) {
  if (text.empty() || text.front() != '+') return false;
  text.remove_prefix(1);
  if (text.size() < kPhoneDigitsMin || text.size() > kPhoneDigitsMax) return false;
  return text.front() != '0' && all_digits(text);
}

// User names (`https://bank.example@evil.example`) and IPv6 literals are refused with the rest of
// the host.
bool is_url(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), is_url_character)) return false;
  if (!skip_scheme(&text)) return false;
  auto authority = text.substr(0, text.find_first_of("/?#"));
  auto colon = authority.find(':');
  if (colon != std::string_view::npos && !is_port(authority.substr(colon + 1))) return false;
  return is_dns_name(authority.substr(0, colon));
}

bool is_link_address(std::string_view text) {
  if (is_url(text)) return true;
  const auto end = text.find("://");
  if (end == text.npos || end == 0 || end + 3 == text.size()) return false;
  if (!std::all_of(text.begin(), text.end(), is_url_character)) return false;
  const auto scheme = text.substr(0, end);
  const auto is_scheme_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  };
  if (scheme[0] < 'a' || !std::all_of(scheme.begin(), scheme.end(), is_scheme_character))
    return false;
  constexpr std::string_view kRefused[] = {"http",     "https", "javascript", "data",
                                           "vbscript", "file",  "about",      "blob"};
  return std::find(std::begin(kRefused), std::end(kRefused), scheme) == std::end(kRefused);
}

bool is_mailbox(std::string_view text, std::string* display_name, std::string_view* address) {
  std::string name;
  auto inner = text;
  if (!text.empty() && text.back() == '>') {
    auto open = text.rfind('<');
    if (open == std::string_view::npos || !read_display_name(text.substr(0, open), &name))
      return false;
    inner = text.substr(open + 1, text.size() - open - 2);
  }
  if (!is_email(inner)) return false;
  *display_name = name;
  *address = inner;
  return true;
}

}  // namespace camp
