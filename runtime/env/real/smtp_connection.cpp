#include "runtime/env/real/smtp_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "lang/base/assert.h"
#include "runtime/env/host_guard.h"

namespace camp {
namespace {

// What is given at once: one record of TLS, which is given whole or not at all.
constexpr std::size_t kSendBytes = 16u << 10;

bool is_before_smtp(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::unique_ptr<SmtpConnection> SmtpConnection::open(CURLM* multi, const SmtpServer& server,
                                                     const SmtpAddress& address, bool any_address,
                                                     const MailTimes& times) {
  std::unique_ptr<SmtpConnection> made(new SmtpConnection(multi, address, times));
  made->guard_.any_address = any_address;
  if (made->easy_ == nullptr || !made->set_up(server, address)) return nullptr;
  made->added_ = curl_multi_add_handle(multi, made->easy_.get()) == CURLM_OK;
  return made->added_ ? std::move(made) : nullptr;
}

SmtpConnection::SmtpConnection(CURLM* multi, const SmtpAddress& address, const MailTimes& times)
    : multi_(multi),
      times_(times),
      implicit_tls_(address.implicit_tls),
      has_user_(!address.user.empty()),
      easy_(curl_easy_init()) {}

SmtpConnection::~SmtpConnection() {
  if (state_ == State::kIdle) quit();
  if (added_) curl_multi_remove_handle(multi_, easy_.get());
}

SmtpConnection& SmtpConnection::of(CURL* easy) {
  void* self = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &self);
  CAMP_ASSERT(self != nullptr);
  return *static_cast<SmtpConnection*>(self);
}

bool SmtpConnection::set_up(const SmtpServer& server, const SmtpAddress& address) {
  auto* easy = easy_.get();
  bool ok = ignore_environment(easy) && guard_.watch(easy);
  const auto set = [&](CURLoption option, auto value) {
    ok = ok && curl_easy_setopt(easy, option, value) == CURLE_OK;
  };
  // Behind the host stands what EHLO says.
  set(CURLOPT_URL, fmt::format("{}://{}:{}/{}", implicit_tls_ ? "smtps" : "smtp", address.host,
                               address.port, server.hello)
                       .c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(times_.connect_ms));
  // A password never goes where everybody can read it.
  const bool tls_required = server.tls == SmtpTls::kRequired || has_user_;
  set(CURLOPT_USE_SSL, static_cast<long>(tls_required ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!server.certificates_file.empty()) set(CURLOPT_CAINFO, server.certificates_file.c_str());
  if (has_user_) {
    set(CURLOPT_USERNAME, address.user.c_str());
    set(CURLOPT_PASSWORD, address.password.c_str());
    set(CURLOPT_SASL_IR, 1L);
  }
  set(CURLOPT_ERRORBUFFER, problem_);
  set(CURLOPT_HEADERFUNCTION, &SmtpConnection::take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  return ok;
}

std::size_t SmtpConnection::take_header(char* data, std::size_t, std::size_t size, void* self) {
  static_cast<SmtpConnection*>(self)->take_opening({data, size});
  return size;
}

void SmtpConnection::take_opening(std::string_view line) {
  reader_.take(line);
  while (auto reply = reader_.next()) {
    last_ = std::move(*reply);
    if (last_.code == 235) authenticated_ = true;
    if (last_.code != 250) continue;
    ++hellos_;
    offered_ = extensions_of(last_);  // those after STARTTLS are the ones that count (RFC 3207)
  }
}

void SmtpConnection::opened(CURLcode code, std::int64_t now_ms) {
  CAMP_ASSERT(state_ == State::kOpening);
  since_ms_ = now_ms;
  if (guard_.has_refused) return fail(SmtpPhase::kConnect, kPrivateAddress);
  if (code != CURLE_OK) {
    return fail(failed_phase(code), problem_[0] != '\0' ? problem_ : curl_easy_strerror(code));
  }
  if (has_user_ && !authenticated_) {
    return fail(SmtpPhase::kAuth, "the mail server takes no user and password");
  }
  curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket_);
  if (socket_ == CURL_SOCKET_BAD) return fail(SmtpPhase::kConnect, "the connection is gone");
  reader_ = {};
  state_ = State::kIdle;
}

SmtpPhase SmtpConnection::failed_phase(CURLcode code) const {
  if (is_before_smtp(code)) return SmtpPhase::kConnect;
  if (code == CURLE_LOGIN_DENIED) return SmtpPhase::kAuth;
  curl_off_t connected_us = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_CONNECT_TIME_T, &connected_us);
  if (connected_us == 0) return SmtpPhase::kConnect;
  // Once before STARTTLS and once behind it.
  const std::size_t hellos = implicit_tls_ ? 1 : 2;
  return has_user_ && hellos_ >= hellos ? SmtpPhase::kAuth : SmtpPhase::kGreeting;
}

void SmtpConnection::fail(SmtpPhase phase, std::string_view text) {
  state_ = State::kClosed;
  failure_.emplace();
  failure_->end = smtp_end(phase, last_.code, false);
  failure_->phase = phase;
  failure_->text = printable_line(text);
  if (last_.code < 400) return;  // the server has not complained
  failure_->code = last_.code;
  failure_->status = enhanced_status(last_);
  failure_->text = reply_text(last_);
}

void SmtpConnection::begin(MailOrder order, std::int64_t now_ms) {
  CAMP_ASSERT(state_ == State::kIdle);
  state_ = State::kBusy;
  ++mails_;
  told_ = false;
  since_ms_ = now_ms;
  transaction_.emplace(std::move(order), offered_);
  advance(now_ms);
}

void SmtpConnection::advance(std::int64_t now_ms) {
  for (bool more = true; more && (state_ == State::kIdle || state_ == State::kBusy);) {
    more = receive(now_ms);
    // What has come is looked at before more is given: it may be a no.
    if (state_ == State::kBusy) more = send(now_ms) || more;
  }
}

bool SmtpConnection::receive(std::int64_t now_ms) {
  char bytes[4096];
  std::size_t got = 0;
  const auto code = curl_easy_recv(easy_.get(), bytes, sizeof bytes, &got);
  if (code == CURLE_AGAIN) {
    take_replies(now_ms);  // none: but a mail that was declined here is over
    return false;
  }
  if (code != CURLE_OK || got == 0) {
    lose("the mail server closed the connection");
    return false;
  }
  reader_.take({bytes, got});
  take_replies(now_ms);
  return true;
}

void SmtpConnection::take_replies(std::int64_t now_ms) {
  while (auto reply = reader_.next()) {
    if (state_ != State::kBusy) return lose("the mail server speaks unasked");
    since_ms_ = now_ms;
    transaction_->take(*reply);
  }
  if (reader_.is_broken()) return lose("the mail server said what is no SMTP reply");
  if (state_ != State::kBusy || !transaction_->is_over()) return;
  state_ = transaction_->is_usable() ? State::kIdle : State::kClosed;
}

bool SmtpConnection::send(std::int64_t now_ms) {
  const auto rest = transaction_->to_send();
  if (rest.empty()) return false;
  std::size_t sent = 0;
  const auto code =
      curl_easy_send(easy_.get(), rest.data(), std::min(rest.size(), kSendBytes), &sent);
  if (code == CURLE_AGAIN) return false;
  if (code != CURLE_OK) {
    // It may have said why before it closed.
    while (state_ == State::kBusy && receive(now_ms)) {
    }
    if (state_ == State::kBusy) lose("the mail server closed the connection");
    return false;
  }
  transaction_->sent(sent);
  since_ms_ = now_ms;
  return sent > 0;
}

void SmtpConnection::quit() {
  std::size_t sent = 0;  // it is a courtesy: whether it comes is all the same
  (void)curl_easy_send(easy_.get(), "QUIT\r\n", 6, &sent);
  state_ = State::kClosed;
}

void SmtpConnection::lose(std::string_view why) {
  if (state_ == State::kBusy) transaction_->end(why);
  state_ = State::kClosed;
}

std::optional<std::variant<MailAnswer, MailOrder>> SmtpConnection::take_end() {
  if (!transaction_ || told_ || !transaction_->answer()) return std::nullopt;
  told_ = true;
  if (transaction_->is_untouched() && mails_ > 1) return transaction_->take_order();
  return *transaction_->answer();
}

curl_waitfd SmtpConnection::waits_for() const {
  const bool gives = state_ == State::kBusy && !transaction_->to_send().empty();
  return {socket_, static_cast<short>(CURL_WAIT_POLLIN | (gives ? CURL_WAIT_POLLOUT : 0)), 0};
}

std::int64_t SmtpConnection::due_ms() const {
  return since_ms_ + (state_ == State::kBusy ? times_.reply_ms : times_.idle_ms);
}

void SmtpConnection::expire(std::int64_t now_ms) {
  if (now_ms < due_ms()) return;
  if (state_ == State::kBusy) {
    return lose(fmt::format("the mail server said nothing for {} s", times_.reply_ms / 1000));
  }
  quit();
}

}  // namespace camp
