// An SMTP server (RFC 5321) on a loopback port that records the mails it takes: what a real client
// really sends.
//
// Made listening; its thread ends with it. It speaks plain SMTP without extensions, to one client
// after another, and keeps each message with dots unstuffed and CRLF line ends. Clients may ask for
// messages() from any thread.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "lang/base/assert.h"

namespace camp::testing {

struct ReceivedMail {
  std::string from;                     // MAIL FROM:<...>, as sent
  std::vector<std::string> recipients;  // RCPT TO:<...>
  std::string message;
};

class SmtpServer {
 public:
  SmtpServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    CAMP_ASSERT(listener_ >= 0 && ::bind(listener_, generic, length) == 0);
    CAMP_ASSERT(::listen(listener_, 16) == 0 && ::getsockname(listener_, generic, &length) == 0);
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

  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
  std::vector<ReceivedMail> messages() const {
    std::lock_guard lock(mutex_);
    return messages_;
  }

 private:
  static constexpr int kPollMs = 20;  // how soon the server notices that it shall stop

  // Waits for something to read; false when the server shall stop.
  bool readable(int fd) const {
    while (!stopping_) {
      pollfd wanted{fd, POLLIN, 0};
      if (::poll(&wanted, 1, kPollMs) > 0) return true;
    }
    return false;
  }

  void serve() {
    while (readable(listener_)) {
      int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) continue;
      buffer_.clear();
      talk(client);
      ::close(client);
    }
  }

  void talk(int client) {
    ReceivedMail mail;
    say(client, "220 test ESMTP\r\n");
    for (std::string line; read_line(client, &line);) {
      if (line.starts_with("QUIT")) return say(client, "221 bye\r\n");
      if (line.starts_with("MAIL FROM:")) mail.from = line.substr(10);
      if (line.starts_with("RCPT TO:")) mail.recipients.push_back(line.substr(8));
      if (line != "DATA") {
        say(client, "250 ok\r\n");
        continue;
      }
      say(client, "354 go on\r\n");
      if (!read_data(client, &mail.message)) return;
      {
        std::lock_guard lock(mutex_);
        messages_.push_back(mail);
      }
      mail = {};
      say(client, "250 taken\r\n");
    }
  }

  bool read_data(int client, std::string* message) {
    for (std::string line; read_line(client, &line);) {
      if (line == ".") return true;
      message->append(line.starts_with(".") ? line.substr(1) : line).append("\r\n");
    }
    return false;
  }

  bool read_line(int client, std::string* line) {
    for (;;) {
      if (auto end = buffer_.find("\r\n"); end != std::string::npos) {
        *line = buffer_.substr(0, end);
        buffer_.erase(0, end + 2);
        return true;
      }
      char bytes[4096];
      if (!readable(client)) return false;
      auto got = ::recv(client, bytes, sizeof bytes, 0);
      if (got <= 0) return false;
      buffer_.append(bytes, static_cast<std::size_t>(got));
    }
  }

  static void say(int client, std::string_view answer) {
    (void)!::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
  }

  int listener_;
  int port_ = 0;
  std::string buffer_;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::vector<ReceivedMail> messages_;
  std::thread thread_;
};

}  // namespace camp::testing
