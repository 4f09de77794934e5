#include "lang/syntax/text.h"

#include <algorithm>

#include "lang/base/utf8.h"

namespace camp::syntax {
namespace {

// Collects text and, wherever text and source stop running in parallel, a new run.
class TextBuilder {
 public:
  TextBuilder(std::string_view raw, Span span) : raw_(raw) { text_.span = span; }

  void copy(std::size_t begin, std::size_t end) {
    if (begin == end) return;
    mark(begin);
    text_.text.append(raw_.substr(begin, end - begin));
    next_ = begin + (end - begin);
  }

  // Text that the source has in another form, beginning at `at`.
  void replace(std::size_t at, std::string_view by) {
    mark(at);
    text_.text.append(by);
    next_ = kNever;
  }

  ast::Text finish(std::size_t first) {
    if (text_.runs.empty()) text_.runs.push_back({0, source(first)});
    return std::move(text_);
  }

 private:
  static constexpr std::size_t kNever = static_cast<std::size_t>(-1);

  std::uint32_t source(std::size_t offset) const {
    return text_.span.begin + static_cast<std::uint32_t>(offset);
  }
  void mark(std::size_t at) {
    if (at == next_ && !text_.runs.empty()) return;
    text_.runs.push_back({static_cast<std::uint32_t>(text_.text.size()), source(at)});
  }

  std::string_view raw_;
  ast::Text text_;
  std::size_t next_ = kNever;
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

struct Escape {
  std::size_t size = 0;  // in the source, backslash included
  std::string text;      // empty: there is no such escape
  std::string message;   // why not
};

// \u{1F600}: one to six hexadecimal digits, a character that exists.
Escape unicode_escape(std::string_view rest) {
  constexpr std::size_t kDigitsMax = 6;
  Escape bad{2, {}, "`\\u` is written with braces and up to six hexadecimal digits: \\u{20AC}"};
  if (rest.size() < 3 || rest[2] != '{') return bad;
  std::uint32_t code_point = 0;
  std::size_t at = 3;
  for (; at < rest.size() && hex_digit(rest[at]) >= 0 && at < 3 + kDigitsMax; ++at)
    code_point = code_point * 16 + static_cast<std::uint32_t>(hex_digit(rest[at]));
  if (at == 3 || at == rest.size() || rest[at] != '}') return bad;
  Escape escape{at + 1, {}, {}};
  if (code_point == 0 || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) {
    escape.message = "there is no such character";
  } else {
    append_code_point(escape.text, code_point);
  }
  return escape;
}

Escape read_escape(std::string_view rest) {
  switch (rest[1]) {
    case '"':
      return {2, "\"", {}};
    case '\\':
      return {2, "\\", {}};
    case 'n':
      return {2, "\n", {}};
    case 't':
      return {2, "\t", {}};
    case 'u':
      return unicode_escape(rest);
    default:
      break;
  }
  // The whole character, not its first byte.
  std::size_t size = 2;
  while (size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0) == 0x80) ++size;
  return {size,
          {},
          "there is no escape `" + std::string(rest.substr(0, size)) +
              "`; there are \\\" \\\\ \\n \\t and \\u{...}"};
}

ast::Text decode_short(std::string_view raw, Span span, std::vector<BadEscape>& bad) {
  TextBuilder out(raw, span);
  std::size_t end = raw.size() - 1;
  for (std::size_t at = 1; at < end;) {
    auto backslash = std::min(raw.find('\\', at), end);
    out.copy(at, backslash);
    at = backslash;
    if (at == end) break;
    auto escape = read_escape(raw.substr(at, end - at));
    if (escape.text.empty()) {
      auto begin = span.begin + static_cast<std::uint32_t>(at);
      bad.push_back(
          {{span.source, begin, begin + static_cast<std::uint32_t>(escape.size)}, escape.message});
      out.copy(at, at + escape.size);
    } else {
      out.replace(at, escape.text);
    }
    at += escape.size;
  }
  return out.finish(1);
}

struct Line {
  std::size_t begin;
  std::size_t end;  // without its line break
};

std::vector<Line> lines_of(std::string_view raw, std::size_t begin, std::size_t end) {
  std::vector<Line> lines;
  while (true) {
    auto newline = std::min(raw.find('\n', begin), end);
    bool crlf = newline < end && newline > begin && raw[newline - 1] == '\r';
    lines.push_back({begin, crlf ? newline - 1 : newline});
    if (newline == end) return lines;
    begin = newline + 1;
  }
}

std::size_t indentation_of(std::string_view raw, Line line) {
  std::size_t at = line.begin;
  while (at < line.end && (raw[at] == ' ' || raw[at] == '\t')) ++at;
  return at - line.begin;
}

bool is_blank(std::string_view raw, Line line) {
  return indentation_of(raw, line) == line.end - line.begin;
}

// The first line break and a last line of blanks belong to the quotes, not to the text.
ast::Text decode_block(std::string_view raw, Span span) {
  constexpr std::size_t kQuotes = 3;
  auto lines = lines_of(raw, kQuotes, raw.size() - kQuotes);
  bool first_is_text = !is_blank(raw, lines.front()) || lines.size() == 1;
  if (lines.size() > 1 && is_blank(raw, lines.back())) lines.pop_back();
  std::size_t common = static_cast<std::size_t>(-1);
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (!is_blank(raw, lines[i])) common = std::min(common, indentation_of(raw, lines[i]));
  TextBuilder out(raw, span);
  for (std::size_t i = first_is_text ? 0 : 1; i < lines.size(); ++i) {
    auto line = lines[i];
    if (i > 0) line.begin += std::min(common, indentation_of(raw, line));
    out.copy(line.begin, line.end);
    if (i + 1 < lines.size()) out.replace(line.end, "\n");
  }
  return out.finish(kQuotes);
}

}  // namespace

ast::Text decode_text(std::string_view raw, Span span, std::vector<BadEscape>& bad) {
  if (raw.starts_with("\"\"\"")) return decode_block(raw, span);
  return decode_short(raw, span, bad);
}

}  // namespace camp::syntax
