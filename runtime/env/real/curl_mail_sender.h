// The MailSender over libcurl's connections, without a thread of its own.
//
// A server has at most connections_max, kept and used again; what is above them waits in order. Who
// cannot be connected to with no connection left answers all that wait for it: they would fail one
// by one. Where some are open, the server wants no more, and what waits goes over those.
//
// To public addresses alone, unless the host is allowed (host_guard.h); no proxy, no .netrc;
// certificates are checked.
#pragma once
#include <atomic>
#include <deque>
#include <memory>
#include <vector>

#include "runtime/env/host_guard.h"
#include "runtime/env/mail_sender.h"
#include "runtime/env/real/smtp_connection.h"

namespace camp {

class CurlMailSender final : public MailSender {
 public:
  explicit CurlMailSender(AllowedHosts allowed, MailTimes times = {});
  ~CurlMailSender() override;  // gives up what is under way
  void start(MailOrder order) override;
  std::vector<MailAnswer> collect(std::int64_t wait_ms) override;
  void wake() override;

 private:
  struct Pool {  // of one server
    std::shared_ptr<const SmtpServer> server;
    SmtpAddress address;
    bool any_address = false;
    std::deque<MailOrder> waiting;
    std::vector<std::unique_ptr<SmtpConnection>> connections;
    std::int64_t again_ms = 0;  // not before then another connection, while it has one
  };
  Pool& pool_of(const std::shared_ptr<const SmtpServer>& server);
  void give_out();
  void give_out(Pool& pool);
  void work(std::int64_t wait_ms);
  void wait(std::int64_t wait_ms);
  void take_opened();
  void take_ends(Pool& pool, SmtpConnection& connection);
  void take_failed(Pool& pool, const MailAnswer& failure);
  void clear(Pool& pool);

  const AllowedHosts allowed_;
  const MailTimes times_;
  CurlMulti multi_;
  std::atomic<bool> woken_ = false;
  std::vector<std::unique_ptr<Pool>> pools_;
  std::vector<MailAnswer> ended_;
};

}  // namespace camp
