#include "runtime/delivery/composed_mail.h"

#include "lang/base/html.h"
#include "lang/base/letters.h"
#include "runtime/delivery/plain_text.h"

namespace camp {
namespace {

std::string_view constant_text(const Program& program, ConstIndex index) {
  return index == kNone ? std::string_view() : program.constants[index].text();
}

// Where the body's contents begin: behind its tag, else behind the doctype and head, else at once.
std::size_t body_begin(std::string_view html) {
  const auto behind = [&](std::string_view tag) -> std::size_t {
    for (auto at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
      const auto name = html.substr(at, tag.size());
      const bool same = std::equal(name.begin(), name.end(), tag.begin(), tag.end(),
                                   [](char a, char b) { return ascii_lower(a) == b; });
      const auto next = at + tag.size() < html.size() ? html[at + tag.size()] : '\0';
      if (!same || std::string_view(" \t\r\n>").find(next) == std::string_view::npos) continue;
      const auto end = html.find('>', at);
      return end == html.npos ? html.npos : end + 1;
    }
    return html.npos;
  };
  for (const auto* tag : {"<body", "</head"}) {
    const auto at = behind(tag);
    if (at != html.npos) return at;
  }
  return 0;
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
  mail_.headers = headers_;
  mail_.files = files_;
  mail_.campaign = campaign_;
  mail_.run = run_;
  mail_.list_unsubscribe = flow.category == Category::kMarketing;
  return mail_;
}

}  // namespace camp
