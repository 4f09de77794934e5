// One e-mail as RFC 5322 text. The structure is libcurl's: a MailLayout is made once per shape
// (which parts a message has) by letting libcurl's MIME API (env/mime_writer.h) write a message
// with marks in it; composing then fills in header fields and quoted-printable bodies. So a million
// messages cost no million libcurl transfers, and a test compares composed messages byte for byte
// with what libcurl sends for the same content to an SMTP server
// (tests/unit/runtime/delivery/mail_against_libcurl_test.cpp).
//
// One part alone is the whole body; a text and an HTML part are alternatives
// (multipart/alternative); files stand behind them (multipart/mixed). libcurl sends no mail without
// a multipart around it, so that of one part alone is taken off again. A layout is immutable: any
// thread.
#pragma once
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"
#include "runtime/env/mime_writer.h"

namespace camp {

struct MailHeader {
  std::string_view name, value;  // a name that may be set (lang/catalog/mail_headers.def)
};
struct MailFile {
  std::string_view name;  // as people see it, UTF-8
  std::string_view bytes;
};

struct Mail {
  std::string_view ledger_id_hex;  // Message-ID: <hex@domain of from>
  std::int64_t date_ms = 0;
  std::string_view from;      // `Acme Outdoor <news@acme.example>` or a bare address
  std::string_view reply_to;  // may be empty
  std::string_view to;        // a bare address, checked (lang/value/address.h)
  std::string_view subject;   // UTF-8, any length; encoded (RFC 2047) and folded where needed
  std::string_view text;      // UTF-8; "" when there is no such part
  std::string_view html;
  std::string_view campaign;  // X-Camp-Campaign, X-Camp-Run: for people who read the spool
  std::string_view run;
  std::span<const MailHeader> headers;
  std::span<const MailFile> files;
  // Marketing: List-Unsubscribe (RFC 2369) with a mailto: to reply_to or from.
  bool list_unsubscribe = false;
};

// Which parts a mail has: what its layout depends on.
struct MailShape {
  bool text = false;
  bool html = false;
  std::size_t files = 0;
  friend auto operator<=>(const MailShape&, const MailShape&) = default;
};
MailShape shape_of(const Mail& mail);  // a mail that says nothing has an empty text

class MailLayout {
 public:
  // kIo when the writer fails (out of sockets) or writes something that is not understood. A text
  // or an HTML part at least.
  static Result<MailLayout> make(MimeWriter& writer, const MailShape& shape);

  // Appends the whole message, CRLF line ends, to `out`. Multipart boundaries come from the ledger
  // id, so the same message is the same bytes at any time, and hold `=_`, which quoted-printable
  // never does. Control characters in header values become spaces, ill-formed UTF-8 U+FFFD, and
  // what no address may have is left out of one.
  void compose(const Mail& mail, std::string& out) const;

 private:
  std::vector<std::string> pieces_;  // libcurl's text between the marks; one more than marks
  std::vector<int> marks_;           // what goes between them (enum Mark in mail.cpp)
};

// Quoted-printable as RFC 2045 6.7 and as libcurl writes it; lone LF becomes CRLF first. Unlike
// libcurl's, no line begins like a record of an mbox (`=46rom `).
void append_quoted_printable(std::string& out, std::string_view text);

// An mbox record: the From_ line, a composed message with LF line ends, an empty line. Nothing in
// it is quoted, because nothing needs it: all readers split the file alike.
void append_mbox_record(std::string& out, std::string_view message, std::string_view sender,
                        std::int64_t date_ms);

}  // namespace camp
