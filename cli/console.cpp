#include "cli/console.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "cli/exit.h"

namespace camp::cli {
namespace {

constexpr std::int64_t kFirstProgressMs = 300;
constexpr std::int64_t kTerminalEveryMs = 100;
constexpr std::int64_t kPlainEveryMs = 10'000;

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

bool wants_color(int stream, ColorMode mode) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color && *no_color) return false;
  const char* term = std::getenv("TERM");
  if (!term || std::string_view(term) == "dumb") return false;
  return isatty(stream) == 1;
}

// Never throws, unlike fmt::print: a stderr that cannot be written must not change what a command
// does.
void tell(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

std::atomic<int> signals_seen{0};
std::atomic<bool> told_to_end{false};

extern "C" void on_signal(int signal) {
  if (signal == SIGTERM) told_to_end.store(true);
  if (signals_seen.fetch_add(1) > 0) _exit(kInterrupted);
}

}  // namespace

Exit exit_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kInvalid:
      return kUsage;
    case ErrorKind::kLocked:
    case ErrorKind::kNewer:
    case ErrorKind::kRefused:
      return kRefused;
    case ErrorKind::kNotFound:
    case ErrorKind::kIo:
    case ErrorKind::kCorrupt:
    case ErrorKind::kExhausted:
      return kCouldNot;
  }
  return kCouldNot;
}

Console::Console(bool json, bool quiet, ColorMode color)
    : json_(json),
      quiet_(quiet),
      out_color_(!json && wants_color(STDOUT_FILENO, color)),
      err_color_(wants_color(STDERR_FILENO, color)) {}

void Console::out(std::string_view text) const { std::fwrite(text.data(), 1, text.size(), stdout); }

void Console::note(std::string_view line) const {
  if (!quiet_) tell(fmt::format("{}\n", line));
}

void Console::error(const Error& error) const {
  auto red = err_color_ ? "\x1b[1;31m" : "";
  auto plain = err_color_ ? "\x1b[0m" : "";
  tell(fmt::format("{}error:{} {}\n", red, plain, error.message));
  tell_more(error);
}

void Console::tell_more(const Error& error) const {
  if (!error.where.empty()) tell(fmt::format("  at: {}\n", error.where));
  if (!error.hint.empty()) tell(fmt::format("  try: {}\n", error.hint));
}

void Console::answer(std::string_view verb, bool ok, Json body) const {
  Json whole;
  whole["format"] = fmt::format("camp.{}/1", verb);
  whole["ok"] = ok;
  for (auto& [key, value] : body.items()) whole[key] = std::move(value);
  out(whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

int Console::fail(std::string_view verb, const Error& error) const {
  this->error(error);
  return answer_not_done(verb, error);
}

int Console::preview(std::string_view verb, const Error& what) const {
  tell(what.message + "\n");
  tell_more(what);
  return answer_not_done(verb, what);
}

int Console::answer_not_done(std::string_view verb, const Error& error) const {
  if (json_)
    answer(verb, false,
           {{"error", {{"message", error.message}, {"where", error.where}, {"try", error.hint}}}});
  return exit_of(error);
}

bool Console::stdout_ok() const { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

bool Console::reader_gone() const {
  pollfd out{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

ProgressLine::ProgressLine(const Console& console, std::string what)
    : console_(console),
      what_(std::move(what)),
      begun_ms_(steady_ms()),
      terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (on_screen_ && terminal_) tell("\r\x1b[K");
}

void ProgressLine::update(std::uint64_t done, std::uint64_t total) {
  auto now = steady_ms();
  auto every = terminal_ ? kTerminalEveryMs : kPlainEveryMs;
  auto last = shown_ms_ == 0 ? begun_ms_ + (terminal_ ? kFirstProgressMs : kPlainEveryMs) - every
                             : shown_ms_;
  if (now - last < every) return;
  shown_ms_ = now;
  auto seconds = static_cast<double>(now - begun_ms_) / 1000.0;
  auto rate = seconds > 0 ? static_cast<double>(done) / seconds : 0.0;
  auto line = fmt::format("{}: {}", what_, done);
  if (total > 0) line += fmt::format(" of {}", total);
  line += fmt::format(", {:.0f}/s", rate);
  if (total > done && rate > 0)
    line += fmt::format(", {:.0f} s left", static_cast<double>(total - done) / rate);
  if (terminal_) {
    tell(fmt::format("\r{}\x1b[K", line));
    std::fflush(stderr);
    on_screen_ = true;
  } else {
    console_.note(line);
  }
}

bool interrupted() { return signals_seen.load() > 0; }

bool forget_interruption() { return !told_to_end.load() && signals_seen.exchange(0) > 0; }

void install_signal_handlers() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is a write error, seen by stdout_ok()
}

}  // namespace camp::cli
