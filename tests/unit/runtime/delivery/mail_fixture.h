// What the mail tests share: a writer as libcurl writes, a mail to start from, and decoders written
// from the RFCs, apart from the encoders they check.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/delivery/mail.h"
#include "runtime/sim/plain_mime_writer.h"

namespace camp::testing {

inline constexpr char kLedgerId[] = "00112233445566778899aabbccddeeff";

inline Mail sample_mail() {
  Mail mail;
  mail.ledger_id_hex = kLedgerId;
  mail.date_ms = 1'772'442'000'000;  // 2026-03-02T09:00:00Z
  mail.from = "Acme Outdoor <news@acme.example>";
  mail.to = "anna@example.com";
  mail.subject = "Spring is here";
  mail.text = "Hello Anna";
  mail.html = "<p>Hello Anna</p>";
  mail.campaign = "spring_launch";
  mail.run = "2026-03";
  return mail;
}

using sim::PlainMimeWriter;

inline std::string compose_mail(const Mail& mail) {
  PlainMimeWriter writer;
  std::string out;
  MailLayout::make(writer, shape_of(mail)).value().compose(mail, out);
  return out;
}

// The header's lines, folding kept.
inline std::string header_of(const std::string& message) {
  return message.substr(0, message.find("\r\n\r\n") + 2);
}

// Fields by name, unfolded (RFC 5322, 2.2.3).
inline std::multimap<std::string, std::string> fields_of(const std::string& message) {
  std::multimap<std::string, std::string> fields;
  auto header = header_of(message);
  for (std::size_t at = 0; at < header.size();) {
    auto end = header.find("\r\n", at);
    while (end + 2 < header.size() && (header[end + 2] == ' ' || header[end + 2] == '\t')) {
      header.erase(end, 2);
      end = header.find("\r\n", end);
    }
    auto line = header.substr(at, end - at);
    auto colon = line.find(": ");
    fields.emplace(line.substr(0, colon), colon == line.npos ? "" : line.substr(colon + 2));
    at = end + 2;
  }
  return fields;
}

inline std::string field_of(const std::string& message, const std::string& name) {
  auto fields = fields_of(message);
  auto found = fields.find(name);
  return found == fields.end() ? "(none)" : found->second;
}

inline int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1000;
}

// RFC 2045, 6.7. "(broken)" when it is not quoted-printable.
inline std::string decode_quoted_printable(std::string_view text) {
  std::string plain;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\r\n") {
      if (i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\t'))
        return "(broken: blank at a line's end)";
      plain += "\r\n";
      ++i;
      column = 0;
      continue;
    }
    if (++column > 76) return "(broken: line too long)";
    if (text.substr(i, 3) == "=\r\n") {
      i += 2;
      column = 0;
    } else if (text[i] == '=') {
      if (i + 2 >= text.size()) return "(broken: escape)";
      auto byte = hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]);
      if (byte < 0) return "(broken: escape)";
      plain.push_back(static_cast<char>(byte));
      i += 2;
      column += 2;
    } else if (text[i] != '\t' && (text[i] < 0x20 || text[i] > 0x7E)) {
      return "(broken: raw byte)";
    } else {
      plain.push_back(text[i]);
    }
  }
  if (column > 76) return "(broken: line too long)";
  return plain;
}

inline std::string decode_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string plain;
  unsigned bits = 0;
  int count = 0;
  for (char c : text) {
    if (c == '=') break;
    bits = (bits << 6 | static_cast<unsigned>(kDigits.find(c))) & 0xFFFFFF;
    count += 6;
    if (count >= 8) plain.push_back(static_cast<char>(bits >> (count -= 8) & 255));
  }
  return plain;
}

// One encoded word (RFC 2047), checked; the words go into `words` one by one.
inline std::string decode_words(std::string_view value, std::vector<std::string>* words = nullptr) {
  std::string plain;
  while (!value.empty()) {
    auto begin = value.find("=?UTF-8?");
    if (begin == value.npos) return plain.append(value);
    auto between = value.substr(0, begin);
    if (plain.empty() || between != " ") plain.append(between);  // not between two encoded words
    auto end = value.find("?=", begin + 10);
    auto payload = value.substr(begin + 10, end - begin - 10);
    std::string word;
    if (value[begin + 8] == 'B') {
      word = decode_base64(payload);
    } else {
      std::string q(payload);
      for (auto& c : q) c = c == '_' ? ' ' : c;
      word = decode_quoted_printable(q);
    }
    if (words != nullptr) words->push_back(word);
    plain += word;
    value.remove_prefix(end + 2);
  }
  return plain;
}

}  // namespace camp::testing
