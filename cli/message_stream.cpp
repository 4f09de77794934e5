#include "cli/message_stream.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>

#include "cli/console.h"

namespace camp::cli {
namespace {

constexpr std::string_view kHeaderEnd = "\r\n\r\n";
constexpr std::string_view kLengthName = "content-length:";
// A script of the most bytes, each escaped in JSON.
constexpr std::size_t kMessageBytes = 64u << 20;
constexpr std::size_t kHeaderBytes = 4096;  // a header has two short lines
constexpr std::size_t kReadBytes = 64u << 10;

Error refused(std::string message) {
  return {ErrorKind::kInvalid, std::move(message), "stdin",
          "camp lsp and camp dap speak to editors: let one start them"};
}

std::optional<std::size_t> length_in(std::string_view header) {
  while (!header.empty()) {
    auto line = header.substr(0, header.find('\n'));
    header.remove_prefix(std::min(header.size(), line.size() + 1));
    std::string name(line.substr(0, kLengthName.size()));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name != kLengthName) continue;
    line.remove_prefix(kLengthName.size());
    while (line.starts_with(' ')) line.remove_prefix(1);
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    std::size_t length = 0;
    const auto* end = line.data() + line.size();
    const auto [stop, problem] = std::from_chars(line.data(), end, length);
    return problem == std::errc() && stop == end ? std::optional(length) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

bool MessageStream::fill() {
  const auto before = buffer_.size();
  buffer_.resize(before + kReadBytes);
  ssize_t got = -1;
  do {
    got = ::read(in_, buffer_.data() + before, kReadBytes);
  } while (got < 0 && errno == EINTR && !interrupted());
  buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return got > 0;
}

bool MessageStream::has_input() const {
  if (!buffer_.empty()) return true;
  pollfd wanted{in_, POLLIN, 0};
  return ::poll(&wanted, 1, 0) > 0;
}

Result<std::optional<std::size_t>> MessageStream::read_header() {
  std::size_t end;
  while ((end = buffer_.find(kHeaderEnd)) == buffer_.npos) {
    if (buffer_.size() > kHeaderBytes) return refused("this is no header of a message");
    if (fill()) continue;
    if (buffer_.empty() || interrupted()) return std::optional<std::size_t>();
    return refused("the input ends inside of a header");
  }
  if (end > kHeaderBytes) return refused("this is no header of a message");
  const auto length = length_in(std::string_view(buffer_).substr(0, end));
  buffer_.erase(0, end + kHeaderEnd.size());
  if (!length) return refused("a message without its Content-Length");
  if (*length > kMessageBytes)
    return refused(
        fmt::format("a message of {} bytes; at most {} are read", *length, kMessageBytes));
  return length;
}

Result<std::optional<std::string>> MessageStream::read() {
  CAMP_ASSIGN(const auto length, read_header());
  if (!length) return std::optional<std::string>();
  while (buffer_.size() < *length) {
    if (fill()) continue;
    if (interrupted()) return std::optional<std::string>();
    return refused("the input ends inside of a message");
  }
  std::string body = buffer_.substr(0, *length);
  buffer_.erase(0, *length);
  return std::optional(std::move(body));
}

Result<void> MessageStream::write(std::string_view body) {
  auto message = fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
  for (std::string_view rest = message; !rest.empty();) {
    const auto done = ::write(out_, rest.data(), rest.size());
    if (done > 0) {
      rest.remove_prefix(static_cast<std::size_t>(done));
    } else if (errno != EINTR || interrupted()) {
      return Error{ErrorKind::kIo, "the editor does not read any more", "stdout", ""};
    }
  }
  return {};
}

}  // namespace camp::cli
