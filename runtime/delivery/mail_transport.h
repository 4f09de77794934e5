// A mail server as a transport. Mails are composed by who attempts and handed over on a thread of
// the transport's own (env/mail_sender.h), so that a slow server holds up nothing else.
//
// A mail is signed on that thread as well, by the current program's key of its conversation.
//
// It takes as many as keep the server's connections busy until the next round. A server that cannot
// be reached is left alone for a while (breaker.h): it has room for nobody then.
#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "runtime/delivery/breaker.h"
#include "runtime/delivery/dkim.h"
#include "runtime/delivery/mail_composer.h"
#include "runtime/delivery/throughput.h"
#include "runtime/delivery/transport.h"
#include "runtime/env/clock.h"
#include "runtime/env/mail_sender.h"

namespace camp {

// Where a mail is, once a server has taken it: `smtp:relay.example 2.0.0 Ok: queued as 4F2`.
inline constexpr std::string_view kMailPlace = "smtp:";

// By the conversation's name. One that is not there leaves its mails to the server to sign.
using DkimSigners = std::map<std::string, std::shared_ptr<const DkimSigner>, std::less<>>;
struct MailRoute {
  SmtpServer server;
  DkimSigners signers;
};

class MailTransport final : public Transport {
 public:
  // `mime` and `clock` live longer.
  MailTransport(MimeWriter& mime, const Clock& clock, std::unique_ptr<MailSender> sender);
  ~MailTransport() override;  // what is under way is given up: it is unknown

  // Where mails go from now on; an error: nowhere, and each is deferred by it. Before the first
  // attempt(); from its thread.
  void use(Result<MailRoute> route);

  std::uint64_t room(Channel channel) const override;
  Result<Attempts> attempt(std::span<const Outgoing> batch) override;
  std::vector<EndedAttempt> collect() override;
  void on_change(std::function<void()> changed) override;

 private:
  struct UnderWay {
    Hash128 ledger_id;
    std::size_t bytes = 0;
    std::string host;
  };
  struct Order {
    MailOrder order;
    std::shared_ptr<const DkimSigner> signer;  // null: it leaves as it is
    std::string domain;                        // of its From
  };
  std::int64_t steady_ms() const;
  void work();
  void start(Order order);
  void wait_for_orders(std::unique_lock<std::mutex>& lock);
  void take(const std::vector<MailAnswer>& answers);
  void tell_change();
  // Why it never can be sent; "": it is an order now.
  Result<std::string> order_of(const Outgoing& message, Order* order);
  std::shared_ptr<const DkimSigner> signer_of(const Outgoing& message) const;

  const Clock& clock_;
  MailComposer mails_;
  ComposedMessage composed_;  // scratch
  std::shared_ptr<const SmtpServer> server_;
  DkimSigners signers_;
  std::string host_;
  std::string problem_;  // why there is no server
  std::uint64_t next_number_ = 1;

  std::mutex change_mutex_;  // taken before all others
  std::function<void()> changed_;
  mutable std::mutex mutex_;
  std::condition_variable queued_;
  std::deque<Order> queue_;  // not given to the sender yet
  std::unordered_map<std::uint64_t, UnderWay> under_way_;
  std::size_t bytes_under_way_ = 0;
  std::uint64_t connections_ = 0;  // of the server; 0: there is none
  Breaker breaker_;
  Throughput throughput_;
  std::vector<EndedAttempt> ended_;
  bool stop_ = false;
  std::unique_ptr<MailSender> sender_;  // the thread's
  std::thread thread_;
};

}  // namespace camp
