#include "runtime/delivery/channel_routes.h"

#include <fmt/format.h>

#include <utility>

#include "runtime/shelf/program_settings.h"

namespace camp {
namespace {

// Certificates that are trusted in place of the machine's own: a file (PEM) of a relay with one of
// its own making.
constexpr std::string_view kCertificatesFile = "CAMP_CERTIFICATES_FILE";

Result<DkimSigners> dkim_signers(const Program& program, const Settings& settings) {
  DkimSigners signers;
  for (const auto& row : program.signers) {
    const auto name = program.constants[row.key.text].text();
    const auto text = settings.find(name);
    auto key = DkimKey::read(text.value_or(""));
    if (!key.ok())
      return Error{ErrorKind::kInvalid,
                   fmt::format("{} signs no mail: {}", name, key.error().message), "",
                   key.error().hint};
    signers[std::string(program.name(program.conversations[row.conversation].name))] =
        std::make_shared<const DkimSigner>(
            DkimSigner{std::string(program.constants[row.selector].text()), std::move(*key)});
  }
  return signers;
}

Result<SmtpServer> mail_server(const Program& program, const CarrierDecl& carrier,
                               const Settings& settings) {
  SmtpServer server;
  CAMP_ASSIGN(server.url, setting_text(program, carrier.url, settings));
  server.tls = carrier.tls_optional ? SmtpTls::kOptional : SmtpTls::kRequired;
  server.connections_max = carrier.connections;
  server.certificates_file = settings.find(kCertificatesFile).value_or("");
  CAMP_TRY(check(server));
  return server;
}

}  // namespace

Result<MailRoute> mail_route(const Program& program, const CarrierDecl& carrier,
                             const Settings& settings) {
  MailRoute route;
  CAMP_ASSIGN(route.server, mail_server(program, carrier, settings));
  CAMP_ASSIGN(route.signers, dkim_signers(program, settings));
  return route;
}

Result<void> check_mail_servers(const Program& program, const Settings& settings,
                                const AllowedHosts& allowed) {
  for (const auto& carrier : program.carriers) {
    CAMP_ASSIGN(const auto route, mail_route(program, carrier, settings));
    CAMP_ASSIGN(const auto address, read_smtp_url(route.server.url));
    const auto scheme = address.implicit_tls ? "smtps" : "smtp";
    const auto why = allowed.refusal(scheme, address.host, address.port);
    if (why.empty()) continue;
    return Error{ErrorKind::kInvalid, fmt::format("no mail goes to this server: {}", why), "",
                 fmt::format("for a server of your own: CAMP_ALLOW_HOSTS={}:{}", address.host,
                             address.port)};
  }
  return {};
}

ChannelRoutes::ChannelRoutes(std::unique_ptr<Transport> spool, MakeMails make_mails,
                             const Settings& settings)
    : spool_(std::move(spool)), make_mails_(std::move(make_mails)), settings_(settings) {}

void ChannelRoutes::follow(const ProgramPtr& program) {
  for (auto& it : by_mail_) it.store(false, std::memory_order_release);
  if (!program) return;
  for (const auto& carrier : program->program().carriers) {
    if (!mails_) {
      mails_ = make_mails_();
      mails_->on_change(changed_);
    }
    mails_->use(mail_route(program->program(), carrier, settings_));
    by_mail_[static_cast<std::size_t>(carrier.channel)].store(true, std::memory_order_release);
  }
}

bool ChannelRoutes::needs_attempt_record(Channel channel) const {
  return is_mailed(channel) || spool_->needs_attempt_record(channel);
}

std::uint64_t ChannelRoutes::room(Channel channel) const {
  return is_mailed(channel) ? mails_->room(channel) : spool_->room(channel);
}

// The spool first: when it has a shortage nobody was attempted.
Result<Attempts> ChannelRoutes::attempt(std::span<const Outgoing> batch) {
  std::vector<Outgoing> spooled, mailed;
  for (const auto& message : batch)
    (is_mailed(message.channel) ? mailed : spooled).push_back(message);
  if (mailed.empty()) return spool_->attempt(batch);
  CAMP_ASSIGN(auto attempts, spool_->attempt(spooled));
  CAMP_ASSIGN(const auto mails, mails_->attempt(mailed));
  auto of_spool = std::exchange(attempts.each, {});
  std::size_t next_spooled = 0, next_mailed = 0;
  for (const auto& message : batch) {
    const bool by_mail = is_mailed(message.channel);
    auto attempt = by_mail ? mails.each[next_mailed++] : of_spool[next_spooled++];
    if (by_mail) attempt.text = attempts.keep(std::string(attempt.text));
    attempts.each.push_back(attempt);
  }
  return attempts;
}

std::vector<EndedAttempt> ChannelRoutes::collect() {
  return mails_ ? mails_->collect() : std::vector<EndedAttempt>();
}

void ChannelRoutes::on_change(std::function<void()> changed) {
  changed_ = std::move(changed);
  if (mails_) mails_->on_change(changed_);
}

}  // namespace camp
