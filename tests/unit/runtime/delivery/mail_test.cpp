#include <algorithm>
#include <catch2/catch.hpp>

#include "lang/base/utf8.h"
#include "tests/unit/runtime/delivery/mail_fixture.h"

namespace camp {
namespace {

using testing::compose_mail;
using testing::field_of;
using testing::sample_mail;

// Every header line is 7-bit and not too wide.
bool header_is_sound(const std::string& message) {
  auto header = testing::header_of(message);
  for (std::size_t at = 0; at < header.size();) {
    auto end = header.find("\r\n", at);
    auto line = std::string_view(header).substr(at, end - at);
    if (line.empty() || (line.size() > 76 && line.find("boundary=") == line.npos)) return false;
    if (line.find_first_not_of(' ') == line.npos)
      return false;  // a line of blanks could end the header
    if (!std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7F; }))
      return false;
    at = end + 2;
  }
  return true;
}

std::string composed_with_subject(std::string_view subject) {
  auto mail = sample_mail();
  mail.subject = subject;
  return compose_mail(mail);
}

std::string composed_from(std::string_view from) {
  auto mail = sample_mail();
  mail.from = from;
  return compose_mail(mail);
}

TEST_CASE("a mail with both parts, whole") {
  auto mail = sample_mail();
  mail.reply_to = "shop@acme.example";
  mail.list_unsubscribe = true;
  CHECK(
      compose_mail(mail) ==
      "Content-Type: multipart/alternative;\r\n boundary=\"=_00112233445566778899aabbccddeeff\"\r\n"
      "MIME-Version: 1.0\r\n"
      "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
      "From: Acme Outdoor <news@acme.example>\r\n"
      "Reply-To: shop@acme.example\r\n"
      "To: anna@example.com\r\n"
      "Subject: Spring is here\r\n"
      "Message-ID: <00112233445566778899aabbccddeeff@acme.example>\r\n"
      "List-Unsubscribe: <mailto:shop@acme.example?subject=unsubscribe>\r\n"
      "X-Camp-Campaign: spring_launch\r\n"
      "X-Camp-Run: 2026-03\r\n"
      "\r\n"
      "--=_00112233445566778899aabbccddeeff\r\n"
      "Content-Type: text/plain; charset=UTF-8\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n"
      "\r\n"
      "Hello Anna\r\n"
      "--=_00112233445566778899aabbccddeeff\r\n"
      "Content-Type: text/html; charset=UTF-8\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n"
      "\r\n"
      "<p>Hello Anna</p>\r\n"
      "--=_00112233445566778899aabbccddeeff--\r\n");
}

TEST_CASE("one part alone, and headers that are not asked for") {
  auto mail = sample_mail();
  mail.html = "";
  mail.run = "";
  auto message = compose_mail(mail);
  CHECK(field_of(message, "Content-Type") == "text/plain; charset=UTF-8");
  CHECK(field_of(message, "Content-Transfer-Encoding") == "quoted-printable");
  CHECK(message.ends_with("\r\n\r\nHello Anna\r\n"));
  CHECK(message.find("multipart") == message.npos);
  CHECK(message.find("text/html") == message.npos);
  CHECK(field_of(message, "X-Camp-Run") == "(none)");
  CHECK(field_of(message, "Reply-To") == "(none)");
  CHECK(field_of(message, "List-Unsubscribe") == "(none)");
  mail = sample_mail();
  mail.text = "";
  CHECK(compose_mail(mail).find("text/plain") == std::string::npos);
}

TEST_CASE("files stand behind the alternatives, and a message's own header fields in the header") {
  auto mail = sample_mail();
  const std::string bytes = std::string(57, '\0') + "\xFF";
  const MailFile files[] = {{"Terms.pdf", bytes}, {"\xC3\x84iti's very long name.ics", "x"}};
  const MailHeader headers[] = {{"X-Order", "o-1"}, {"List-Id", "Acme <news.acme.example>"}};
  mail.files = files;
  mail.headers = headers;
  const auto message = compose_mail(mail);
  CHECK(header_is_sound(message));
  CHECK(field_of(message, "X-Order") == "o-1");
  CHECK(field_of(message, "List-Id") == "Acme <news.acme.example>");
  CHECK(message.find("CampMark") == message.npos);
  const auto body = message.substr(message.find("\r\n\r\n") + 4);
  CHECK(body ==
        "--=_00112233445566778899aabbccddeeff\r\n"
        "Content-Type: multipart/alternative;\r\n"
        " boundary=\"=_a00112233445566778899aabbccddeeff\"\r\n"
        "\r\n"
        "--=_a00112233445566778899aabbccddeeff\r\n"
        "Content-Type: text/plain; charset=UTF-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "Hello Anna\r\n"
        "--=_a00112233445566778899aabbccddeeff\r\n"
        "Content-Type: text/html; charset=UTF-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "<p>Hello Anna</p>\r\n"
        "--=_a00112233445566778899aabbccddeeff--\r\n"
        "\r\n"
        "--=_00112233445566778899aabbccddeeff\r\n"
        "Content-Disposition: attachment;\r\n"
        " filename=\"Terms.pdf\"\r\n"
        "Content-Type: application/pdf\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "\r\n" +
            std::string(76, 'A') +
            "\r\n/w==\r\n"
            "--=_00112233445566778899aabbccddeeff\r\n"
            "Content-Disposition: attachment;\r\n"
            " filename*0*=UTF-8''%C3%84iti%27s%20very%20long%20name.ics\r\n"
            "Content-Type: text/calendar; charset=UTF-8\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "\r\n"
            "eA==\r\n"
            "--=_00112233445566778899aabbccddeeff--\r\n");
}

