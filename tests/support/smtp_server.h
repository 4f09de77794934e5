// An SMTP server (RFC 5321) on a loopback port that records the mails it takes: what a real client
// really sends. What it answers where can be told.
//
// Made listening; its threads, one per client, end with it. As it is made it speaks plain SMTP
// without extensions. Each message is kept with dots unstuffed and CRLF line ends. Clients may ask
// for messages() from any thread.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "lang/base/assert.h"
#include "tests/support/tls.h"

namespace camp::testing {

struct ReceivedMail {
  std::string from;                     // MAIL FROM:<...>, as sent
  std::vector<std::string> recipients;  // RCPT TO:<...>
  std::string message;
  int connection = 0;  // by which it came, from 1
};

enum class SmtpStep {
  kGreeting,
  kHello,
  kStarttls,
  kAuth,
  kMail,
  kRcpt,
  kData,
  kBody,
  kEnd,
  kReset
};
struct SmtpMoment {
  SmtpStep step{};
  int connection = 0;  // from 1
  int mail = 0;        // on it, from 1; 0: before the first
  std::string line;    // what the client said
};
// A reply without its last line break; or one of these. kBody: when the first bytes of a mail come.
inline const std::string kAsUsual = "";
inline const std::string kCloses = "close";
inline const std::string kIsSilent = "silence";
using SmtpScript = std::function<std::string(const SmtpMoment&)>;

struct SmtpManners {
  SmtpScript script;                    // none: as usual
  std::vector<std::string> extensions;  // `SIZE 1000`; STARTTLS and AUTH are told by themselves
  const TlsIdentity* tls = nullptr;
  bool implicit_tls = false;  // else STARTTLS
  std::string account;        // PLAIN's answer, in base64; LOGIN takes any. Empty: no AUTH
  std::string mechanisms = "PLAIN LOGIN";
};

class SmtpServer {
 public:
  explicit SmtpServer(SmtpManners manners = {})
      : manners_(std::move(manners)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    CAMP_ASSERT(listener_ >= 0 && ::bind(listener_, generic, length) == 0);
    CAMP_ASSERT(::listen(listener_, 128) == 0 && ::getsockname(listener_, generic, &length) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~SmtpServer() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
  }
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  std::string url(std::string_view account = "") const {
    return (manners_.implicit_tls ? "smtps://" : "smtp://") + std::string(account) +
           "127.0.0.1:" + std::to_string(port_);
  }
  std::vector<ReceivedMail> messages() const {
    std::lock_guard lock(mutex_);
    return messages_;
  }
  // Every line but the mails' own, with the connection's number before it: `1 DATA`.
  std::vector<std::string> lines() const {
    std::lock_guard lock(mutex_);
    return lines_;
  }
  int connections() const { return connections_; }

 private:
  static constexpr int kPollMs = 20;  // how soon the server notices that it shall stop

  // One client, on a thread of its own.
  class Client {
   public:
    Client(SmtpServer& server, int fd, int number)
        : server_(server), fd_(fd), stream_(fd), number_(number) {}
    ~Client() { ::close(fd_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void talk() {
      const auto& manners = server_.manners_;
      if (manners.implicit_tls && !stream_.secure(*manners.tls)) return;
      if (!act(SmtpStep::kGreeting, "", "220 test ESMTP")) return;
      for (std::string line; read_line(&line);) {
        server_.note(number_, line);
        if (line == "QUIT") return stream_.write("221 bye\r\n");
        if (!obey(line)) return;
      }
    }

   private:
    // Whether it goes on.
    bool obey(const std::string& line) {
      if (line.starts_with("EHLO ")) return act(SmtpStep::kHello, line, hello());
      if (line.starts_with("HELO ")) return say("250 test");
      if (line.starts_with("AUTH ")) return authenticate(line);
      if (line == "RSET") return act(SmtpStep::kReset, line, "250 ok");
      if (line == "DATA") return take_mail(line);
      if (line == "STARTTLS") {
        return act(SmtpStep::kStarttls, line, "220 go on") && (!was_usual_ || secure());
      }
      if (line.starts_with("MAIL FROM:")) {
        mail_ = {line.substr(10), {}, "", number_};
        ++mails_;
        return act(SmtpStep::kMail, line, "250 ok");
      }
      if (line.starts_with("RCPT TO:")) {
        mail_.recipients.push_back(line.substr(8));
        return act(SmtpStep::kRcpt, line, "250 ok");
      }
      return say("500 what?");
    }

    bool secure() {
      buffer_.clear();
      return stream_.secure(*server_.manners_.tls);
    }

    std::string hello() const {
      const auto& manners = server_.manners_;
      std::vector<std::string> lines{"test"};
      lines.insert(lines.end(), manners.extensions.begin(), manners.extensions.end());
      const bool open = manners.tls != nullptr && !stream_.is_secure();
      if (open) lines.push_back("STARTTLS");
      if (!open && !manners.account.empty()) lines.push_back("AUTH " + manners.mechanisms);
      std::string said;
      for (std::size_t i = 0; i < lines.size(); ++i) {
        said += (i == 0 ? "250" : "\r\n250") + std::string(i + 1 < lines.size() ? "-" : " ");
        said += lines[i];
      }
      return said;
    }

    bool authenticate(std::string line) {
      std::string said;
      if (line.starts_with("AUTH PLAIN")) {
        if (line == "AUTH PLAIN" && (!say("334 ") || !read_line(&said))) return false;
        const auto answer = said.empty() ? line.substr(11) : said;
        return act(SmtpStep::kAuth, line,
                   answer == server_.manners_.account ? "235 2.7.0 welcome" : "535 5.7.8 no");
      }
      // LOGIN: the user may stand behind it already.
      if (line == "AUTH LOGIN" && (!say("334 VXNlcm5hbWU6") || !read_line(&said))) return false;
      if (!say("334 UGFzc3dvcmQ6") || !read_line(&said)) return false;
      return act(SmtpStep::kAuth, line, "235 2.7.0 welcome");
    }

    bool take_mail(const std::string& command) {
      if (!act(SmtpStep::kData, command, "354 go on")) return false;
      if (!was_usual_) return true;
      bool first = true;
      for (std::string line; read_line(&line);) {
        if (first && !act(SmtpStep::kBody, line, "")) return false;
        first = false;
        if (line == ".") {
          server_.keep(mail_);
          return act(SmtpStep::kEnd, line, "250 taken");
        }
        mail_.message.append(line, line.starts_with(".") ? 1 : 0).append("\r\n");
      }
      return false;
    }

    // Says what the script has, or `usual`.
    bool act(SmtpStep step, const std::string& line, const std::string& usual) {
      const auto& script = server_.manners_.script;
      const auto told = script ? script({step, number_, mails_, line}) : kAsUsual;
      was_usual_ = told == kAsUsual;
      if (told == kCloses) return false;
      if (told == kIsSilent) {
        while (readable()) {
          char bytes[4096];
          if (stream_.read(bytes, sizeof bytes) <= 0) break;
        }
        return false;
      }
      if (was_usual_ && usual.empty()) return true;
      return say(was_usual_ ? usual : told);
    }

    bool say(std::string_view reply) {
      stream_.write(std::string(reply) + "\r\n");
      return true;
    }

    // Waits for something to read; false when the server shall stop.
    bool readable() const { return stream_.has_pending() || server_.readable(fd_); }

    bool read_line(std::string* line) {
      for (;;) {
        if (auto end = buffer_.find("\r\n"); end != std::string::npos) {
          *line = buffer_.substr(0, end);
          buffer_.erase(0, end + 2);
          return true;
        }
        char bytes[16 << 10];
        if (!readable()) return false;
        auto got = stream_.read(bytes, sizeof bytes);
        if (got <= 0) return false;
        buffer_.append(bytes, static_cast<std::size_t>(got));
      }
    }

    SmtpServer& server_;
    int fd_;
    TlsStream stream_;
    int number_;
    int mails_ = 0;
    bool was_usual_ = true;  // what act() said last
    std::string buffer_;
    ReceivedMail mail_;
  };

  bool readable(int fd) const {
    while (!stopping_) {
      pollfd wanted{fd, POLLIN, 0};
      if (::poll(&wanted, 1, kPollMs) > 0) return true;
    }
    return false;
  }

  void serve() {
    // OpenSSL writes without MSG_NOSIGNAL. Only here, and in threads made here: a client that gets
    // the signal shall show it.
    sigset_t pipes;
    ::sigemptyset(&pipes);
    ::sigaddset(&pipes, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipes, nullptr);
    std::list<std::thread> clients;
    while (readable(listener_)) {
      int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      const int on = 1;  // or replies to commands that came together wait for each other
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const int number = ++connections_;
      clients.emplace_back([this, fd, number] { Client(*this, fd, number).talk(); });
    }
    for (auto& client : clients) client.join();
  }

  void keep(const ReceivedMail& mail) {
    std::lock_guard lock(mutex_);
    messages_.push_back(mail);
  }
  void note(int connection, const std::string& line) {
    std::lock_guard lock(mutex_);
    lines_.push_back(std::to_string(connection) + " " + line);
  }

  const SmtpManners manners_;
  int listener_;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  std::vector<ReceivedMail> messages_;
  std::vector<std::string> lines_;
  std::thread thread_;
};

}  // namespace camp::testing
