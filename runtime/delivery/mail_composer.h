// Messages as the mails that leave, whatever takes them. Layouts are made once per shape. One
// thread.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "runtime/delivery/composed_mail.h"
#include "runtime/delivery/mail.h"
#include "runtime/delivery/transport.h"
#include "runtime/env/mime_writer.h"

namespace camp {

class MailComposer {
 public:
  explicit MailComposer(MimeWriter& mime) : mime_(mime) {}

  // Views, until the next one.
  struct Written {
    std::string_view bytes;  // CRLF line ends
    std::string_view from;   // as in Mail
  };
  // An error is a shortage.
  Result<Written> write(const Outgoing& outgoing, const ComposedMessage& message);

 private:
  Result<const MailLayout*> layout(const MailShape& shape);

  MimeWriter& mime_;
  std::map<MailShape, MailLayout> layouts_;
  ComposedMail composed_;
  std::string bytes_;
};

}  // namespace camp