TEST_CASE("plain subjects stay as they are, up to the line's width") {
  auto widest = std::string(76 - 9, 'x');
  CHECK(composed_with_subject(widest).find("Subject: " + widest + "\r\n") != std::string::npos);
  CHECK(field_of(composed_with_subject(""), "Subject") == "");
  CHECK(field_of(composed_with_subject("a  b, \"c\" <d>"), "Subject") == "a  b, \"c\" <d>");
}

TEST_CASE("long ASCII subjects are folded at spaces and unfold to themselves") {
  std::string subject = "word";
  for (std::size_t i = 0; i < 40; ++i) {
    subject += std::string(1 + i % 3, ' ') + "another" + std::to_string(i);
  }
  auto message = composed_with_subject(subject);
  CHECK(header_is_sound(message));
  CHECK(message.find("=?") == std::string::npos);
  CHECK(field_of(message, "Subject") == subject);
}

TEST_CASE("subjects that need it are encoded, in words of whole code points") {
  std::string long_text;
  for (int i = 0; i < 30; ++i)
    long_text +=
        "K\xC3\xA4se \xF0\x9F\xA7\x80 \xE2\x82\xAC"
        "9, ";
  long_text += "!";
  std::string greek;
  for (int i = 0; i < 60; ++i) greek += "\xCE\xB1\xCE\xB2\xCE\xB3 ";
  greek += "x";
  for (const std::string& subject :
       {std::string("Gr\xC3\xBC\xC3\x9F"
                    "e_aus = K\xC3\xB6ln?"),
        long_text, greek, std::string(200, 'x'), std::string("=?UTF-8?Q?trick?="),
        std::string(70, 'x') + " y"}) {
    auto message = composed_with_subject(subject);
    std::vector<std::string> words;
    CHECK(header_is_sound(message));
    CHECK(testing::decode_words(field_of(message, "Subject"), &words) == subject);
    REQUIRE(!words.empty());
    for (const auto& word : words) CHECK(!find_invalid_utf8(word));
  }
  CHECK(composed_with_subject(greek).find("=?UTF-8?B?") != std::string::npos);
  CHECK(composed_with_subject(long_text).find("=?UTF-8?") != std::string::npos);
}

TEST_CASE("no value can begin a header of its own") {
  for (std::string_view evil :
       {"hi\r\nBcc: evil@example.com", "hi\nBcc: evil@example.com", "hi\rBcc: evil@example.com",
        "hi\r\n\r\n<html>", "\r\n\r\nBcc: x@y", "hi\r\n Bcc: folded", "\x01\x02\x7F",
        "hi\xE2\x80\xA8"
        "Bcc: x"}) {
    for (std::string_view Mail::*member :
         {&Mail::from, &Mail::reply_to, &Mail::to, &Mail::subject, &Mail::campaign, &Mail::run}) {
      auto mail = sample_mail();
      mail.list_unsubscribe = true;
      auto usual =
          testing::fields_of(compose_mail(mail)).size() + (member == &Mail::reply_to ? 1 : 0);
      mail.*member = evil;
      auto message = compose_mail(mail);
      CHECK(testing::fields_of(message).size() == usual);
      CHECK(field_of(message, "Bcc") == "(none)");
      auto header = testing::header_of(message);
      CHECK(header.find_first_of(std::string_view("\x01\x02\x7F\0", 4)) == header.npos);
    }
  }
  CHECK(field_of(composed_with_subject(" hi\r\n\tthere\r\n"), "Subject") == "hi there");
}

