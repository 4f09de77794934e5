#include "runtime/env/real/smtp_dialogue.h"

#include <sys/socket.h>

#include <cerrno>
#include <string_view>

namespace camp {
namespace {

class Dialogue {
 public:
  Dialogue(int fd, std::size_t bytes_max) : fd_(fd), bytes_max_(bytes_max) {}

  std::string run() {
    std::string message;
    say("220 camp\r\n");
    for (std::string line; next_line(&line);) {
      if (line.starts_with("QUIT")) {
        say("221 bye\r\n");
      } else if (!line.starts_with("DATA")) {
        say("250 ok\r\n");
      } else {
        say("354 go on\r\n");
        if (!take_data(&message)) return {};
        say("250 taken\r\n");
      }
    }
    return message;
  }

 private:
  // Up to the line with the single dot; a doubled leading dot is one (RFC 5321, 4.5.2).
  bool take_data(std::string* message) {
    message->clear();
    for (std::string line; next_line(&line);) {
      if (line == ".\r\n") return true;
      message->append(line, line.starts_with("..") ? 1 : 0);
      if (message->size() > bytes_max_) break;
    }
    message->clear();
    return false;
  }

  bool next_line(std::string* line) {
    for (std::size_t searched = at_;;) {
      if (auto end = buffer_.find("\r\n", searched); end != std::string::npos) {
        line->assign(buffer_, at_, end + 2 - at_);
        at_ = end + 2;
        return true;
      }
      buffer_.erase(0, at_);
      at_ = 0;
      searched = buffer_.empty() ? 0 : buffer_.size() - 1;  // the CR may be its last byte
      if (buffer_.size() > bytes_max_ || !receive()) return false;
    }
  }

  bool receive() {
    char bytes[16 << 10];
    ssize_t got;
    do {
      got = ::recv(fd_, bytes, sizeof bytes, 0);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  // The answers are short: they fit a socket's buffer whole. A peer that has gone shows in the next
  // receive().
  void say(std::string_view answer) {
    (void)!::send(fd_, answer.data(), answer.size(), MSG_NOSIGNAL);
  }

  int fd_;
  std::size_t bytes_max_;
  std::string buffer_;
  std::size_t at_ = 0;  // where the next line begins in it
};

}  // namespace

std::string answer_smtp_dialogue(int fd, std::size_t bytes_max) {
  return Dialogue(fd, bytes_max).run();
}

}  // namespace camp
