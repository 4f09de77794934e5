#include "runtime/delivery/mail_transport.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "lang/value/address.h"

namespace camp {
namespace {

// What is taken is in doubt when the process is killed: no more than what keeps the connections
// busy until the next round, which is on disk within about so long.
constexpr double kRoundSeconds = 0.025;
constexpr std::uint64_t kMailsPerConnection = 32;  // at most, be the server ever so fast
// Of mails that wait in memory; one with files may be as large as limits::kMailBytes.
constexpr std::size_t kBytesUnderWay = 64u << 20;
constexpr std::int64_t kLookMs = 1'000;

std::string reply_text(const MailAnswer& answer) {
  std::string text;
  if (answer.code != 0) text = fmt::format("{} ", answer.code);
  if (!answer.status.empty()) text += answer.status + " ";
  return text + answer.text;
}

EndedAttempt ended(const Hash128& ledger_id, const std::string& host, const MailAnswer& answer) {
  switch (answer.end) {
    case SendEnd::kAccepted:
      return {ledger_id, AttemptKind::kSent,
              fmt::format("{}{} {}", kMailPlace, host,
                          answer.status.empty() ? answer.text : answer.status + " " + answer.text),
              1};
    case SendEnd::kRejected:
      return {ledger_id, AttemptKind::kFailed, reply_text(answer), 1};
    case SendEnd::kDeferred:
    case SendEnd::kNotSent:
      return {ledger_id, AttemptKind::kDeferred, reply_text(answer), 1};
    case SendEnd::kUnknown:
      break;
  }
  return {ledger_id, AttemptKind::kUnknown, reply_text(answer), 1};
}

// Whether that was about the server and not about the mail.
bool is_outage(const MailAnswer& answer) {
  constexpr std::uint32_t kClosing = 421;  // RFC 5321, 3.8
  return answer.end == SendEnd::kNotSent || answer.code == kClosing;
}

}  // namespace

MailTransport::MailTransport(MimeWriter& mime, const Clock& clock,
                             std::unique_ptr<MailSender> sender)
    : clock_(clock), mails_(mime), sender_(std::move(sender)) {
  thread_ = std::thread([this] { work(); });
}

// By a clock that nobody sets, where there is one.
std::int64_t MailTransport::steady_ms() const {
  const auto up = clock_.uptime();
  return up ? up->ms : clock_.now_ms();
}

MailTransport::~MailTransport() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  queued_.notify_all();
  sender_->wake();
  thread_.join();
}

void MailTransport::use(Result<MailRoute> route) {
  server_.reset();
  signers_.clear();
  problem_.clear();
  std::lock_guard lock(mutex_);
  breaker_ = {};
  connections_ = 0;
  if (!route.ok()) {
    problem_ = route.error().message;
    return;
  }
  const auto address = read_smtp_url(route->server.url);
  host_ = address.ok() ? address->host : std::string();
  connections_ = route->server.connections_max;
  server_ = std::make_shared<const SmtpServer>(std::move(route->server));
  signers_ = std::move(route->signers);
}

std::uint64_t MailTransport::room(Channel) const {
  std::lock_guard lock(mutex_);
  if (connections_ == 0) return kAnyNumber;  // each is deferred at once
  if (bytes_under_way_ >= kBytesUnderWay) return 0;
  const auto now_ms = steady_ms();
  const auto behind = static_cast<std::uint64_t>(throughput_.at(now_ms) * kRoundSeconds);
  const auto usual = connections_ + std::min(behind, (kMailsPerConnection - 1) * connections_);
  const auto most = breaker_.most(usual, now_ms);
  return most - std::min<std::uint64_t>(most, under_way_.size());
}

