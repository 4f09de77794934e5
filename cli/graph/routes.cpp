#include "cli/graph/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace camp::cli {
namespace {

constexpr double kSameRow = 1.0;  // centers of one row differ by less: the layout rounds
constexpr double kBeside = 9.0;   // so far from boxes
constexpr double kUpright = 8.0;  // so long a line goes down before it arrives

Point between(Point a, Point b, double share) {
  return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
}

// Of a cubic Bézier curve, by de Casteljau.
Point point_of(const Point* four, double share) {
  const auto ab = between(four[0], four[1], share), bc = between(four[1], four[2], share),
             cd = between(four[2], four[3], share);
  return between(between(ab, bc, share), between(bc, cd, share), share);
}

}  // namespace

Routes::Routes(const std::vector<BoxSize>& boxes, const std::vector<Link>& links,
               const Layout& layout)
    : boxes_(boxes), links_(links), layout_(layout) {
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const double y = layout.centers[i].y, half = boxes[i].height / 2;
    const auto known = std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) {
      return std::abs(row.center - y) < kSameRow;
    });
    if (known == rows_.end()) {
      rows_.push_back({y, y - half, y + half});
    } else {
      known->top = std::min(known->top, y - half);
      known->bottom = std::max(known->bottom, y + half);
    }
  }
  std::sort(rows_.begin(), rows_.end(),
            [](const Row& a, const Row& b) { return a.center < b.center; });
  for (const auto& center : layout.centers) {
    const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& it) {
      return std::abs(it.center - center.y) < kSameRow;
    });
    row_of_.push_back(static_cast<std::size_t>(row - rows_.begin()));
  }
}

bool Routes::is_free(double x, std::size_t above, std::size_t below) const {
  for (std::size_t i = 0; i < boxes_.size(); ++i) {
    if (row_of_[i] > above && row_of_[i] < below &&
        std::abs(layout_.centers[i].x - x) < boxes_[i].width / 2 + kBeside)
      return false;
  }
  return true;
}

std::string Routes::as_laid_out(const std::vector<Point>& curve) {
  auto path = fmt::format("M{:.1f} {:.1f}C", curve[0].x, curve[0].y);
  for (std::size_t i = 1; i < curve.size(); ++i)
    path += fmt::format("{}{:.1f} {:.1f}", i == 1 ? "" : " ", curve[i].x, curve[i].y);
  return path;
}

// Where the layout's curve is at that height: the nearest of some of its points.
double Routes::x_at(const std::vector<Point>& curve, double y) {
  constexpr int kPoints = 24;
  auto nearest = curve[0];
  for (std::size_t i = 0; i + 3 < curve.size(); i += 3)
    for (int k = 0; k <= kPoints; ++k) {
      const auto point = point_of(&curve[i], static_cast<double>(k) / kPoints);
      if (std::abs(point.y - y) < std::abs(nearest.y - y)) nearest = point;
    }
  return nearest.x;
}

// Under where it comes from or above where it goes to, or beside that, as the layout has it.
std::optional<double> Routes::lane_of(const Link& link, const std::vector<Point>& curve) const {
  const auto first = row_of_[link.from], last = row_of_[link.to];
  std::vector<double> lanes = {layout_.centers[link.to].x, layout_.centers[link.from].x};
  for (auto row = first + 1; row < last; ++row) lanes.push_back(x_at(curve, rows_[row].center));
  for (const auto lane : lanes)
    if (is_free(lane, first, last)) return lane;
  return std::nullopt;
}

std::string Routes::path(std::size_t number) const {
  const auto& link = links_[number];
  const auto& curve = layout_.curves[number];
  if (curve.empty()) return "";
  const auto first = row_of_[link.from], last = row_of_[link.to];
  const auto lane = first < last && !link.is_back ? lane_of(link, curve) : std::nullopt;
  if (!lane) return as_laid_out(curve);
  const auto from = layout_.centers[link.from], to = layout_.centers[link.to];
  auto path = fmt::format("M{:.1f} {:.1f}", from.x, from.y + boxes_[link.from].height / 2);
  const auto go_over = [&](double x, double to_x, std::size_t row) {
    if (x == to_x) return;
    const double top = rows_[row].bottom, bottom = rows_[row + 1].top - kUpright;
    path += fmt::format("V{0:.1f}C{1:.1f} {2:.1f} {3:.1f} {2:.1f} {3:.1f} {4:.1f}", top, x,
                        (top + bottom) / 2, to_x, bottom);
  };
  go_over(from.x, *lane, first);
  go_over(*lane, to.x, last - 1);
  return path + fmt::format("V{:.1f}", to.y - boxes_[link.to].height / 2);
}

}  // namespace camp::cli