TEST_CASE("ill-formed UTF-8 in a subject becomes the replacement character") {
  using std::string_view_literals::operator""sv;
  auto subject = field_of(composed_with_subject("a\xC3(\xFF\xE2\x82"), "Subject");
  CHECK(testing::decode_words(subject) == "a\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(field_of(composed_with_subject("a\0b"sv), "Subject") == "ab");
}

TEST_CASE("display names: bare, quoted or encoded") {
  CHECK(field_of(composed_from("news@acme.example"), "From") == "news@acme.example");
  CHECK(field_of(composed_from("<news@acme.example>"), "From") == "news@acme.example");
  CHECK(field_of(composed_from("\"Acme, Inc.\" <news@acme.example>"), "From") ==
        "\"Acme, Inc.\" <news@acme.example>");
  auto from = field_of(composed_from("J\xC3\xBCrgen & S\xC3\xB6hne <news@acme.example>"), "From");
  CHECK(from == "=?UTF-8?B?SsO8cmdlbiAmIFPDtmhuZQ==?= <news@acme.example>");  // shorter than Q
  from = field_of(composed_from("Caf\xC3\xA9 & friends of it <news@acme.example>"), "From");
  CHECK(from == "=?UTF-8?Q?Caf=C3=A9_=26_friends_of_it?= <news@acme.example>");
  from = field_of(composed_from("=?UTF-8?Q?x?= <news@acme.example>"), "From");
  CHECK(from == "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?= <news@acme.example>");
  auto wide =
      composed_from(std::string(40, 'n') + "\xC3\xBC <a-long-address-of-someone@acme.example>");
  CHECK(header_is_sound(wide));
  auto very_long = composed_from(std::string(100, 'n') + " <news@acme.example>");
  CHECK(header_is_sound(very_long));
  CHECK(testing::decode_words(field_of(very_long, "From")) ==
        std::string(100, 'n') + " <news@acme.example>");
}

TEST_CASE("the unsubscribe address is a URI") {
  auto mail = sample_mail();
  mail.list_unsubscribe = true;
  mail.from = "Acme <a%b&c+d@acme.example>";
  auto message = compose_mail(mail);
  CHECK(field_of(message, "List-Unsubscribe") ==
        "<mailto:a%25b%26c+d@acme.example?subject=unsubscribe>");
  CHECK(field_of(message, "Message-ID") == "<00112233445566778899aabbccddeeff@acme.example>");
}

TEST_CASE("dates are of the mail, at the edges too") {
  auto date = [](std::int64_t at_ms) {
    auto mail = sample_mail();
    mail.date_ms = at_ms;
    return field_of(compose_mail(mail), "Date");
  };
  CHECK(date(0) == "Thu, 01 Jan 1970 00:00:00 +0000");
  CHECK(date(1'709'251'199'999) == "Thu, 29 Feb 2024 23:59:59 +0000");
  CHECK(date(-1) == "Thu, 01 Jan 1970 00:00:00 +0000");
  CHECK(date(INT64_MAX) == "Fri, 31 Dec 9999 23:59:59 +0000");
  CHECK(date(INT64_MIN) == "Thu, 01 Jan 1970 00:00:00 +0000");
}

// What a writer can do wrong: fail, leave out, reorder, quote.
class BentWriter : public testing::PlainMimeWriter {
 public:
  BentWriter(std::string what, std::string with) : what_(std::move(what)), with_(std::move(with)) {}
  Result<std::string> write(const MimeMessage& message) override {
    auto text = PlainMimeWriter::write(message).value();
    if (what_.empty()) return Error{ErrorKind::kIo, "no sockets", "", ""};
    for (auto at = text.find(what_); at != text.npos; at = text.find(what_, at + with_.size())) {
      text.replace(at, what_.size(), with_);
    }
    return text;
  }

 private:
  std::string what_, with_;
};

TEST_CASE("a writer that writes something else is an error, not a wrong mail") {
  const MailShape both{true, true, 0}, alone{true, false, 0}, files{true, true, 1};
  for (auto [what, with] : std::vector<std::pair<std::string, std::string>>{
           {"", ""},
           {"; boundary=", "; border="},
           {"Subject: ", "subject: "},
           {"To: ", "Too: "},
           {"CampMark", "campmark"},
           {"boundary=", "boundary=\""},
           {"--------------------------0123456789abcde0--", ""}}) {
    BentWriter writer(what, with);
    INFO(what);
    for (const auto& shape : {both, files}) {
      auto layout = MailLayout::make(writer, shape);
      REQUIRE(!layout);
      CHECK(layout.error().kind == ErrorKind::kIo);
    }
  }
  for (auto [what, with] : std::vector<std::pair<std::string, std::string>>{
           {"Content-Type: text", "Content-Kind: text"},
           {"\r\n\r\n", "\r\n"},
       }) {
    BentWriter writer(what, with);
    INFO(what);
    CHECK(!MailLayout::make(writer, alone));
  }
}

}  // namespace

// No send lets it through; a store may have one from before that was so.
TEST_CASE("a mail that says nothing has an empty text") {
  CHECK(shape_of(Mail{}) == MailShape{true, false, 0});
}

}  // namespace camp
