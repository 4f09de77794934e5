// One node as the SVG draws it: its lines of text, its size, its shape. Pure.
#pragma once
#include <string>
#include <vector>

#include "cli/graph/figures.h"
#include "cli/graph/layout.h"
#include "cli/graph/look.h"

namespace camp::cli {

// A text as XML may have it, inside an element or an attribute.
std::string svg_text(std::string_view text);

enum class LineStyle : std::uint8_t { kTitle, kDetail, kFigures };
struct BoxLine {
  std::string text;
  LineStyle style{};
};

struct SvgBox {
  GraphKind kind{};
  std::vector<BoxLine> lines;
  std::string tooltip;
  std::uint64_t standing = 0;  // shown at the corner, unless it is 0
  BoxSize size;

  // Around this center.
  std::string draw(Point center) const;

 private:
  std::string shape(Point corner) const;
  std::string texts(Point corner) const;
  std::string badge(Point corner) const;
};

SvgBox box_of(const Picture& picture, std::uint32_t node);

// The words on a way.
struct SvgPill {
  std::vector<std::string> lines;
  std::string tooltip;
  BoxSize size;
  std::string draw(Point center) const;
};
SvgPill pill_of(const std::string& words);

}  // namespace camp::cli
