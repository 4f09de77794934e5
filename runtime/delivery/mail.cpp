#include "runtime/delivery/mail.h"

#include <algorithm>
#include <array>
#include <optional>

#include "runtime/delivery/header_field.h"
#include "runtime/delivery/mail_date.h"

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
  kText,
  kHtml,
  kBoundary,
};

// Indexed by Mark, up to the bodies.
constexpr std::array<std::string_view, 9> kFieldNames = {
    "Date: ",       "From: ",       "Reply-To: ",         "To: ",
    "Subject: ",    "Message-ID: ", "List-Unsubscribe: ", "X-Camp-Campaign: ",
    "X-Camp-Run: ",
};

// Letters and digits only: neither quoted-printable nor a header changes them. Two digits, so that
// none is the beginning of another.
std::string mark_text(int mark) { return "CampMark" + std::to_string(10 + mark) + "Zq"; }

MimeMessage marked_message(bool has_text, bool has_html) {
  MimeMessage message;
  message.type = has_text && has_html ? "multipart/alternative" : "multipart/mixed";
  message.headers.push_back("MIME-Version: 1.0");
  for (std::size_t i = 0; i < kFieldNames.size(); ++i) {
    message.headers.push_back(std::string(kFieldNames[i]) + mark_text(static_cast<int>(i)));
  }
  if (has_text) message.parts.push_back({"text/plain; charset=UTF-8", mark_text(kText)});
  if (has_html) message.parts.push_back({"text/html; charset=UTF-8", mark_text(kHtml)});
  return message;
}

// Takes the writer's boundary out of its Content-Type and puts quotes there: ours holds a `=`. And
// folds the line, which would have more than 78 columns with it.
std::optional<std::string> quote_boundary(std::string& text) {
  constexpr std::string_view kParameter = "; boundary=";
  auto parameter = text.find(kParameter);
  if (parameter == std::string::npos) return std::nullopt;
  auto begin = parameter + kParameter.size();
  auto end = text.find("\r\n", begin);
  if (end == std::string::npos || end == begin || end > text.find("\r\n\r\n")) return std::nullopt;
  auto boundary = text.substr(begin, end - begin);
  if (boundary.find_first_of("\"; ") != std::string::npos) return std::nullopt;
  text.insert(end, "\"");
  text.replace(parameter, kParameter.size(), ";\r\n boundary=\"");
  return boundary;
}

struct Needle {
  int mark;
  std::string text;  // a whole header field, or a body or boundary alone
};

std::vector<Needle> needles_of(const MimeMessage& message, const std::string& boundary) {
  std::vector<Needle> needles;
  auto add_boundary = [&] { needles.push_back({kBoundary, boundary}); };
  add_boundary();  // libcurl writes its own fields first
  for (std::size_t i = 0; i < kFieldNames.size(); ++i) {
    auto mark = static_cast<int>(i);
    needles.push_back({mark, std::string(kFieldNames[i]) + mark_text(mark) + "\r\n"});
  }
  for (const auto& part : message.parts) {
    add_boundary();
    needles.push_back({part.body == mark_text(kText) ? kText : kHtml, part.body});
  }
  add_boundary();
  return needles;
}

// -- what goes where the marks were

void append_boundary(std::string& out, const Mail& mail) {
  out.append("=_").append(mail.ledger_id_hex);
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
    case kText:
      return append_quoted_printable(out, mail.text);
    case kHtml:
      return append_quoted_printable(out, mail.html);
    case kBoundary:
      return append_boundary(out, mail);
    default:
      CAMP_ASSERT(!"a mark without a meaning");
  }
}

bool is_ledger_id(std::string_view hex) {
  return !hex.empty() && hex.size() <= 64 && hex.find_first_not_of("0123456789abcdef") == hex.npos;
}

}  // namespace

Result<MailLayout> MailLayout::make(MimeWriter& writer, bool has_text, bool has_html) {
  CAMP_ASSERT(has_text || has_html);
  auto message = marked_message(has_text, has_html);
  CAMP_ASSIGN(auto text, writer.write(message));
  auto boundary = quote_boundary(text);
  MailLayout layout;
  std::size_t at = 0;
  for (const auto& needle : needles_of(message, boundary.value_or(""))) {
    auto found = boundary ? text.find(needle.text, at) : std::string::npos;
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
