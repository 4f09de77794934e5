// Each channel's messages by the way that the current program names for it (CarrierDecl): its mail
// server, or the spool.
//
// Without a program that it was told of (follow()) all goes to the spool: so it is in a store with
// virtual time, from which nothing real leaves.
#pragma once
#include <array>
#include <atomic>
#include <memory>

#include "runtime/delivery/mail_transport.h"
#include "runtime/delivery/transport.h"
#include "runtime/env/host_guard.h"
#include "runtime/env/settings.h"

namespace camp {

// What it says of a channel's mail server, and of who signs. Errors: kInvalid, without what is
// secret.
Result<MailRoute> mail_route(const Program& program, const CarrierDecl& carrier,
                             const Settings& settings);
// Of all channels that have one: whether mails can go there, as far as its address says, and can be
// signed.
Result<void> check_mail_servers(const Program& program, const Settings& settings,
                                const AllowedHosts& allowed);

class ChannelRoutes final : public Transport {
 public:
  // `settings` lives longer. A mail transport is made when a program needs one.
  using MakeMails = std::function<std::unique_ptr<MailTransport>()>;
  ChannelRoutes(std::unique_ptr<Transport> spool, MakeMails make_mails, const Settings& settings);

  void follow(const ProgramPtr& program) override;
  bool needs_attempt_record(Channel channel) const override;
  std::uint64_t room(Channel channel) const override;
  Result<Attempts> attempt(std::span<const Outgoing> batch) override;
  std::vector<EndedAttempt> collect() override;
  void on_change(std::function<void()> changed) override;

 private:
  bool is_mailed(Channel channel) const {
    return by_mail_[static_cast<std::size_t>(channel)].load(std::memory_order_acquire);
  }

  const std::unique_ptr<Transport> spool_;
  const MakeMails make_mails_;
  const Settings& settings_;
  std::array<std::atomic<bool>, kChannelCount> by_mail_{};
  std::unique_ptr<MailTransport> mails_;  // there, where one is by mail
  std::function<void()> changed_;
};

}  // namespace camp
