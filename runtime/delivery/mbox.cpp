#include <algorithm>

#include "runtime/delivery/header_field.h"
#include "runtime/delivery/mail.h"
#include "runtime/delivery/mail_date.h"

namespace camp {
void append_mbox_record(std::string& out, std::string_view message, std::string_view sender,
                        std::int64_t date_ms) {
  out.append("From ");
  auto before = out.size();
  append_address(out, address_of_mailbox(sender));
  if (out.size() == before) out.append("MAILER-DAEMON");
  out.push_back(' ');
  append_mbox_date(out, date_ms);
  out.push_back('\n');
  while (!message.empty()) {
    auto end = std::min(message.find('\n'), message.size());
    auto line = message.substr(0, end);
    message.remove_prefix(std::min(end + 1, message.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.append(line).push_back('\n');
  }
  out.push_back('\n');
}

}  // namespace camp
