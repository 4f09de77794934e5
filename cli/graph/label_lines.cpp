#include "cli/graph/label_lines.h"

#include "cli/render/table.h"
#include "lang/base/utf8.h"

namespace camp::cli {
namespace {

// The bytes of as much of the text as fits.
std::size_t fitting(std::string_view text, std::size_t columns_max) {
  std::size_t columns = 0, at = 0;
  while (at < text.size()) {
    const auto point = code_point_at(text, at);
    columns += static_cast<std::size_t>(display_width(point.value));
    if (columns > columns_max) break;
    at += point.size;
  }
  return at;
}

// A line's bytes: whole words, but of a word that is too long what fits.
std::size_t line_bytes(std::string_view text, std::size_t columns_max) {
  const auto fits = fitting(text, columns_max);
  if (fits == text.size() || text[fits] == ' ') return fits;
  const auto blank = text.rfind(' ', fits);
  // A line that is mostly empty is worse than a broken word.
  return blank == std::string_view::npos || blank < fits / 3 ? fits : blank;
}

struct Broken {
  std::vector<std::string> lines;
  bool is_cut = false;
  bool has_broken_word = false;
};

Broken broken(std::string_view rest, std::size_t columns_max, std::size_t lines_max) {
  Broken made;
  while (!rest.empty() && !made.is_cut) {
    auto bytes = line_bytes(rest, columns_max);
    made.is_cut = made.lines.size() + 1 == lines_max && bytes < rest.size();
    if (made.is_cut) bytes = fitting(rest, columns_max - 1);
    if (bytes == 0) bytes = code_point_at(rest, 0).size;  // wider than a line
    made.lines.push_back(std::string(rest.substr(0, bytes)) + (made.is_cut ? "…" : ""));
    rest.remove_prefix(bytes);
    if (!rest.empty() && rest[0] != ' ') made.has_broken_word = true;
    while (!rest.empty() && rest[0] == ' ') rest.remove_prefix(1);
  }
  return made;
}

}  // namespace

// As narrow as so many lines can be, so that no word stands alone in the last.
std::vector<std::string> label_lines(std::string_view text, std::size_t columns_max,
                                     std::size_t lines_max) {
  const auto safe = printable(text);
  auto best = broken(safe, columns_max, lines_max);
  for (auto columns = columns_max - 1; columns > columns_max / 2; --columns) {
    if (best.is_cut || best.lines.size() < 2) break;
    auto narrower = broken(safe, columns, lines_max);
    if (narrower.is_cut || narrower.lines.size() > best.lines.size()) break;
    if (narrower.has_broken_word && !best.has_broken_word) break;
    best = std::move(narrower);
  }
  return std::move(best.lines);
}

std::vector<std::string> node_lines(const Picture& picture, std::uint32_t number) {
  const auto& node = picture.graph.nodes[number];
  std::vector<std::string> lines;
  const auto add = [&](std::string_view text) {
    for (auto& line : label_lines(text, kNodeColumns, kNodeLinesMax))
      lines.push_back(std::move(line));
  };
  add(node.title);
  for (const auto& detail : node.details) add(detail);
  add(picture.figures_text_of(number));
  return lines;
}

}  // namespace camp::cli