Result<Attempts> MailTransport::attempt(std::span<const Outgoing> batch) {
  Attempts attempts;
  std::vector<std::pair<Order, Hash128>> orders;
  for (const auto& message : batch) {
    auto& attempt = attempts.each.emplace_back();
    if (!server_) {
      attempt = {AttemptKind::kDeferred, attempts.keep(problem_)};
      continue;
    }
    Order order;
    auto refusal = order_of(message, &order);
    if (!refusal.ok()) {  // this one meets a shortage; those before it are on their way
      attempt = {AttemptKind::kDeferred, attempts.keep(std::move(refusal).error().message)};
      continue;
    }
    if (!refusal->empty()) {
      attempt = {AttemptKind::kFailed, attempts.keep(std::move(*refusal))};
      continue;
    }
    attempt.kind = AttemptKind::kUnderWay;
    orders.emplace_back(std::move(order), message.ledger_id);
  }
  if (orders.empty()) return attempts;
  {
    std::lock_guard lock(mutex_);
    for (auto& [order, ledger_id] : orders) {
      const auto bytes = order.order.mail.size();
      bytes_under_way_ += bytes;
      under_way_[order.order.number] = {ledger_id, bytes, host_};
      queue_.push_back(std::move(order));
    }
  }
  queued_.notify_all();
  sender_->wake();
  return attempts;
}

Result<std::string> MailTransport::order_of(const Outgoing& message, Order* order) {
  if (!compose(*message.program, message.message, message.content, message.slots, &composed_))
    return std::string(kMisfit);
  if (!message.test.empty()) mark_as_test(&composed_);
  CAMP_ASSIGN(const auto mail, mails_.write(message, composed_));
  std::string name;
  std::string_view sender;
  if (!is_mailbox(mail.from, &name, &sender)) return std::string("its sender is no address");
  order->order = {next_number_++, server_, std::string(sender), std::string(message.address),
                  std::string(mail.bytes)};
  order->signer = signer_of(message);
  order->domain = sender.substr(sender.rfind('@') + 1);
  return std::string();
}

std::shared_ptr<const DkimSigner> MailTransport::signer_of(const Outgoing& message) const {
  const auto& program = *message.program;
  const auto conversation = message.flow->conversation;
  if (conversation == kNone) return nullptr;
  const auto found = signers_.find(program.name(program.conversations[conversation].name));
  return found == signers_.end() ? nullptr : found->second;
}

std::vector<EndedAttempt> MailTransport::collect() {
  std::lock_guard lock(mutex_);
  return std::exchange(ended_, {});
}

void MailTransport::on_change(std::function<void()> changed) {
  std::lock_guard lock(change_mutex_);
  changed_ = std::move(changed);
}

void MailTransport::tell_change() {
  std::lock_guard lock(change_mutex_);
  if (changed_) changed_();
}

// ---- the thread

void MailTransport::work() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    if (under_way_.empty()) {
      wait_for_orders(lock);
      continue;
    }
    auto orders = std::exchange(queue_, {});
    lock.unlock();
    for (auto& order : orders) start(std::move(order));
    const auto answers = sender_->collect(kLookMs);
    if (!answers.empty()) take(answers);
    if (!answers.empty()) tell_change();
    lock.lock();
  }
}

void MailTransport::start(Order order) {
  if (order.signer) {
    const auto field = dkim_field(*order.signer, order.domain, clock_.now_ms(), order.order.mail);
    if (!field.ok()) {
      MailAnswer answer;
      answer.number = order.order.number;
      answer.end = SendEnd::kDeferred;
      answer.text = field.error().message;
      take({answer});
      return tell_change();
    }
    order.order.mail.insert(0, *field);
  }
  sender_->start(std::move(order.order));
}

// Behind a breaker's pause there is room for one.
void MailTransport::wait_for_orders(std::unique_lock<std::mutex>& lock) {
  const auto ready = [&] { return stop_ || !under_way_.empty(); };
  const std::chrono::milliseconds pause(breaker_.open_until_ms() - steady_ms());
  if (pause.count() <= 0) return queued_.wait(lock, ready);
  if (queued_.wait_for(lock, pause, ready)) return;
  lock.unlock();
  tell_change();
  lock.lock();
}

void MailTransport::take(const std::vector<MailAnswer>& answers) {
  std::lock_guard lock(mutex_);
  throughput_.note(answers.size(), steady_ms());
  for (const auto& answer : answers) {
    const auto found = under_way_.find(answer.number);
    CAMP_ASSERT(found != under_way_.end());
    ended_.push_back(ended(found->second.ledger_id, found->second.host, answer));
    bytes_under_way_ -= found->second.bytes;
    under_way_.erase(found);
    if (is_outage(answer)) {
      breaker_.note_failure(steady_ms());
    } else {
      breaker_.note_answer();
    }
  }
}

}  // namespace camp
