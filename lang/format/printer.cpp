#include "lang/format/printer.h"

#include <algorithm>

#include "grammar/keywords.h"
#include "lang/base/utf8.h"
#include "lang/format/spacing.h"

namespace camp::format {
namespace {

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto [value, size] = code_point_at(text, at);
    width += static_cast<std::size_t>(std::max(display_width(value), 0));
    at += size;
  }
  return width;
}

}  // namespace

Printer::Printer(std::string_view source, const std::vector<Token>& tokens,
                 std::string_view line_break)
    : source_(source),
      tokens_(tokens),
      line_break_(line_break),
      spread_(tokens.size()),
      frames_(1) {
  std::size_t end = 0;
  for (std::uint32_t i = 0; i < tokens_.size(); ++i) {
    if (!tokens_[i].is_comment()) end += blanks(i) + width_of(tokens_[i].text);
    ends_.push_back(end);
  }
}

std::string Printer::run() {
  for (std::uint32_t i = 0; i < tokens_.size(); ++i) {
    if (tokens_[i].is_comment())
      place_comment(i);
    else
      place(i);
  }
  if (!out_.empty()) out_ += line_break_;
  return std::move(out_);
}

const Token* Printer::before(std::uint32_t index) const {
  return index == 0 ? nullptr : &tokens_[index - 1];
}

std::size_t Printer::blanks(std::uint32_t index) const {
  if (index == 0 || tokens_[index - 1].is_comment()) return 0;
  return blanks_between(before(index - 1), tokens_[index - 1], tokens_[index]);
}

bool Printer::is_first_in_frame() const { return last_code_ == frames_.back().opening; }

bool Printer::closes_frame(std::uint32_t index) const {
  return tokens_[index].partner != kNone && tokens_[index].partner == frames_.back().opening;
}

// ---- where lines begin

bool Printer::breaks_before(std::uint32_t index) const {
  if (index == 0) return false;
  if (tokens_[index - 1].is_comment()) return true;
  const bool is_spread = frames_.back().is_spread;
  if (closes_frame(index))
    return is_spread && (tokens_[index].is("}") || frames_.back().begins_alone);
  if (is_spread) return breaks_in_block(index);
  return tokens_[index].line_breaks != 0 && !joins(index);
}

bool Printer::breaks_in_block(std::uint32_t index) const {
  const auto& token = tokens_[index];
  const bool was_broken = token.line_breaks != 0;
  if (was_broken) return token.is_item || is_first_in_frame() || !joins(index);
  if (keeps_its_line(index)) return false;
  // Where commas are, several on a line are a choice.
  if (begins_element(index)) return overflows(index);
  return token.is_item || is_first_in_frame();
}

// A break that its author made and that the layout takes away.
bool Printer::joins(std::uint32_t index) const {
  const auto& token = tokens_[index];
  const auto& previous = tokens_[index - 1];
  if (token.is("else")) return previous.is("}");
  if (token.is("{")) return !previous.is_opening() && !previous.is(",") && !previous.is("}");
  return !previous.is_opening() && is_glued(before(index - 1), previous, token);
}

// At a line's begin a word of the language is no name: to move one there would change its meaning.
// Only the key of a field may be any word.
bool Printer::keeps_its_line(std::uint32_t index) const {
  const auto& token = tokens_[index];
  const auto opening = frames_.back().opening;
  const bool is_key = index + 1 < tokens_.size() && tokens_[index + 1].is(":") &&
                      opening != kNone && tokens_[opening].is("{");
  return token.is_name && !token.by_keyword && !is_key &&
         grammar::find_keyword(token.text) != nullptr;
}

// Behind a comma between items; in brackets without items behind any, and where one follows
// another: the rows of a table.
bool Printer::begins_element(std::uint32_t index) const {
  const auto& previous = tokens_[index - 1];
  if (frames_.back().has_items) return previous.is(",") && tokens_[index].is_item;
  return previous.is(",") || (previous.is_closing() && tokens_[index].is_opening());
}

// Whether the element that begins here would go beyond the line. Of a block in it only the head
// counts.
bool Printer::overflows(std::uint32_t index) const {
  auto last = index;
  for (auto at = index; at < tokens_.size(); ++at) {
    const auto& token = tokens_[at];
    if (token.is_closing() || token.is_comment()) break;
    if (at != index && token.line_breaks != 0 && !joins(at)) break;
    last = at;
    if (token.is(",") || (token.is("{") && token.is_spread)) break;
    if (token.is_opening()) last = at = token.partner;
  }
  const auto begin = ends_[index - 1];
  return column_ + (ends_[last] - begin) > kLineColumns;
}

// A block whose author has it on several lines, or which does not fit on one; a parenthesis whose
// author has a line break behind it, or which fills a line by itself.
bool Printer::is_spread(std::uint32_t opening) const {
  const auto& token = tokens_[opening];
  if (token.partner == opening + 1 || frames_.back().is_flat) return false;
  if (token.is("{")) return token.is_spread || spread_[opening] || !fits(opening);
  const auto& next = tokens_[opening + 1];
  if (next.line_breaks != 0 || next.is_comment()) return true;
  const auto width = ends_[token.partner] - ends_[opening];
  return token.has_commas && width > kLineColumns / 2 && column_ <= kLineColumns &&
         column_ + width > kLineColumns;
}

