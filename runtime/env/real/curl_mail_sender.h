// The MailSender over libcurl's connections, without a thread of its own.
//
// A server has at most connections_max, kept and used again; what is above them waits in order. Who
// cannot be connected to with no connection left answers all that wait for it: they would fail one
// by one. Where some are open, the server wants no more, and what waits goes over those.
//
// To public addresses alone, unless the host is allowed (host_guard.h); no proxy, no .netrc;
// certificates are checked.
#pragma once
#include <memory>
#include <vector>

#include "runtime/env/host_guard.h"
#include "runtime/env/mail_sender.h"
#include "runtime/env/real/mail_times.h"

namespace camp {

class CurlMailSender final : public MailSender {
 public:
  explicit CurlMailSender(AllowedHosts allowed, MailTimes times = {});
  ~CurlMailSender() override;  // gives up what is under way
  void start(MailOrder order) override;
  std::vector<MailAnswer> collect(std::int64_t wait_ms) override;
  void wake() override;

 private:
  struct Work;  // of libcurl, which nobody else reads
  std::unique_ptr<Work> work_;
};

}  // namespace camp
