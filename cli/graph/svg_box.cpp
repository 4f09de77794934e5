#include "cli/graph/svg_box.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/graph/label_lines.h"
#include "cli/graph/text_width.h"
#include "cli/render/table.h"
#include "lang/base/counted.h"
#include "lang/base/html.h"
#include "lang/base/utf8.h"

namespace camp::cli {
namespace {

constexpr double kPadding = 15, kPaddingAbove = 10, kIconWidth = 25;
constexpr double kPointed = 16;  // of a hexagon, at each side

struct LineFont {
  double size, height;
  bool is_bold;
  std::string_view css;  // its class
};
LineFont font_of(LineStyle style) {
  switch (style) {
    case LineStyle::kTitle:
      return {14, 19, true, "t"};
    case LineStyle::kDetail:
      return {12, 16, false, "d"};
    case LineStyle::kFigures:
      return {12, 18, true, "f"};
  }
  return {12, 16, false, "d"};
}

// In a field of 16 by 16; empty: the shape says enough.
std::string_view icon_of(GraphKind kind) {
  switch (kind) {
    case GraphKind::kSend:
      return "M1 3h14v10H1zM1 3.6l7 5.4 7-5.4";
    case GraphKind::kWait:
      return "M8 1.7a6.3 6.3 0 1 0 .01 0zM8 4.6V8l2.6 1.7";
    case GraphKind::kModule:
      return "M1.5 2.5h13v8.5H7.2L4 14v-3H1.5z";
    case GraphKind::kRequest:
      return "M1.5 5.5h12L10.8 2.8M14.5 10.5h-12l2.7 2.7";
    case GraphKind::kLoop:
      return "M13.6 8.4a5.6 5.6 0 1 1-1.7-4.3l1.5 1.5M13.6 2v3.7H9.9";
    case GraphKind::kAction:
      return "M2.5 13.5l.8-3.4 7.6-7.6 2.6 2.6-7.6 7.6z";
    case GraphKind::kStop:
      return "M2 8h9.5M8 4.5L11.5 8 8 11.5M14 3v10";
    case GraphKind::kExit:
      return "M3 3h10v10H3z";
    case GraphKind::kStart:
      return "M2.5 3.5h11L8 13z";
    case GraphKind::kWithheld:
      return "M8 1.7a6.3 6.3 0 1 0 .01 0zM3.6 3.6l8.8 8.8";
    default:
      return "";
  }
}

bool is_hexagon(GraphKind kind) {
  return kind == GraphKind::kChoice || kind == GraphKind::kExperiment;
}
bool is_round(GraphKind kind) {
  return kind == GraphKind::kWait || kind == GraphKind::kStart || kind == GraphKind::kExit ||
         kind == GraphKind::kEnd;
}

void add_lines(std::vector<BoxLine>& lines, std::string_view text, LineStyle style) {
  for (auto& line : label_lines(text, kNodeColumns, kNodeLinesMax))
    lines.push_back({std::move(line), style});
}

BoxSize size_of(const SvgBox& box) {
  double width = 0, height = 2 * kPaddingAbove;
  for (const auto& line : box.lines) {
    const auto font = font_of(line.style);
    width = std::max(width, text_width(line.text, font.size, font.is_bold));
    height += font.height;
  }
  width += 2 * kPadding;
  if (!icon_of(box.kind).empty()) width += kIconWidth;
  if (is_hexagon(box.kind)) width += 2 * kPointed;
  constexpr double kWidthMin = 76;
  return {std::max(width, kWidthMin), height};
}

}  // namespace

std::string svg_text(std::string_view text) {
  const auto safe = printable(text);
  std::string xml;
  for (std::size_t at = 0; at < safe.size();) {
    const auto point = code_point_at(safe, at);
    const bool is_no_character = point.value == 0xFFFE || point.value == 0xFFFF;
    append_html(xml, is_no_character ? "?" : std::string_view(safe).substr(at, point.size));
    at += point.size;
  }
  return xml;
}

SvgBox box_of(const Picture& picture, std::uint32_t number) {
  const auto& node = picture.graph.nodes[number];
  SvgBox box;
  box.kind = node.kind;
  add_lines(box.lines, node.title, LineStyle::kTitle);
  for (const auto& detail : node.details) add_lines(box.lines, detail, LineStyle::kDetail);
  add_lines(box.lines, picture.figures_text_of(number), LineStyle::kFigures);
  box.tooltip = node.source;
  if (!node.place.empty()) box.tooltip += "  (" + node.place + ")";
  if (picture.figures != nullptr) box.standing = picture.figures->nodes[number].standing;
  box.size = size_of(box);
  return box;
}

std::string SvgBox::shape(Point corner) const {
  const auto& look = look_of(kind);
  const auto paint =
      fmt::format("fill=\"{}\" stroke=\"{}\" stroke-width=\"1.4\"{}", look.fill, look.accent,
                  kind == GraphKind::kWithheld ? " stroke-dasharray=\"5 4\"" : "");
  if (is_hexagon(kind)) {
    const double left = corner.x, right = corner.x + size.width, middle = size.height / 2;
    return fmt::format(
        "<path d=\"M{:.1f} {:.1f}l{:.1f} {:.1f}H{:.1f}l{:.1f} {:.1f}l{:.1f} {:.1f}H{:.1f}z\" {} "
        "stroke-linejoin=\"round\"/>",
        left, corner.y + middle, kPointed, -middle, right - kPointed, kPointed, middle, -kPointed,
        middle, left + kPointed, paint);
  }
  const double radius = is_round(kind) ? size.height / 2 : kind == GraphKind::kAction ? 3 : 7;
  auto text = fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{:.1f}\" {}/>",
      corner.x, corner.y, size.width, size.height, std::min(radius, 24.0), paint);
  // The broad edge of what reaches the contact.
  if (kind == GraphKind::kSend || kind == GraphKind::kModule)
    text += fmt::format(
        "<path d=\"M{:.1f} {:.1f}v{:.1f}\" stroke=\"{}\" stroke-width=\"5\" "
        "stroke-linecap=\"round\"/>",
        corner.x + 1, corner.y + 7, size.height - 14, look.accent);
  return text;
}