// Whether a block, and that of its `else`, can stay on the line on which it begins: also where a
// line is too long already, as it would be no shorter.
bool Printer::fits(std::uint32_t opening) const {
  auto last = opening;
  while (tokens_[last].else_block != kNone) last = tokens_[last].else_block;
  const auto closing = tokens_[last].partner;
  const auto width = ends_[closing] - ends_[opening];
  if (column_ > kLineColumns) return width <= kLineColumns;
  return column_ + width + width_behind(closing) <= kLineColumns;
}

// What follows on the same line, up to where it can be broken.
std::size_t Printer::width_behind(std::uint32_t closing) const {
  const auto& frame = frames_.back();
  auto last = closing;
  for (auto at = closing + 1; at < tokens_.size(); ++at) {
    const auto& token = tokens_[at];
    if (token.is_comment() || token.is_item || (frame.is_spread && closes_frame(at))) break;
    if (token.line_breaks != 0 && !joins(at)) break;
    last = at;
    if (token.is("{") || ends_[last] - ends_[closing] > kLineColumns) break;
    if (token.is(",") && frame.is_spread && !frame.has_items) break;
  }
  return ends_[last] - ends_[closing];
}

std::size_t Printer::line_indent(std::uint32_t index) const {
  const auto& frame = frames_.back();
  if (closes_frame(index)) return frame.base;
  if (!frame.is_spread) return frame.continued;
  const bool begins = tokens_[index].is_item || !frame.has_items || is_first_in_frame();
  // `else` that a comment keeps from the brace before it.
  const bool is_next_block =
      last_code_ != kNone && tokens_[last_code_].is("}") && spread_[tokens_[last_code_].partner];
  return begins || is_next_block ? frame.indent : frame.continued;
}

// ---- putting tokens there

void Printer::open(std::uint32_t index) {
  const auto around = frames_.back();
  auto frame = around;
  const auto& token = tokens_[index];
  frame.opening = index;
  frame.has_items = token.has_items;
  frame.begins_alone = false;
  frame.is_spread = is_spread(index);
  frame.is_flat = around.is_flat || (token.is("{") && !frame.is_spread);
  if (frame.is_spread) {
    // A block belongs to its item, wherever in it it begins; a parenthesis to its line.
    const bool has_line = line_first_ == index || (!token.is("{") && line_first_ != kNone);
    frame.base = has_line ? line_indent_ : around.indent;
    frame.indent = frame.base + kIndent;
    frame.continued = frame.indent + kIndent;
    spread_[index] = true;
    if (token.else_block != kNone) spread_[token.else_block] = true;
  }
  frames_.push_back(frame);
}

void Printer::place(std::uint32_t index) {
  const auto& token = tokens_[index];
  if (breaks_before(index)) {
    start_line(index, line_indent(index));
    if (is_first_in_frame()) frames_.back().begins_alone = true;
  } else if (index == 0) {
    line_first_ = index;
  } else {
    append(std::string(blanks(index), ' '));
  }
  append(token.text);
  last_code_ = index;
  if (token.is_opening()) open(index);
  if (token.is_closing()) frames_.pop_back();
}

void Printer::place_comment(std::uint32_t index) {
  const auto& token = tokens_[index];
  if (index != 0 && token.line_breaks == 0) {
    append(std::string(comment_column(index) - column_, ' '));
    return append(token.text);
  }
  while (next_code_ < tokens_.size() && (next_code_ < index || tokens_[next_code_].is_comment()))
    ++next_code_;
  if (index == 0) {
    line_first_ = index;
  } else if (next_code_ == tokens_.size()) {
    start_line(index, 0);
  } else {
    const bool is_last = closes_frame(next_code_);
    start_line(index, is_last ? frames_.back().indent : line_indent(next_code_));
  }
  append(token.text);
}

// A comment behind code stays as far to the right as its author has it, so that those of several
// lines stay below each other; at least two blanks behind the code, and just these where there was
// one.
std::size_t Printer::comment_column(std::uint32_t index) const {
  const auto nearest = column_ + 2;
  auto first = index;
  while (first != 0 && tokens_[first].line_breaks == 0) {
    --first;
    if (tokens_[first].text.find('\n') != std::string_view::npos) {
      first = kNone;
      break;
    }
  }
  if (first != line_first_) return nearest;  // what stood before it has another line now
  const auto line = source_.rfind('\n', tokens_[index].begin) + 1;
  auto text = source_.substr(line, tokens_[index].begin - line);
  if (text.find('\t') != text.npos || !text.ends_with("  ")) return nearest;
  if (first == kNone) return std::max(nearest, width_of(text));
  const auto indent = std::min(text.find_first_not_of(' '), text.size());
  return std::max(nearest, line_indent_ + width_of(text.substr(indent)));
}

void Printer::start_line(std::uint32_t index, std::size_t indent) {
  const auto& token = tokens_[index];
  const auto& frame = frames_.back();
  const bool may_have_blank =
      token.is_item || token.is_comment() || (frame.is_spread && !frame.has_items);
  const bool is_at_edge = is_first_in_frame() && !tokens_[index - 1].is_comment();
  if (token.line_breaks > 1 && may_have_blank && !is_at_edge && !closes_frame(index))
    out_ += line_break_;
  out_ += line_break_;
  out_.append(indent, ' ');
  column_ = line_indent_ = indent;
  line_first_ = index;
}

void Printer::append(std::string_view text) {
  out_ += text;
  const auto line = text.rfind('\n');
  if (line == text.npos) {
    column_ += width_of(text);
    return;
  }
  column_ = width_of(text.substr(line + 1));
  line_first_ = kNone;
}

}  // namespace camp::format
