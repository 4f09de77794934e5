#include "cli/render/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/assert.h"
#include "lang/base/utf8.h"

namespace camp::cli {
namespace {

std::string_view code_of(Style style) {
  switch (style) {
    case Style::kPlain:
      return {};
    case Style::kDim:
      return "2";
    case Style::kBold:
      return "1";
    case Style::kGood:
      return "32";
    case Style::kWarn:
      return "33";
    case Style::kBad:
      return "31";
  }
  return {};
}

// Controls of C0 and C1, line and paragraph separators, and the marks that turn the direction of
// what follows: with them a text could overwrite or rearrange its neighbours.
bool is_unsafe(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFFFD || c == 0xFEFF;
}

// At most `columns_max` columns, an ellipsis as the last one when something was cut off.
std::string cut(const std::string& text, std::size_t columns_max) {
  if (columns_of(text) <= columns_max) return text;
  std::size_t at = 0;
  std::size_t columns = 0;
  while (at < text.size()) {
    auto point = code_point_at(text, at);
    auto width = static_cast<std::size_t>(display_width(point.value));
    if (columns + width + 1 > columns_max) break;
    columns += width;
    at += point.size;
  }
  return text.substr(0, at) + "…";
}

}  // namespace

std::string styled(std::string_view text, Style style, bool color) {
  auto code = code_of(style);
  if (!color || code.empty() || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string printable(std::string_view text, Lines lines) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    auto point = code_point_at(text, at);
    bool layout = lines == Lines::kMany && (text[at] == '\n' || text[at] == '\t');
    if (layout || !is_unsafe(point.value)) {
      out.append(text.substr(at, point.size));
    } else {
      out.push_back('?');
    }
    at += point.size;
  }
  return out;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto point = code_point_at(text, at);
    columns += static_cast<std::size_t>(display_width(point.value));
    at += point.size;
  }
  return columns;
}

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<Cell> row) {
  CAMP_ASSERT(row.size() == columns_.size());
  for (std::size_t i = 0; i < row.size(); ++i)
    row[i].text = cut(printable(row[i].text), columns_[i].columns_max);
  rows_.push_back(std::move(row));
}

std::string Table::text(bool color) const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], columns_of(row[i].text));
  }
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (widths[i] == 0) continue;
    widths[i] = std::max(widths[i], columns_of(columns_[i].title));
    shown.push_back(i);
  }
  std::string out;
  auto add_line = [&](auto&& cell_at) {
    std::string line;
    std::size_t pending = 0;  // spaces that are written only when something follows
    for (auto i : shown) {
      const auto& [text, style] = cell_at(i);
      auto padding = widths[i] - columns_of(text);
      bool right = columns_[i].align == Align::kRight;
      if (!text.empty()) {
        line.append(pending + (right ? padding : 0), ' ').append(styled(text, style, color));
        pending = right ? 0 : padding;
      } else {
        pending += padding;
      }
      pending += 2;
    }
    out += line + "\n";
  };
  using View = std::pair<std::string_view, Style>;
  add_line([&](std::size_t i) { return View(columns_[i].title, Style::kBold); });
  for (const auto& row : rows_)
    add_line([&](std::size_t i) { return View(row[i].text, row[i].style); });
  return out;
}

void Properties::add(std::string label, std::string value, Style style) {
  lines_.push_back({std::move(label), printable(value), style});
}

std::string Properties::text(bool color, std::string_view indent) const {
  std::size_t width = 0;
  for (const auto& line : lines_) width = std::max(width, columns_of(line.label));
  std::string out;
  for (const auto& line : lines_) {
    out.append(indent).append(styled(line.label, Style::kDim, color));
    if (!line.value.empty())
      out.append(width - columns_of(line.label) + 2, ' ')
          .append(styled(line.value, line.style, color));
    out.push_back('\n');
  }
  return out;
}

std::string wrapped(std::string_view text, std::string_view indent) {
  constexpr std::size_t kColumns = 100;
  const auto room = kColumns - indent.size();
  std::string out;
  while (text.size() > room) {
    auto at = text.rfind(' ', room);
    if (at == std::string_view::npos) break;
    out.append(text.substr(0, at)).append("\n").append(indent);
    text.remove_prefix(at + 1);
  }
  return out.append(text);
}

}  // namespace camp::cli
