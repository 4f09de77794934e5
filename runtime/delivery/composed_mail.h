// A composed message as a mail: its fields, its text and HTML, its files. Pure.
//
// HTML without a text gets one that is derived from it (plain_text.h); the preheader stands hidden
// at the beginning of the HTML's body.
#pragma once
#include <string>
#include <vector>

#include "runtime/delivery/compose.h"
#include "runtime/delivery/mail.h"
#include "runtime/delivery/transport.h"

namespace camp {

// Owns what the mail's views point to, beside the composed message and what was given.
class ComposedMail {
 public:
  // Views of `outgoing` and `message`, which live longer; the one before is no longer valid.
  const Mail& make(const Outgoing& outgoing, const ComposedMessage& message);

 private:
  Mail mail_;
  std::string ledger_id_hex_, campaign_, run_;
  std::string text_, html_;
  std::vector<MailHeader> headers_;
  std::vector<MailFile> files_;
};

// The HTML with the preheader at the beginning of its body.
std::string with_preheader(std::string_view html, std::string_view preheader);

}  // namespace camp
