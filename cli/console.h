// stdout is the answer, stderr the story. Colour and progress only where a person looks.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/render/json.h"
#include "lang/base/result.h"

namespace camp::cli {

inline constexpr std::size_t kShortHash = 12;  // hex digits of a hash where a person reads it

enum class ColorMode { kAuto, kAlways, kNever };

class Console {
 public:
  Console(bool json, bool quiet, ColorMode color);

  bool json() const { return json_; }
  bool out_color() const { return out_color_; }
  bool err_color() const { return err_color_; }

  void out(std::string_view text) const;   // as it is
  void note(std::string_view line) const;  // stderr, unless --quiet
  void error(const Error& error) const;    // what, where, the way out
  // {"format":"camp.<verb>/1","ok":...} and the rest; with --json this is all that stdout gets.
  void answer(std::string_view verb, bool ok, Json body) const;
  // With --json an error is an answer too.
  int fail(std::string_view verb, const Error& error) const;
  // What was asked about and not done: no error, and the same answer for machines.
  int preview(std::string_view verb, const Error& what) const;

  bool stdout_ok() const;    // false: the reader went away or the disk is full
  bool reader_gone() const;  // `| head` has seen enough: nothing to tell anyone

 private:
  void tell_more(const Error& error) const;
  int answer_not_done(std::string_view verb, const Error& error) const;

  bool json_;
  bool quiet_;
  bool out_color_;
  bool err_color_;
};

// Count, total, rate and time left on stderr: on a terminal after 300 ms and at most ten times a
// second, elsewhere one plain line every ten seconds.
class ProgressLine {
 public:
  ProgressLine(const Console& console, std::string what);
  ~ProgressLine();
  void update(std::uint64_t done, std::uint64_t total);

 private:
  const Console& console_;
  std::string what_;
  std::int64_t begun_ms_;
  std::int64_t shown_ms_ = 0;
  bool terminal_;
  bool on_screen_ = false;
};

// Set by the first Ctrl-C or SIGTERM; verbs look between ticks. A second one ends the process at
// once, which is as safe as kill -9: the store stands at the end of a tick.
bool interrupted();
// A Ctrl-C that ended what was under way and not the verb, which goes on: a session's. False: there
// was none, or a SIGTERM, which is for all of it.
bool forget_interruption();
void install_signal_handlers();

}  // namespace camp::cli
