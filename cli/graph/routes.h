// The lines of a layout as paths of SVG: straight down, and over to where they go in the free space
// between two rows. Where boxes are in the way, and back, they go as the layout says. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/graph/layout.h"

namespace camp::cli {

class Routes {
 public:
  // All three live longer.
  Routes(const std::vector<BoxSize>& boxes, const std::vector<Link>& links, const Layout& layout);
  // What stands in the attribute `d`; empty: the layout has no line for it.
  std::string path(std::size_t link) const;

 private:
  // Boxes whose centers are as high as each other.
  struct Row {
    double center = 0, top = 0, bottom = 0;
  };
  // No box stands in the way of a line straight down there, in the rows between these two.
  bool is_free(double x, std::size_t above, std::size_t below) const;
  static double x_at(const std::vector<Point>& curve, double y);
  // Where the line goes down; nothing: boxes are everywhere.
  std::optional<double> lane_of(const Link& link, const std::vector<Point>& curve) const;
  static std::string as_laid_out(const std::vector<Point>& curve);

  const std::vector<BoxSize>& boxes_;
  const std::vector<Link>& links_;
  const Layout& layout_;
  std::vector<Row> rows_;            // from the top
  std::vector<std::size_t> row_of_;  // of boxes
};

}  // namespace camp::cli
