// The output is a table's work: runs of safe characters are copied whole into a line of at most 76
// columns.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "runtime/delivery/header_field.h"
#include "runtime/delivery/mail.h"

namespace camp {
namespace {

constexpr std::size_t kLineMax =
    76;  // RFC 2045, 6.7 (5): of encoded text, a soft break's `=` included

// True for what stands for itself: printable ASCII but `=`; space and tab are looked at where a
// line ends.
constexpr auto kSafe = [] {
  std::array<bool, 256> safe{};
  for (std::size_t c = 0x20; c < 0x7F; ++c) safe[c] = c != '=';
  safe['\t'] = true;
  return safe;
}();

// True when eight bytes are all printable ASCII and no `=`: the usual case, told by a few
// instructions. The tests are "a byte is less than" and "a byte equals" on a word; a tab makes it
// false, which costs time only.
bool is_safe_word(const char* bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHigh = 0x80 * kOnes;
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  auto equal_to = word ^ ('=' * kOnes);
  auto del = word ^ (0x7F * kOnes);
  auto found = word | (word - 0x20 * kOnes) | (equal_to - kOnes) | (del - kOnes);
  return (found & kHigh) == 0;
}

bool is_safe(char c) { return kSafe[static_cast<unsigned char>(c)]; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

// `From `, `>From `, `>>From `, ...: an mbox's readers split or change such lines, each in its own
// way.
bool looks_like_mbox(std::string_view line) {
  if (line[0] != 'F' && line[0] != '>') return false;  // nearly all lines
  auto from = line.find_first_not_of('>');
  return from != std::string_view::npos && line.substr(from).starts_with("From ");
}

// One line being filled; flushed to `out` at each line break.
class LineWriter {
 public:
  explicit LineWriter(std::string& out) : out_(out) {}

  // `token` must stay in one piece. The 76th column is free only for a line's last character.
  void put(const char* token, std::size_t size, bool line_ends_after) {
    if (used_ + size > (line_ends_after ? kLineMax : kLineMax - 1)) soft_break();
    std::memcpy(line_.data() + used_, token, size);
    used_ += size;
  }

  void put_run(const char* run, std::size_t size, bool line_ends_after) {
    for (;;) {
      if (used_ == 0 && looks_like_mbox({run, size})) {
        put_escaped(*run++, false);
        --size;
      }
      auto count = std::min(size, kLineMax - 1 - used_);
      std::memcpy(line_.data() + used_, run, count);
      used_ += count;
      run += count;
      size -= count;
      if (size == 0) return;
      if (size == 1 && line_ends_after) return put(run, 1, true);
      soft_break();
    }
  }

  void put_escaped(char c, bool line_ends_after) {
    auto byte = static_cast<unsigned char>(c);
    char escaped[3] = {'=', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
    put(escaped, sizeof escaped, line_ends_after);
  }

  void hard_break() { end_line("\r\n", 2); }
  void finish() { out_.append(line_.data(), used_); }

 private:
  void soft_break() { end_line("=\r\n", 3); }
  void end_line(const char* ending, std::size_t size) {
    std::memcpy(line_.data() + used_, ending, size);
    out_.append(line_.data(), used_ + size);
    used_ = 0;
  }

  std::string& out_;
  std::array<char, kLineMax + 3> line_;  // and its ending
  std::size_t used_ = 0;
};

// Behind the run of safe characters that begins at `at`.
std::size_t safe_end(std::string_view text, std::size_t at) {
  while (at + 8 <= text.size() && is_safe_word(text.data() + at)) at += 8;
  while (at < text.size() && is_safe(text[at])) ++at;
  return at;
}

// The bytes of the line break at `at`, 0 when there is none. The text's end is not one.
std::size_t break_at(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '\n') return 1;
  return at + 1 < text.size() && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 0;
}

bool line_ends(std::string_view text, std::size_t at) {
  return at == text.size() || break_at(text, at) != 0;
}

}  // namespace

void append_quoted_printable(std::string& out, std::string_view text) {
  LineWriter line(out);
  for (std::size_t at = 0; at < text.size();) {
    auto stop = safe_end(text, at);
    bool ends = line_ends(text, stop);
    // A blank at a line's end would get lost on the way: it is written as =20.
    auto plain = ends && stop > at && is_blank(text[stop - 1]) ? stop - 1 : stop;
    if (plain > at) line.put_run(text.data() + at, plain - at, ends && plain == stop);
    at = plain;
    if (at == text.size()) break;
    if (auto bytes = break_at(text, at); bytes != 0) {
      line.hard_break();
      at += bytes;
      continue;
    }
    line.put_escaped(text[at], line_ends(text, at + 1));
    ++at;
  }
  line.finish();
}

}  // namespace camp
