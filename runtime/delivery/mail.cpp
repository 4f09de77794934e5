#include "runtime/delivery/mail.h"

#include <algorithm>
#include <array>
#include <optional>

#include "runtime/delivery/header_field.h"
#include "runtime/delivery/mail_date.h"
#include "runtime/delivery/mail_file.h"

namespace camp {
namespace {

// What varies from message to message. Header fields come in this order.
enum Mark : int {
  kDate,
  kFrom,
  kReplyTo,
  kTo,
  kSubject,
  kMessageId,
  kListUnsubscribe,
  kCampaign,
  kRun,
  kHeaders,  // those that the message sets
  kText,
  kHtml,
  kBoundary,
  kInnerBoundary,  // of the alternatives, where files stand beside them
  // of the first file; each has kMarksPerFile
  kFileType,
  kFileName,
  kFileBytes,
};
constexpr int kMarksPerFile = 3;

// Indexed by Mark, up to the bodies.
constexpr std::array<std::string_view, 10> kFieldNames = {
    "Date: ",       "From: ",           "Reply-To: ",         "To: ",
    "Subject: ",    "Message-ID: ",     "List-Unsubscribe: ", "X-Camp-Campaign: ",
    "X-Camp-Run: ", "X-Camp-Headers: ",
};

// Letters and digits only: neither quoted-printable nor a header changes them. Three digits, so
// that none is the beginning of another.
std::string mark_text(int mark) { return "CampMark" + std::to_string(100 + mark) + "Zq"; }
int file_mark(int first, std::size_t file) {
  return first + kMarksPerFile * static_cast<int>(file);
}

MimeMessage marked_message(const MailShape& shape) {
  MimeMessage message;
  std::vector<MimePart> bodies;
  if (shape.text) bodies.push_back({"text/plain; charset=UTF-8", mark_text(kText), {}, {}});
  if (shape.html) bodies.push_back({"text/html; charset=UTF-8", mark_text(kHtml), {}, {}});
  const bool alternatives = bodies.size() > 1;
  message.type = alternatives && shape.files == 0 ? "multipart/alternative" : "multipart/mixed";
  message.headers.push_back("MIME-Version: 1.0");
  for (std::size_t i = 0; i < kFieldNames.size(); ++i) {
    message.headers.push_back(std::string(kFieldNames[i]) + mark_text(static_cast<int>(i)));
  }
  if (alternatives && shape.files > 0)
    message.parts.push_back({"multipart/alternative", {}, {}, std::move(bodies)});
  else
    message.parts = std::move(bodies);
  for (std::size_t i = 0; i < shape.files; ++i)
    message.parts.push_back({"application/" + mark_text(file_mark(kFileType, i)),
                             mark_text(file_mark(kFileBytes, i)),
                             mark_text(file_mark(kFileName, i)),
                             {}});
  return message;
}

// Takes the boundary out of the Content-Type at or behind `from` and puts quotes there: ours holds
// a `=`. And folds the line, which would have more than 78 columns with it.
std::optional<std::string> quote_boundary(std::string& text, std::size_t from) {
  constexpr std::string_view kParameter = "; boundary=";
  auto parameter = text.find(kParameter, from);
  if (parameter == std::string::npos) return std::nullopt;
  auto begin = parameter + kParameter.size();
  auto end = text.find("\r\n", begin);
  if (end == std::string::npos || end == begin) return std::nullopt;
  auto boundary = text.substr(begin, end - begin);
  if (boundary.find_first_of("\"; ") != std::string::npos) return std::nullopt;
  text.insert(end, "\"");
  text.replace(parameter, kParameter.size(), ";\r\n boundary=\"");
  return boundary;
}

// The only part's own header in the place of the multipart's. False: not understood.
bool unwrap(std::string& text) {
  constexpr std::string_view kType = "Content-Type: ";
  const auto head = text.find("\r\n\r\n");
  const auto part = text.find("\r\n" + std::string(kType), head);
  const auto body = text.find("\r\n\r\n", part);
  const auto close = text.rfind("\r\n--");
  if (!text.starts_with(kType) || head == text.npos || part == text.npos || body == text.npos ||
      close == text.npos || close < body)
    return false;
  const auto own = text.substr(part + 2, body - part);
  const auto rest = text.substr(text.find("\r\n") + 2, head - text.find("\r\n"));
  text = own + rest + text.substr(body + 2, close - body);
  return true;
}

struct Needle {
  int mark;
  std::string text;  // a whole header field, or a body or boundary alone
};

void add_file_needles(std::vector<Needle>& needles, std::size_t file) {
  const auto type = file_mark(kFileType, file), name = file_mark(kFileName, file),
             bytes = file_mark(kFileBytes, file);
  needles.push_back({name, "; filename=\"" + mark_text(name) + "\""});
  needles.push_back({type, "application/" + mark_text(type)});
  std::string encoded;
  append_base64(encoded, mark_text(bytes));
  needles.push_back({bytes, encoded});
}

// In the order in which they stand. `boundary`: "" of a message that is one part; `inner`: of the
// alternatives beside files.
std::vector<Needle> needles_of(const MailShape& shape, const std::string& boundary,
                               const std::string& inner) {
  std::vector<Needle> needles;
  const auto add = [&](int mark, const std::string& text) {
    if (!text.empty()) needles.push_back({mark, text});
  };
  add(kBoundary, boundary);  // libcurl writes its own fields first
  for (std::size_t i = 0; i < kFieldNames.size(); ++i) {
    auto mark = static_cast<int>(i);
    add(mark, std::string(kFieldNames[i]) + mark_text(mark) + "\r\n");
  }
  const int around = inner.empty() ? kBoundary : kInnerBoundary;
  if (!inner.empty()) {
    add(kBoundary, boundary);
    add(kInnerBoundary, inner);
  }
  const auto& own = inner.empty() ? boundary : inner;
  for (const int body : {kText, kHtml}) {
    if (body == kText ? !shape.text : !shape.html) continue;
    add(around, own);
    add(body, mark_text(body));
  }
  if (!inner.empty()) add(kInnerBoundary, inner);
  for (std::size_t i = 0; i < shape.files; ++i) {
    add(kBoundary, boundary);
    add_file_needles(needles, i);
  }
  add(kBoundary, boundary);
  return needles;
}

// -- what goes where the marks were

void append_boundary(std::string& out, const Mail& mail, std::string_view beginning) {
  out.append(beginning).append(mail.ledger_id_hex);
}

void append_headers(std::string& out, const Mail& mail) {
  for (const auto& header : mail.headers)
    append_text_field(out, std::string(header.name) + ": ", header.value);
}

void append_file(std::string& out, int mark, const Mail& mail) {
  const auto& file = mail.files[static_cast<std::size_t>((mark - kFileType) / kMarksPerFile)];
  switch (kFileType + (mark - kFileType) % kMarksPerFile) {
    case kFileType:
      out.append(media_type_of(file.name));
      break;
    case kFileName:
      append_filename(out, file.name);
      break;
    default:
      append_base64_lines(out, file.bytes);
  }
}

void append_message_id(std::string& out, const Mail& mail) {
  out.append("Message-ID: <").append(mail.ledger_id_hex).push_back('@');
  auto address = address_of_mailbox(mail.from);
  append_address(out, address.substr(std::min(address.rfind('@') + 1, address.size())));
  out.append(">\r\n");
}

// RFC 2369 and RFC 6068: what means something in a URI is percent-encoded.
void append_list_unsubscribe(std::string& out, const Mail& mail) {
  std::string address;
  append_address(address, address_of_mailbox(mail.reply_to.empty() ? mail.from : mail.reply_to));
  out.append("List-Unsubscribe: <mailto:");
  for (char c : address) {
    if (std::string_view("!#$%&'*/=?^`{|}").find(c) == std::string_view::npos) {
      out.push_back(c);
    } else {
      out.append({'%', kHexDigits[static_cast<unsigned char>(c) >> 4], kHexDigits[c & 15]});
    }
  }
  out.append("?subject=unsubscribe>\r\n");
}

void append_marked(std::string& out, int mark, const Mail& mail) {
  auto name = [&] { return kFieldNames[static_cast<std::size_t>(mark)]; };
  switch (mark) {
    case kDate:
      out.append(name());
      append_mail_date(out, mail.date_ms);
      out.append("\r\n");
      break;
    case kFrom:
      return append_mailbox_field(out, name(), mail.from);
    case kReplyTo:
      if (!mail.reply_to.empty()) append_mailbox_field(out, name(), mail.reply_to);
      break;
    case kTo:
      return append_address_field(out, name(), mail.to);
    case kSubject:
      return append_text_field(out, name(), mail.subject);
    case kMessageId:
      return append_message_id(out, mail);
    case kListUnsubscribe:
      if (mail.list_unsubscribe) append_list_unsubscribe(out, mail);
      break;
    case kCampaign:
      if (!mail.campaign.empty()) append_text_field(out, name(), mail.campaign);
      break;
    case kRun:
      if (!mail.run.empty()) append_text_field(out, name(), mail.run);
      break;
    case kHeaders:
      return append_headers(out, mail);
    case kText:
      return append_quoted_printable(out, mail.text);
    case kHtml:
      return append_quoted_printable(out, mail.html);
    case kBoundary:
      return append_boundary(out, mail, "=_");
    case kInnerBoundary:
      return append_boundary(out, mail, "=_a");
    default:
      append_file(out, mark, mail);
  }
}

bool is_ledger_id(std::string_view hex) {
  return !hex.empty() && hex.size() <= 64 && hex.find_first_not_of("0123456789abcdef") == hex.npos;
}

}  // namespace

MailShape shape_of(const Mail& mail) {
  return {!mail.text.empty() || mail.html.empty(), !mail.html.empty(), mail.files.size()};
}

Result<MailLayout> MailLayout::make(MimeWriter& writer, const MailShape& shape) {
  CAMP_ASSERT(shape.text || shape.html);
  CAMP_ASSIGN(auto text, writer.write(marked_message(shape)));
  const bool alone = !(shape.text && shape.html) && shape.files == 0;
  std::optional<std::string> boundary, inner;
  if (alone) {
    if (unwrap(text)) boundary = "";
  } else {
    boundary = quote_boundary(text, 0);
  }
  const bool nested = shape.text && shape.html && shape.files > 0;
  if (nested) inner = quote_boundary(text, text.find("\r\n\r\n"));
  MailLayout layout;
  std::size_t at = 0;
  for (const auto& needle : needles_of(shape, boundary.value_or(""), inner.value_or(""))) {
    auto found = boundary && (inner || !nested) ? text.find(needle.text, at) : std::string::npos;
    if (found == std::string::npos) {
      return Error{ErrorKind::kIo, "libcurl wrote an e-mail that camp does not understand", "",
                   "report it with the version of libcurl"};
    }
    layout.pieces_.push_back(text.substr(at, found - at));
    layout.marks_.push_back(needle.mark);
    at = found + needle.text.size();
  }
  layout.pieces_.push_back(text.substr(at));
  return layout;
}

void MailLayout::compose(const Mail& mail, std::string& out) const {
  CAMP_ASSERT(is_ledger_id(mail.ledger_id_hex));  // it goes unchecked into headers and boundaries
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    out.append(pieces_[i]);
    append_marked(out, marks_[i], mail);
  }
  out.append(pieces_.back());
}

}  // namespace camp
