// Tokens to lines. The rules are in this folder's README; each is one function below.
//
// The author's line breaks count: inside an item they stay, and a block that stands on one line
// stays there while it fits. What is left to decide is decided from the outside in: a block that is
// spread has each of its items on a line of its own.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/format/tokens.h"

namespace camp::format {

inline constexpr std::size_t kLineColumns = 100;
inline constexpr std::size_t kIndent = 2;

// Used once. The tokens are paired, and views of `source`; both outlive it.
class Printer {
 public:
  Printer(std::string_view source, const std::vector<Token>& tokens, std::string_view line_break);

  std::string run();

 private:
  // What is open around the token at hand.
  struct Frame {
    std::uint32_t opening = kNone;  // its bracket; kNone: the file itself
    bool is_spread = true;          // what is in it has lines of its own
    bool begins_alone = false;      // so has its first, and then its closing bracket
    bool is_flat = false;           // it is, or is in, a block that stands on one line
    bool has_items = true;
    std::size_t base = 0;             // where the line of its closing bracket begins
    std::size_t indent = 0;           // where lines in it begin: its items' ...
    std::size_t continued = kIndent;  // ... and those on which an item goes on
  };

  const Token* before(std::uint32_t index) const;  // null: it is the first
  std::size_t blanks(std::uint32_t index) const;   // before it, on one line
  bool is_first_in_frame() const;
  bool closes_frame(std::uint32_t index) const;

  bool breaks_before(std::uint32_t index) const;
  bool breaks_in_block(std::uint32_t index) const;
  bool joins(std::uint32_t index) const;
  bool keeps_its_line(std::uint32_t index) const;
  bool begins_element(std::uint32_t index) const;
  bool overflows(std::uint32_t index) const;
  bool is_spread(std::uint32_t opening) const;
  bool fits(std::uint32_t opening) const;
  std::size_t width_behind(std::uint32_t closing) const;
  std::size_t line_indent(std::uint32_t index) const;

  void open(std::uint32_t index);
  void place(std::uint32_t index);
  void place_comment(std::uint32_t index);
  std::size_t comment_column(std::uint32_t index) const;
  void start_line(std::uint32_t index, std::size_t indent);
  void append(std::string_view text);

  std::string_view source_;
  const std::vector<Token>& tokens_;
  std::string_view line_break_;
  std::vector<std::size_t> ends_;  // of each token: its column were all on one line
  std::vector<bool> spread_;       // of each opening brace that was placed, and of its `else`
  std::vector<Frame> frames_;
  std::string out_;
  std::uint32_t last_code_ = kNone;  // the token placed last, comments aside
  std::uint32_t next_code_ = 0;      // the next one, when a comment is placed
  std::size_t column_ = 0;
  std::size_t line_indent_ = 0;
  std::uint32_t line_first_ = kNone;  // the line's first token; kNone: it begins inside a text
};

}  // namespace camp::format
