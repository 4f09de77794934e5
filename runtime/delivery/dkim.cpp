#include "runtime/delivery/dkim.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "lang/base/hash.h"
#include "lang/base/letters.h"
#include "runtime/delivery/mail_file.h"

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

struct Field {
  std::string name;        // lower case
  std::string_view value;  // folded as it stands, without its last line's end
};

// Without its line's end, as it is signed.
std::string relaxed_field(const Field& field) {
  std::string value;
  for (char c : field.value)
    if (c != '\r' && c != '\n') value.push_back(c);
  auto out = field.name + ":";
  const auto begin = std::min(value.find_first_not_of(" \t"), value.size());
  append_relaxed(out, std::string_view(value).substr(begin));
  return out;
}

struct Parts {
  std::vector<Field> fields;
  std::string_view body;
};

// Of a mail as mail.h composes it.
Parts parts_of(std::string_view mail) {
  Parts parts;
  while (!mail.empty() && !mail.starts_with("\r\n")) {
    std::size_t end = mail.find("\r\n");
    while (end != mail.npos && end + 2 < mail.size() && is_blank(mail[end + 2]))
      end = mail.find("\r\n", end + 2);
    end = std::min(end, mail.size());
    const auto colon = std::min(mail.find(':'), end);
    parts.fields.push_back({ascii_lowered(mail.substr(0, colon)),
                            mail.substr(colon, end - colon).substr(colon < end ? 1 : 0)});
    mail.remove_prefix(std::min(end + 2, mail.size()));
  }
  mail.remove_prefix(std::min<std::size_t>(2, mail.size()));
  parts.body = mail;
  return parts;
}

std::string base64_of(std::string_view bytes) {
  std::string text;
  append_base64(text, bytes);
  return text;
}

// Empty lines at the end are none.
std::string relaxed_body(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  std::size_t end_of_text = 0;
  while (!body.empty()) {
    const auto end = std::min(body.find("\r\n"), body.size());
    const auto begin = out.size();
    append_relaxed(out, body.substr(0, end));
    const bool empty = out.size() == begin;
    out += "\r\n";
    if (!empty) end_of_text = out.size();
    body.remove_prefix(std::min(end + 2, body.size()));
  }
  out.resize(end_of_text);
  return out;
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
      header.text += relaxed_field(*it) + "\r\n";
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
  const auto tags = fmt::format(
      "v=1; a={}; c=relaxed/relaxed;\r\n\td={}; s={};\r\n\tt={};\r\n\t{}"
      "\r\n\tbh={};\r\n\tb=",
      signer.key.algorithm(), ascii_lowered(domain), signer.selector, at_ms / 1000,
      folded_names(header.names), base64_of(sha256(relaxed_body(parts.body)).view()));
  CAMP_ASSIGN(const auto signature,
              signer.key.sign(header.text + relaxed_field({"dkim-signature", tags})));
  return "DKIM-Signature: " + tags + folded(base64_of(signature)) + "\r\n";
}

}  // namespace camp
