#include "runtime/env/real/curl_mail_sender.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <utility>

#include "lang/base/assert.h"
#include "lang/base/overloaded.h"
#include "runtime/env/real/smtp_connection.h"

namespace camp {
namespace {

using State = SmtpConnection::State;

// Never reached, as connections are counted per server: libcurl would close what is above.
constexpr long kMailConnections = 100'000;
// A server that declined another connection is not asked for one at once.
constexpr std::int64_t kConnectAgainMs = 10'000;

std::int64_t uptime_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

bool is_open(const SmtpConnection& connection) {
  return connection.state() == State::kIdle || connection.state() == State::kBusy;
}

}  // namespace

struct CurlMailSender::Work {
  Work(AllowedHosts allowed, MailTimes times)
      : allowed_(std::move(allowed)), times_(times), multi_(make_curl_multi(kMailConnections)) {}
  void start(MailOrder order);
  std::vector<MailAnswer> collect(std::int64_t wait_ms);
  void wake();

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

CurlMailSender::CurlMailSender(AllowedHosts allowed, MailTimes times)
    : work_(std::make_unique<Work>(std::move(allowed), times)) {}

CurlMailSender::~CurlMailSender() = default;

void CurlMailSender::start(MailOrder order) { work_->start(std::move(order)); }

std::vector<MailAnswer> CurlMailSender::collect(std::int64_t wait_ms) {
  return work_->collect(wait_ms);
}

void CurlMailSender::wake() { work_->wake(); }

void CurlMailSender::Work::start(MailOrder order) {
  auto& pool = pool_of(order.server);
  pool.waiting.push_back(std::move(order));
}

CurlMailSender::Work::Pool& CurlMailSender::Work::pool_of(
    const std::shared_ptr<const SmtpServer>& server) {
  for (auto& pool : pools_) {
    if (pool->server == server || *pool->server == *server) return *pool;
  }
  auto& pool = *pools_.emplace_back(std::make_unique<Pool>());
  pool.server = server;
  auto address = read_smtp_url(server->url);
  CAMP_ASSERT(address.ok() && server->connections_max > 0);
  pool.address = std::move(*address);
  pool.any_address = allowed_.has(pool.address.host, pool.address.port);
  return pool;
}

std::vector<MailAnswer> CurlMailSender::Work::collect(std::int64_t wait_ms) {
  const auto until = uptime_ms() + wait_ms;
  for (auto left = wait_ms;;) {
    give_out();
    const bool woken = woken_.exchange(false);
    work(woken || !ended_.empty() ? 0 : left);
    left = until - uptime_ms();
    if (woken || !ended_.empty() || left <= 0) break;
  }
  give_out();  // the connections work while the caller looks at the answers
  return std::exchange(ended_, {});
}

void CurlMailSender::Work::wake() {
  woken_ = true;
  curl_multi_wakeup(multi_.get());
}

void CurlMailSender::Work::give_out() {
  for (auto& pool : pools_) give_out(*pool);
  std::erase_if(pools_,
                [](auto& pool) { return pool->waiting.empty() && pool->connections.empty(); });
}

void CurlMailSender::Work::give_out(Pool& pool) {
  std::size_t opening = 0;
  for (auto& connection : pool.connections) {
    while (connection->state() == State::kIdle && !pool.waiting.empty()) {
      auto order = std::move(pool.waiting.front());
      pool.waiting.pop_front();
      connection->begin(std::move(order), uptime_ms());
      take_ends(pool, *connection);
    }
    opening += connection->state() == State::kOpening ? 1 : 0;
  }
  clear(pool);
  while (pool.connections.size() < pool.server->connections_max && opening < pool.waiting.size()) {
    if (!pool.connections.empty() && uptime_ms() < pool.again_ms) return;
    auto made =
        SmtpConnection::open(multi_.get(), *pool.server, pool.address, pool.any_address, times_);
    if (made == nullptr) {
      MailAnswer failure;
      failure.text = "no more connections can be begun";
      return take_failed(pool, failure);
    }
    pool.connections.push_back(std::move(made));
    ++opening;
  }
}

void CurlMailSender::Work::work(std::int64_t wait_ms) {
  int running = 0;
  curl_multi_perform(multi_.get(), &running);
  wait(wait_ms);
  curl_multi_perform(multi_.get(), &running);
  take_opened();
}

void CurlMailSender::Work::wait(std::int64_t wait_ms) {
  auto due = uptime_ms() + wait_ms;
  std::vector<curl_waitfd> sockets;
  std::vector<std::pair<Pool*, SmtpConnection*>> whose;
  for (auto& pool : pools_) {
    // Not before then is another connection tried.
    if (!pool->waiting.empty() && pool->again_ms > uptime_ms()) due = std::min(due, pool->again_ms);
    for (auto& connection : pool->connections) {
      if (!is_open(*connection)) continue;
      due = std::min(due, connection->due_ms());
      sockets.push_back(connection->waits_for());
      whose.emplace_back(pool.get(), connection.get());
    }
  }
  const auto most = std::clamp<std::int64_t>(due - uptime_ms(), 0, 3'600'000);
  curl_multi_poll(multi_.get(), sockets.data(), static_cast<unsigned>(sockets.size()),
                  static_cast<int>(most), nullptr);
  for (std::size_t i = 0; i < whose.size(); ++i) {
    auto& [pool, connection] = whose[i];
    if (sockets[i].revents != 0) connection->advance(uptime_ms());
    if (is_open(*connection)) connection->expire(uptime_ms());
    take_ends(*pool, *connection);
  }
  for (auto& pool : pools_) clear(*pool);
}

void CurlMailSender::Work::take_opened() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    SmtpConnection::of(message->easy_handle).opened(message->data.result, uptime_ms());
  }
  for (auto& pool : pools_) clear(*pool);
}

void CurlMailSender::Work::take_ends(Pool& pool, SmtpConnection& connection) {
  auto end = connection.take_end();
  if (!end) return;
  std::visit(Overloaded{[&](MailAnswer& answer) { ended_.push_back(std::move(answer)); },
                        [&](MailOrder& order) { pool.waiting.push_front(std::move(order)); }},
             *end);
}

void CurlMailSender::Work::clear(Pool& pool) {
  std::optional<MailAnswer> failure;
  std::erase_if(pool.connections, [&](auto& connection) {
    if (connection->state() != State::kClosed) return false;
    if (connection->failure()) failure = connection->failure();
    return true;
  });
  if (failure) take_failed(pool, *failure);
}

void CurlMailSender::Work::take_failed(Pool& pool, const MailAnswer& failure) {
  pool.again_ms = uptime_ms() + kConnectAgainMs;
  if (!pool.connections.empty()) return;  // those carry it, or fail as well
  for (const auto& order : std::exchange(pool.waiting, {})) {
    auto& answer = ended_.emplace_back(failure);
    answer.number = order.number;
  }
}

}  // namespace camp
