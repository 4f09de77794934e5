#include "runtime/delivery/dkim.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace camp {
namespace {

// RFC 6376, 5.4.1, and what mailboxes ask of bulk mail. `more`: may be added to by nobody.
struct SignedField {
  std::string_view name;  // lower case
  bool more = false;
};
constexpr SignedField kSignedFields[] = {
    {"from", true},         {"to", true},
    {"subject", true},      {"date", true},
    {"reply-to", true},     {"message-id", true},
    {"in-reply-to", false}, {"references", false},
    {"mime-version", true}, {"content-type", true},
    {"list-id", false},     {"list-unsubscribe", true},
    {"feedback-id", false}, {"content-transfer-encoding", true},
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

// Blanks as one, none at the end: RFC 6376, 3.4.2 and 3.4.4.
void append_relaxed(std::string& out, std::string_view line) {
  bool blank = false;
  for (char c : line) {
    if (is_blank(c)) {
      blank = true;
      continue;
    }
    if (blank) out.push_back(' ');
    blank = false;
    out.push_back(c);
  }
}

// A field without its line's end, as it is signed.
std::string relaxed_field(std::string_view field) {
  const auto colon = std::min(field.find(':'), field.size());
  auto name = field.substr(0, colon);
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  auto out = in_lower_case(name) + ":";
  std::string value;
  for (char c : field.substr(std::min(colon + 1, field.size())))
    if (c != '\r' && c != '\n') value.push_back(c);
  const auto begin = std::min(value.find_first_not_of(" \t"), value.size());
  append_relaxed(out, std::string_view(value).substr(begin));
  return out;
}

struct Field {
  std::string name;        // lower case
  std::string_view bytes;  // folded as it stands, without its last line's end
};

struct Parts {
  std::vector<Field> fields;
  std::string_view body;
};

Parts parts_of(std::string_view mail) {
  Parts parts;
  while (!mail.empty() && !mail.starts_with("\r\n")) {
    std::size_t end = mail.find("\r\n");
    while (end != mail.npos && end + 2 < mail.size() && is_blank(mail[end + 2]))
      end = mail.find("\r\n", end + 2);
    end = std::min(end, mail.size());
    const auto bytes = mail.substr(0, end);
    std::string name;
    for (char c : bytes.substr(0, bytes.find(':')))
      if (!is_blank(c)) name.push_back(lower(c));
    parts.fields.push_back({std::move(name), bytes});
    mail.remove_prefix(std::min(end + 2, mail.size()));
  }
  mail.remove_prefix(std::min<std::size_t>(2, mail.size()));
  parts.body = mail;
  return parts;
}

std::string base64_of(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kVariant);
  text.pop_back();  // its end
  return text;
}

// Empty lines at the end are none.
std::string body_hash(std::string_view body) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  const auto add = [&](std::string_view bytes) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  };
  std::string line;
  for (std::size_t empty = 0; !body.empty();) {
    const auto end = std::min(body.find("\r\n"), body.size());
    line.clear();
    append_relaxed(line, body.substr(0, end));
    body.remove_prefix(std::min(end + 2, body.size()));
    if (line.empty()) {
      ++empty;
      continue;
    }
    for (; empty > 0; --empty) add("\r\n");
    line += "\r\n";
    add(line);
  }
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(digest.data()));
  return base64_of(digest);
}

// The fields of a name are signed from the last to the first (RFC 6376, 5.4.2).
struct SignedHeader {
  std::vector<std::string_view> names;
  std::string text;
};
SignedHeader signed_header(const std::vector<Field>& fields) {
  SignedHeader header;
  for (const auto& wanted : kSignedFields) {
    for (auto it = fields.rbegin(); it != fields.rend(); ++it) {
      if (it->name != wanted.name) continue;
      header.names.push_back(wanted.name);
      header.text += relaxed_field(it->bytes) + "\r\n";
    }
    if (wanted.more) header.names.push_back(wanted.name);
  }
  return header;
}

// Lines of at most 76 bytes: no relay folds them anew.
std::string folded_names(const std::vector<std::string_view>& names) {
  constexpr std::size_t kLine = 74;
  std::string text, line = "h=";
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto piece = fmt::format("{}{}", names[i], i + 1 < names.size() ? ":" : ";");
    if (line.size() + piece.size() > kLine) text += std::exchange(line, "") + "\r\n\t";
    line += piece;
  }
  return text + line;
}

std::string folded(std::string_view base64) {
  constexpr std::size_t kLine = 72;
  std::string text;
  for (std::size_t at = 0; at < base64.size(); at += kLine)
    text.append(at == 0 ? "" : "\r\n\t").append(base64.substr(at, kLine));
  return text;
}

}  // namespace

Result<std::string> dkim_field(const DkimSigner& signer, std::string_view domain,
                               std::int64_t at_ms, std::string_view mail) {
  const auto parts = parts_of(mail);
  const auto header = signed_header(parts.fields);
  auto field = fmt::format(
      "DKIM-Signature: v=1; a={}; c=relaxed/relaxed;\r\n\td={}; s={};\r\n\tt={};\r\n\t{}"
      "\r\n\tbh={};\r\n\tb=",
      signer.key.algorithm(), in_lower_case(domain), signer.selector, at_ms / 1000,
      folded_names(header.names), body_hash(parts.body));
  CAMP_ASSIGN(const auto signature, signer.key.sign(header.text + relaxed_field(field)));
  return field + folded(base64_of(signature)) + "\r\n";
}

}  // namespace camp
