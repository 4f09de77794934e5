#include "lang/base/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "lang/base/counted.h"
#include "lang/base/limits.h"
#include "lang/base/utf8.h"

namespace camp {
namespace {

constexpr int kTabColumns = 4;

enum class Style { kError, kWarning, kFrame, kSecondary, kNote, kBold };

std::string_view ansi(Style style) {
  switch (style) {
    case Style::kError:
      return "\x1b[1;31m";
    case Style::kWarning:
      return "\x1b[1;33m";
    case Style::kFrame:
    case Style::kSecondary:
      return "\x1b[1;34m";
    case Style::kNote:
      return "\x1b[1;36m";
    case Style::kBold:
      return "\x1b[1m";
  }
  return "";
}

bool is_hidden(char32_t c) {
  bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  // Marks that turn the direction of writing: a line would read otherwise than it compiles ("Trojan
  // source").
  bool direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return control || direction;
}

// One character as it is shown: a script's escape sequences must not reach the terminal.
struct Glyph {
  std::string_view text;
  int columns;
  std::size_t size;  // bytes of the source
};
Glyph glyph_at(std::string_view text, std::size_t at) {
  auto code_point = code_point_at(text, at);
  if (code_point.value == '\t') return {"    ", kTabColumns, 1};
  if (is_hidden(code_point.value) || code_point.value == 0xFFFD)
    return {"\uFFFD", 1, code_point.size};
  return {text.substr(at, code_point.size), display_width(code_point.value), code_point.size};
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto glyph = glyph_at(text, at);
    columns += static_cast<std::size_t>(glyph.columns);
    at += glyph.size;
  }
  return columns;
}

void append_shown(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    auto glyph = glyph_at(text, at);
    out.append(glyph.text);
    at += glyph.size;
  }
}

// A label brought to one line: the first of its span.
struct Mark {
  SourceId source = 0;
  std::uint32_t line = 1;
  std::size_t begin = 0;  // bytes within the line, half-open
  std::size_t end = 0;
  std::string_view text;
  bool primary = false;
};

// The part of a line that is shown, in bytes, and what stands for the rest.
struct Window {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool cut_left = false;
  bool cut_right = false;
};

class Renderer {
 public:
  Renderer(const Diagnostic& diagnostic, const SourceSet& sources, bool colour)
      : diagnostic_(diagnostic), sources_(sources), colour_(colour) {}

  std::string run(bool with_headline) {
    if (with_headline) headline();
    collect_marks();
    for (std::size_t i = 0; i < marks_.size();) i = snippet(i);
    for (const auto& note : diagnostic_.notes) remark("note", note);
    if (!diagnostic_.help.empty()) remark("help", diagnostic_.help);
    return std::move(out_);
  }

 private:
  Style severity_style() const {
    return diagnostic_.severity() == Severity::kError ? Style::kError : Style::kWarning;
  }

  void styled(Style style, std::string_view text) {
    if (colour_) out_.append(ansi(style));
    append_shown(out_, text);
    if (colour_) out_.append("\x1b[0m");
  }

  void headline() {
    auto word = severity_text(diagnostic_.severity());
    styled(severity_style(), fmt::format("{}[{}]", word, code_text(diagnostic_.code)));
    styled(Style::kBold, ": " + diagnostic_.message);
    out_.push_back('\n');
  }

  void collect_marks() {
    add_mark(diagnostic_.primary, true);
    for (const auto& label : diagnostic_.secondary) add_mark(label, false);
    // The primary label's file comes first, the others by number; in a file by line and column.
    auto first = diagnostic_.primary.span.source;
    auto key = [&](const Mark& m) {
      return std::tuple(m.source != first, m.source, m.line, m.begin);
    };
    std::stable_sort(marks_.begin(), marks_.end(),
                     [&](const Mark& a, const Mark& b) { return key(a) < key(b); });
    std::uint32_t last_line = 0;
    for (const auto& mark : marks_) last_line = std::max(last_line, mark.line);
    gutter_ = fmt::formatted_size("{}", last_line);
  }

  void add_mark(const Label& label, bool primary) {
    if (label.span.source >= sources_.size()) return;
    const auto& source = sources_[label.span.source];
    auto size = static_cast<std::uint32_t>(source.text().size());
    auto begin = std::min(label.span.begin, size);
    auto end = std::clamp(label.span.end, begin, size);
    auto line = source.locate(begin).line;
    auto line_begin = source.line_begin(line);
    auto length = source.line(line).size();
    Mark mark;
    mark.source = label.span.source;
    mark.line = line;
    mark.begin = std::min<std::size_t>(begin - line_begin, length);
    mark.end = std::min<std::size_t>(end - line_begin, length);
    mark.text = label.text;
    mark.primary = primary;
    marks_.push_back(mark);
  }

  void frame(std::string_view number, std::string_view bar) {
    styled(Style::kFrame, fmt::format("{:>{}} {}", number, gutter_, bar));
  }

