// The spool as a transport: chooses the file, composes the message, appends its record.
//
// The position of each file lies in the batch that records its messages as sent (spool.h), so what
// was written and not recorded is cut off and written again, in the next process or in this one.
#pragma once
#include <map>
#include <string>

#include "runtime/delivery/mail_composer.h"
#include "runtime/delivery/spool_position.h"
#include "runtime/delivery/transport.h"
#include "runtime/env/mime_writer.h"

namespace camp {

class SpoolTransport final : public Transport {
 public:
  // Everything given lives longer. `root` as in spool.h.
  SpoolTransport(Store& store, FileSystem& files, MimeWriter& mime, std::string root)
      : store_(store), spool_(files, std::move(root)), mails_(mime) {}

  bool needs_attempt_record(Channel) const override { return false; }
  Result<Attempts> attempt(std::span<const Outgoing> batch) override;

 private:
  // Appends the message's record to `out`. Gives "", or why it can never be composed; an Error for
  // a shortage.
  Result<std::string> record_of(const Outgoing& message, std::string& out);
  Result<std::string> append_mail(const Outgoing& message, std::string& out);
  Result<SpoolPosition> position_of(const SpoolTarget& target);

  Store& store_;
  Spool spool_;
  std::map<SpoolTarget, SpoolPosition> positions_;
  MailComposer mails_;
  ComposedMessage composed_;  // scratch
};

}  // namespace camp
