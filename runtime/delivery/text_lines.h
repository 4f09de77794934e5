// Lines of plain text, from characters and from what stands between them: of several blanks one is
// left, of breaks the largest. Internal to plain_text.cpp.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace camp {

class TextLines {
 public:
  explicit TextLines(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  void put(char32_t c);
  // A zero-width joiner: kept inside of words and emoji, not among blanks.
  void join(char32_t c) { joiner_ = c; }
  void space() { space_ = true; }
  void end_line() { want_breaks(1); }
  void end_line_only() { breaks_ = 1; }  // no blank line, whatever was asked for
  void end_paragraph() { want_breaks(2); }
  void break_line() { want_breaks(breaks_ == 0 ? 1 : 2); }  // `<br>`: two make a blank line
  void literal_break() { breaks_ += is_begun() ? 1 : 0; }   // as many as there are
  void separate_cells() { cell_ = breaks_ == 0; }
  // Stands before the next character, if one comes.
  void set_marker(std::string marker) { marker_ = std::move(marker); }
  // Directly behind the last character.
  void append_behind(std::string_view text) { append(text); }

  bool is_begun() const { return !text_.empty(); }
  bool is_full() const { return full_; }
  std::size_t size() const { return text_.size(); }
  std::string_view from(std::size_t begin) const { return std::string_view(text_).substr(begin); }
  std::string take() && { return std::move(text_); }

 private:
  void want_breaks(std::size_t count) {
    if (!marker_.empty()) count = 1;  // a paragraph begins beside its item's mark
    breaks_ = breaks_ < count ? count : breaks_;
  }
  void append(std::string_view text);
  void append(char32_t c);

  std::size_t bytes_max_;
  std::string text_;
  bool full_ = false;
  std::size_t breaks_ = 0;
  bool space_ = false;
  bool cell_ = false;
  char32_t joiner_ = 0;
  std::string marker_;
};

}  // namespace camp
