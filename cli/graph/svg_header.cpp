#include "cli/graph/svg_header.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/graph/label_lines.h"
#include "cli/graph/svg_box.h"
#include "cli/graph/text_width.h"

namespace camp::cli {
namespace {

constexpr std::size_t kColumns = 78;
constexpr double kRowHeight = 20;

// `goal recovered on purchase` as its first word and the rest, as a script has them.
struct HeaderRow {
  std::string word;
  std::string rest;
  std::string_view color;
};

HeaderRow row_of(const std::string& text, std::string_view color, std::string_view before = "") {
  const auto blank = text == "per outlet" ? std::string::npos : text.find(' ');
  HeaderRow row{text.substr(0, blank), std::string(before), color};
  if (blank != std::string::npos) row.rest += text.substr(blank + 1);
  return row;
}

std::vector<HeaderRow> rows_of(const FlowGraph& graph) {
  std::vector<HeaderRow> rows;
  for (const auto& fact : graph.facts) rows.push_back(row_of(fact, kSoftInk));
  for (const auto number : graph.any_time) {
    const auto& node = graph.nodes[number];
    rows.push_back(row_of(node.title, look_of(node.kind).accent,
                          node.kind == GraphKind::kLeave ? "at any step: " : ""));
  }
  return rows;
}

class HeaderWriter {
 public:
  SvgHeader write(const Picture& picture) {
    const auto& graph = picture.graph;
    constexpr double kNameSize = 21;
    const std::string kind = graph.is_journey ? "journey" : "campaign";
    y_ = 16;
    put(0, kind, "k", 12);
    y_ += 24;
    put(0, graph.name, "h", kNameSize, true);
    y_ += 6;
    put_paragraph(graph.brief, "s");
    y_ += 4;
    put_rows(rows_of(graph));
    if (picture.figures != nullptr) {
      y_ += 6;
      put_paragraph(picture.figures->summary, "s");
    }
    return {std::move(text_), {width_, y_ + 30}};
  }

 private:
  void put(double x, std::string_view text, std::string_view css, double size,
           bool is_bold = false) {
    text_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>\n", x, y_, css,
                         svg_text(text));
    width_ = std::max(width_, x + text_width(text, size, is_bold));
  }

  void put_paragraph(std::string_view text, std::string_view css) {
    constexpr std::size_t kLinesMax = 4;
    for (const auto& line : label_lines(text, kColumns, kLinesMax)) {
      y_ += 18;
      put(0, line, css, 13);
    }
  }

  void put_rows(const std::vector<HeaderRow>& rows) {
    double left = 0;
    for (const auto& row : rows) left = std::max(left, text_width(row.word, 12, true));
    for (const auto& row : rows) {
      y_ += kRowHeight;
      text_ += fmt::format("<g><title>{}</title>", svg_text(row.word + " " + row.rest));
      text_ += fmt::format("<text x=\"0\" y=\"{:.1f}\" class=\"g\" fill=\"{}\">{}</text>", y_,
                           row.color, svg_text(row.word));
      bool is_first = true;
      for (const auto& line : label_lines(row.rest, kColumns, 2)) {
        if (!is_first) y_ += 16;
        is_first = false;
        put(left + 12, line, "s", 13);
      }
      text_ += "</g>\n";
    }
  }

  std::string text_;
  double y_ = 0;
  double width_ = 0;
};

}  // namespace

SvgHeader svg_header(const Picture& picture) { return HeaderWriter().write(picture); }

}  // namespace camp::cli