  // The marks of one file, from index `i`; gives the index after them.
  std::size_t snippet(std::size_t i) {
    const auto& source = sources_[marks_[i].source];
    place(source, i);
    frame("", "|");
    out_.push_back('\n');
    std::uint32_t shown_line = 0;
    auto first = i;
    for (; i < marks_.size() && marks_[i].source == marks_[first].source; ++i) {
      const auto& mark = marks_[i];
      if (mark.line != shown_line) {
        if (shown_line != 0 && mark.line > shown_line + 1) {
          styled(Style::kFrame, "...");
          out_.push_back('\n');
        }
        window_ = window_of(source.line(mark.line), mark);
        source_line(source.line(mark.line), mark.line);
        shown_line = mark.line;
      }
      marker_line(source.line(mark.line), mark);
    }
    return i;
  }

  void place(const Source& source, std::size_t i) {
    auto shown = i;  // the primary label names the place, wherever it stands among the file's
    for (auto j = i; j < marks_.size() && marks_[j].source == marks_[i].source; ++j) {
      if (marks_[j].primary) shown = j;
    }
    const auto& mark = marks_[shown];
    auto offset = source.line_begin(mark.line) + static_cast<std::uint32_t>(mark.begin);
    bool primary_file = marks_[i].source == diagnostic_.primary.span.source;
    styled(Style::kFrame, fmt::format("{:>{}}{} ", "", gutter_, primary_file ? "-->" : ":::"));
    append_shown(out_,
                 fmt::format("{}:{}:{}", source.path(), mark.line, source.locate(offset).column));
    out_.push_back('\n');
  }

  // All of a line that fits; of a longer one a stretch that begins shortly before the mark.
  static Window window_of(std::string_view line, const Mark& mark) {
    constexpr std::size_t kBefore = limits::kSnippetColumns / 4;
    Window window;
    auto lead = columns_of(line.substr(0, mark.begin));
    bool fits = lead <= limits::kSnippetColumns && columns_of(line) <= limits::kSnippetColumns;
    std::size_t skip = fits || lead <= kBefore ? 0 : lead - kBefore;
    std::size_t column = 0;
    std::size_t at = 0;
    for (; at < line.size() && column < skip;) column += advance(line, at);
    window.begin = at;
    auto stop = column + limits::kSnippetColumns;
    for (; at < line.size() && column < stop;) column += advance(line, at);
    window.end = at;
    window.cut_left = window.begin > 0;
    window.cut_right = window.end < line.size();
    return window;
  }

  static std::size_t advance(std::string_view line, std::size_t& at) {
    auto glyph = glyph_at(line, at);
    at += glyph.size;
    return static_cast<std::size_t>(glyph.columns);
  }

  void source_line(std::string_view line, std::uint32_t number) {
    frame(std::to_string(number), "|");
    auto shown = line.substr(window_.begin, window_.end - window_.begin);
    if (!shown.empty()) out_.push_back(' ');
    if (window_.cut_left) out_.append("…");
    append_shown(out_, shown);
    if (window_.cut_right) out_.append("…");
    out_.push_back('\n');
  }

  void marker_line(std::string_view line, const Mark& mark) {
    auto begin = std::clamp(mark.begin, window_.begin, window_.end);
    auto end = std::clamp(mark.end, begin, window_.end);
    auto indent =
        columns_of(line.substr(window_.begin, begin - window_.begin)) + (window_.cut_left ? 1 : 0);
    auto width = std::max<std::size_t>(1, columns_of(line.substr(begin, end - begin)));
    frame("", "|");
    out_.append(indent + 1, ' ');
    std::string text(width, mark.primary ? '^' : '-');
    if (!mark.text.empty()) text.append(" ").append(mark.text);
    styled(mark.primary ? severity_style() : Style::kSecondary, text);
    out_.push_back('\n');
  }

  // `= note: ...`; further lines of it stand under its first letter.
  void remark(std::string_view word, std::string_view text) {
    frame("", "= ");
    styled(Style::kNote, fmt::format("{}:", word));
    auto indent = gutter_ + 3 + word.size() + 1;
    for (bool first = true;; first = false) {
      auto line_end = text.find('\n');
      out_.append(first ? 1 : indent + 1, ' ');
      append_shown(out_, text.substr(0, line_end));
      out_.push_back('\n');
      if (line_end == std::string_view::npos) return;
      text.remove_prefix(line_end + 1);
    }
  }

  const Diagnostic& diagnostic_;
  const SourceSet& sources_;
  const bool colour_;
  std::vector<Mark> marks_;
  std::size_t gutter_ = 1;
  Window window_;
  std::string out_;
};

}  // namespace

std::string render(const Diagnostic& diagnostic, const SourceSet& sources, bool colour) {
  return Renderer(diagnostic, sources, colour).run(true);
}

std::string render_places(const Diagnostic& diagnostic, const SourceSet& sources, bool colour) {
  return Renderer(diagnostic, sources, colour).run(false);
}

std::string render_summary(const Diagnostics& diagnostics, std::size_t file_count) {
  auto errors = diagnostics.count(Severity::kError);
  auto warnings = diagnostics.count(Severity::kWarning);
  std::string found = errors > 0 || warnings == 0 ? counted(errors, "error") : "";
  if (errors == 0 && warnings == 0) found = "no errors";
  if (warnings > 0) found += (found.empty() ? "" : ", ") + counted(warnings, "warning");
  return fmt::format("{} in {}", found, counted(file_count, "file"));
}

}  // namespace camp
