// Where boxes and the lines between them go: Graphviz's dot layout, which is seen here only. Of
// boxes whose sizes are known: no font is measured, so that the same boxes come out the same on
// every machine that has the same Graphviz. All lengths are pixels, y goes down.
#pragma once
#include <cstdint>
#include <vector>

#include "lang/base/result.h"

namespace camp::cli {

struct BoxSize {
  double width = 0, height = 0;
};
struct Link {
  std::uint32_t from = 0, to = 0;
  bool is_back = false;    // against the direction of the others
  bool is_hidden = false;  // not drawn: `to` is to stand straight under `from`
  int weight = 1;          // the more, the shorter and the straighter
};
struct Point {
  double x = 0, y = 0;
};
struct Layout {
  BoxSize size;                            // of all of it
  std::vector<Point> centers;              // of the boxes
  std::vector<std::vector<Point>> curves;  // of the links: cubic Bézier, 1 + 3 n points
};

// Errors: kIo where Graphviz cannot lay out.
Result<Layout> lay_out(const std::vector<BoxSize>& boxes, const std::vector<Link>& links);

}  // namespace camp::cli
