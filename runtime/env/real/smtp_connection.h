// One connection to a mail server, with TLS and authentication, and one mail after another over it.
//
// libcurl opens it: it resolves, connects, greets, says EHLO, does STARTTLS and AUTH. The mails are
// ours to give (smtp_transaction.h), for two reasons. libcurl 7.88 waits for the reply to the final
// dot with all transfers of its multi handle standing, minutes if need be; and it cannot say that a
// mail has bytes above 127. Nor can it try anything a second time that it never had.
//
// Of one thread. Lives no longer than its multi handle.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

#include "runtime/env/real/curl_handles.h"
#include "runtime/env/real/mail_times.h"
#include "runtime/env/smtp_transaction.h"

namespace camp {

class SmtpConnection {
 public:
  // Begins to open it. Null: no more memory or handles.
  static std::unique_ptr<SmtpConnection> open(CURLM* multi, const SmtpServer& server,
                                              const SmtpAddress& address, bool any_address,
                                              const MailTimes& times);
  ~SmtpConnection();
  SmtpConnection(const SmtpConnection&) = delete;
  SmtpConnection& operator=(const SmtpConnection&) = delete;
  // Whose handle that is, by what libcurl's messages say.
  static SmtpConnection& of(CURL* easy);

  enum class State : std::uint8_t { kOpening, kIdle, kBusy, kClosed };
  State state() const { return state_; }

  void opened(CURLcode code, std::int64_t now_ms);  // libcurl has done what it does
  // Closed before it was ever open: what is to be said of the mails that waited. Without a number.
  const std::optional<MailAnswer>& failure() const { return failure_; }

  void begin(MailOrder order, std::int64_t now_ms);  // idle before
  // Gives and takes what the socket lets it.
  void advance(std::int64_t now_ms);
  // What became of the mail, once. The order itself: the server had closed a connection that had
  // served others, and has not seen anything of it; another one may carry it.
  std::optional<std::variant<MailAnswer, MailOrder>> take_end();

  curl_waitfd waits_for() const;  // open only
  std::int64_t due_ms() const;    // when expire() has something to do; open only
  void expire(std::int64_t now_ms);

 private:
  SmtpConnection(CURLM* multi, const SmtpAddress& address, const MailTimes& times);
  bool set_up(const SmtpServer& server, const SmtpAddress& address);
  static std::size_t take_header(char* data, std::size_t, std::size_t size, void* self);
  void take_opening(std::string_view line);
  void fail(SmtpPhase phase, std::string_view text);
  SmtpPhase failed_phase(CURLcode code) const;
  bool receive(std::int64_t now_ms);  // whether there may be more
  bool send(std::int64_t now_ms);     // likewise
  void take_replies(std::int64_t now_ms);
  void quit();
  void lose(std::string_view why);

  CURLM* const multi_;
  const MailTimes times_;
  const bool implicit_tls_, has_user_;
  SocketGuard guard_;
  char problem_[CURL_ERROR_SIZE] = "";
  CurlEasy easy_;
  bool added_ = false;  // to multi_
  State state_ = State::kOpening;
  curl_socket_t socket_ = CURL_SOCKET_BAD;

  SmtpReplyReader reader_;
  SmtpReply last_;          // while it is opened
  std::size_t hellos_ = 0;  // replies to EHLO or HELO
  bool authenticated_ = false;
  SmtpExtensions offered_;
  std::optional<MailAnswer> failure_;

  std::optional<SmtpTransaction> transaction_;
  bool told_ = false;          // take_end() has told of it
  std::size_t mails_ = 0;      // begun
  std::int64_t since_ms_ = 0;  // something was given, or a reply came
};

}  // namespace camp
