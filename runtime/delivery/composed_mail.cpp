#include "runtime/delivery/composed_mail.h"

#include "lang/base/html.h"
#include "runtime/delivery/html_reader.h"
#include "runtime/delivery/plain_text.h"

namespace camp {
namespace {

std::string_view constant_text(const Program& program, ConstIndex index) {
  return index == kNone ? std::string_view() : program.constants[index].text();
}

// Where the body's contents begin: behind its tag, else behind the head, else at once. A body in a
// conditional comment is Outlook's alone.
std::size_t body_begin(std::string_view html) {
  std::size_t begin = 0;
  HtmlReader reader(html);
  for (auto found = reader.next(); found != HtmlReader::Found::kEnd; found = reader.next()) {
    if (found != HtmlReader::Found::kTag) continue;
    const auto& tag = reader.tag();
    if (tag.name == "body" && !tag.closing) return reader.position();
    if (tag.name == "head" && tag.closing) begin = reader.position();
  }
  return begin;
}

}  // namespace

std::string with_preheader(std::string_view html, std::string_view preheader) {
  constexpr std::string_view kOpen =
      "<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">";
  const auto at = body_begin(html);
  std::string out(html.substr(0, at));
  out.append(kOpen);
  append_html(out, preheader);
  // Blanks that keep inboxes from showing what comes next behind a short one.
  constexpr std::size_t kShown = 60;
  for (std::size_t i = 0; i < kShown; ++i) out.append("&#847;&zwnj;&nbsp;");
  out.append("</div>");
  return out.append(html.substr(at));
}

const Mail& ComposedMail::make(const Outgoing& outgoing, const ComposedMessage& message) {
  const auto& program = *outgoing.program;
  const auto& flow = *outgoing.flow;
  mail_ = {};
  headers_.clear();
  files_.clear();
  ledger_id_hex_ = to_hex(outgoing.ledger_id.view());
  campaign_ = program.name(flow.name);
  run_ = outgoing.run;
  mail_.ledger_id_hex = ledger_id_hex_;
  mail_.date_ms = outgoing.at_ms;
  if (flow.conversation != kNone) {
    mail_.from = constant_text(program, program.conversations[flow.conversation].from);
    mail_.reply_to = constant_text(program, program.conversations[flow.conversation].reply_to);
  }
  if (const auto* outlet = outgoing.outlet) {
    if (outlet->from != kNone) mail_.from = constant_text(program, outlet->from);
    if (outlet->reply_to != kNone) mail_.reply_to = constant_text(program, outlet->reply_to);
  }
  const auto reply_to = message.text_of(ContentPart::kReplyTo);
  if (!reply_to.empty()) mail_.reply_to = reply_to;
  mail_.to = outgoing.address;
  mail_.subject = message.text_of(ContentPart::kSubject);
  mail_.text = message.text_of(ContentPart::kText);
  mail_.html = message.text_of(ContentPart::kHtml);
  if (mail_.text.empty() && !mail_.html.empty()) mail_.text = text_ = plain_text_of(mail_.html);
  const auto preheader = message.text_of(ContentPart::kPreheader);
  if (!preheader.empty() && !mail_.html.empty())
    mail_.html = html_ = with_preheader(mail_.html, preheader);
  for (const auto& part : message.parts) {
    if (part.part == ContentPart::kHeader) headers_.push_back({part.label, part.text});
    if (part.part == ContentPart::kAttach) files_.push_back({part.label, part.text});
  }
  if (!outgoing.test.empty()) headers_.push_back({"X-Camp-Test", outgoing.test});
  mail_.headers = headers_;
  mail_.files = files_;
  mail_.campaign = campaign_;
  mail_.run = run_;
  mail_.list_unsubscribe = flow.category == Category::kMarketing;
  return mail_;
}

}  // namespace camp