std::string SvgBox::texts(Point corner) const {
  const auto& look = look_of(kind);
  const auto icon = icon_of(kind);
  const bool is_centered = icon.empty();
  const double left = corner.x + kPadding + (is_centered ? 0 : kIconWidth);
  double y = corner.y + kPaddingAbove;
  std::string text;
  if (!is_centered)
    text = fmt::format(
        "<path transform=\"translate({:.1f} {:.1f})\" d=\"{}\" fill=\"{}\" stroke=\"{}\" "
        "stroke-width=\"1.5\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>",
        corner.x + kPadding, y + 1.5, icon,
        kind == GraphKind::kExit || kind == GraphKind::kStart ? look.accent : "none", look.accent);
  for (const auto& line : lines) {
    const auto font = font_of(line.style);
    y += font.height;
    text +=
        fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\"{}{}>{}</text>",
                    is_centered ? corner.x + size.width / 2 : left, y - font.height * 0.27,
                    font.css, is_centered ? " text-anchor=\"middle\"" : "",
                    line.style == LineStyle::kTitle ? fmt::format(" fill=\"{}\"", look.ink) : "",
                    svg_text(line.text));
  }
  return text;
}

std::string SvgBox::badge(Point corner) const {
  if (standing == 0) return "";
  const auto count = grouped(standing);
  const double width = text_width(count, 12, true) + 14;
  const double x = corner.x + size.width - width / 2 - 6, y = corner.y;
  return fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"20\" rx=\"10\" class=\"b\"/>"
      "<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"bt\" text-anchor=\"middle\">{}</text>",
      x - width / 2, y - 10, width, x, y + 4.3, count);
}

std::string SvgBox::draw(Point center) const {
  const Point corner{center.x - size.width / 2, center.y - size.height / 2};
  return fmt::format("<g class=\"n\"><title>{}</title>{}{}{}</g>\n", svg_text(tooltip),
                     shape(corner), texts(corner), badge(corner));
}

// ---- words on ways

namespace {
constexpr double kPillFont = 12, kPillLineHeight = 15;
}  // namespace

SvgPill pill_of(const std::string& words) {
  SvgPill pill;
  pill.lines = label_lines(words, kEdgeColumns, kEdgeLinesMax);
  pill.tooltip = words;
  for (const auto& line : pill.lines)
    pill.size.width = std::max(pill.size.width, text_width(line, kPillFont));
  pill.size.width += 18;
  pill.size.height = static_cast<double>(pill.lines.size()) * kPillLineHeight + 7;
  return pill;
}

std::string SvgPill::draw(Point center) const {
  auto text = fmt::format(
      "<g><title>{}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
      "rx=\"10\" class=\"p\"/>",
      svg_text(tooltip), center.x - size.width / 2, center.y - size.height / 2, size.width,
      size.height);
  double y = center.y - size.height / 2 + 3.5;
  for (const auto& line : lines) {
    y += kPillLineHeight;
    text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"w\">{}</text>", center.x, y - 3.6,
                        svg_text(line));
  }
  return text + "</g>\n";
}

}  // namespace camp::cli
