// Composed mails against what libcurl's MIME API sends to a real SMTP server for the same fields
// and parts: equal byte for byte once the boundaries are, and one part alone is unwrapped.
#include <curl/curl.h>

#include <catch2/catch.hpp>
#include <random>

#include "runtime/env/real/curl_mime_writer.h"
#include "tests/support/smtp_server.h"
#include "tests/unit/runtime/delivery/mail_fixture.h"

namespace camp {
namespace {

using testing::SmtpServer;

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

// libcurl has no opinion on lone LFs (it would escape them); a mail's lines end in CRLF.
std::string with_crlf(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\n' && (out.empty() || out.back() != '\r')) out.push_back('\r');
    out.push_back(c);
  }
  return out;
}

// The fields of a composed message that libcurl is given, folded as they are: all but its own.
std::vector<std::string> given_fields(const std::string& message) {
  std::vector<std::string> fields;
  auto header = testing::header_of(message);
  for (std::size_t at = 0; at < header.size();) {
    auto end = header.find("\r\n", at);
    while (end + 2 < header.size() && header[end + 2] == ' ') end = header.find("\r\n", end + 2);
    const auto field = header.substr(at, end - at);
    if (!field.starts_with("Content-")) fields.push_back(field);
    at = end + 2;
  }
  return fields;
}

void add_body(curl_mime* mime, std::string_view body, const char* type) {
  if (body.empty()) return;
  auto* part = curl_mime_addpart(mime);
  auto lines = with_crlf(body);
  curl_mime_data(part, lines.data(), lines.size());
  curl_mime_type(part, type);
  curl_mime_encoder(part, "quoted-printable");
}

void add_bodies(curl_mime* mime, const Mail& mail) {
  add_body(mime, mail.text, "text/plain; charset=UTF-8");
  add_body(mime, mail.html, "text/html; charset=UTF-8");
}

CURLcode send_by_libcurl(const std::string& url, const std::vector<std::string>& fields,
                         const Mail& mail) {
  CURL* easy = curl_easy_init();
  curl_mime* mime = curl_mime_init(easy);
  bool both = !mail.text.empty() && !mail.html.empty();
  bool nested = both && !mail.files.empty();
  auto* headers = curl_slist_append(nullptr, both && !nested ? "Content-Type: multipart/alternative"
                                                             : "Content-Type: multipart/mixed");
  for (const auto& field : fields) headers = curl_slist_append(headers, field.c_str());
  auto* recipients = curl_slist_append(nullptr, std::string(mail.to).c_str());
  if (nested) {
    auto* inner = curl_mime_init(easy);
    add_bodies(inner, mail);
    auto* part = curl_mime_addpart(mime);
    curl_mime_subparts(part, inner);
    curl_mime_type(part, "multipart/alternative");
  } else {
    add_bodies(mime, mail);
  }
  for (const auto& file : mail.files) {
    auto* part = curl_mime_addpart(mime);
    curl_mime_data(part, file.bytes.data(), file.bytes.size());
    curl_mime_filename(part, std::string(file.name).c_str());
    curl_mime_type(part, "application/pdf");
    curl_mime_encoder(part, "base64");
  }
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10'000L);
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, "news@acme.example");
  curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_MIMEPOST, mime);
  auto code = curl_easy_perform(easy);
  curl_mime_free(mime);
  curl_easy_cleanup(easy);
  curl_slist_free_all(headers);
  curl_slist_free_all(recipients);
  return code;
}

// The text with its boundary, at or behind `from`, replaced; ours needs quotes in the Content-Type,
// and that line a fold.
std::string with_boundary(const std::string& message, std::size_t from, const std::string& ours) {
  constexpr std::string_view kParameter = "boundary=";
  auto begin = message.find(kParameter, from) + kParameter.size();
  auto boundary = message.substr(begin, message.find("\r\n", begin) - begin);
  auto quoted = replaced(message, "; boundary=" + boundary, ";\r\n boundary=\"" + ours + "\"");
  return replaced(quoted, boundary, ours);
}

// One part that libcurl wraps into a multipart, without it: the part's fields in the place of the
// multipart's.
std::string unwrapped(const std::string& message) {
  const auto head = message.find("\r\n\r\n") + 2;
  const auto type_end = message.find("\r\n") + 2;
  const auto part = message.find("\r\n", message.find("--", head)) + 2;
  const auto part_head = message.find("\r\n\r\n", part) + 2;
  const auto close = message.rfind("\r\n--");
  return message.substr(part, part_head - part) + message.substr(type_end, head - type_end) +
         message.substr(part_head, close - part_head) + "\r\n";
}

// As camp sends what libcurl made.
std::string as_camp_sends(const std::string& message, const Mail& mail) {
  const bool both = !mail.text.empty() && !mail.html.empty();
  if (!both && mail.files.empty()) return unwrapped(message);
  auto ours = with_boundary(message, 0, std::string("=_") + testing::kLedgerId);
  if (both && !mail.files.empty())
    ours = with_boundary(ours, ours.find("\r\n\r\n"), std::string("=_a") + testing::kLedgerId);
  return replaced(ours, "; filename=", ";\r\n filename=");
}

std::string random_text(std::mt19937& random, std::size_t size_max) {
  const std::string_view pieces[] = {
      "a",
      "word ",
      "Hello",
      " ",
      "  ",
      "\t",
      "\n",
      "\r\n",
      "\n.\n",
      "\r\n..",
      ".",
      "=",
      "=3D",
      "\xC3\xA4",
      "\xE2\x82\xAC",
      "\xF0\x9F\xA7\x80",
      "<a href=\"https://x.example/?a=1&b=2\">",
      "\r",
      " \n",
      "\t\r\n",
      "--BOUNDARY",
      "a-very-long-word-that-fills-most-of-a-line-of-seventy-six-columns-or-so",
      "\x01",
      "\x7F",
      "{|}~^`",
      "\n--=_00112233445566778899aabbccddeeff--\n"};
  std::string text;
  auto size = random() % (size_max + 1);
  while (text.size() < size) text += pieces[random() % std::size(pieces)];
  return text;
}

TEST_CASE("composed mails are what libcurl sends") {
  SmtpServer server;
  CurlMimeWriter writer;
  std::mt19937 random(11);
  std::size_t taken = 0;
  for (int round = 0; round < 200; ++round) {
    auto text = random_text(random, round % 10 == 0 ? 20'000 : 500);
    auto html = random_text(random, 500);
    auto subject = random_text(random, 120);
    if (round % 3 == 1) text = "";
    if (round % 3 == 2 && !text.empty()) html = "";
    if (text.empty() && html.empty()) html = "x";
    auto mail = testing::sample_mail();
    mail.subject = subject;
    mail.text = text;
    mail.html = html;
    mail.list_unsubscribe = round % 2 == 0;
    const auto bytes = random_text(random, 300);
    const MailFile files[] = {{"terms.pdf", bytes}, {"b.pdf", "x"}};
    mail.files = std::span(files).first(round % 4 == 3 ? 1 + round / 4 % 2 : 0);
    auto layout = MailLayout::make(writer, shape_of(mail));
    REQUIRE(layout);
    std::string composed;
    layout->compose(mail, composed);
    REQUIRE(send_by_libcurl(server.url(), given_fields(composed), mail) == CURLE_OK);
    auto received = server.messages();
    REQUIRE(received.size() == ++taken);
    INFO("round " << round);
    REQUIRE(composed == as_camp_sends(received.back().message, mail));
  }
}

}  // namespace
}  // namespace camp
