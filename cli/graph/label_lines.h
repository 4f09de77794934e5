// Texts for labels: safe to show, cut and broken into a few short lines. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/graph/figures.h"

namespace camp::cli {

// At spaces where there are any, at most `lines_max` lines of `columns_max` columns; the last one
// ends in an ellipsis when something was cut off. What is not printable is `?`.
std::vector<std::string> label_lines(std::string_view text, std::size_t columns_max,
                                     std::size_t lines_max);

// What nodes and edges say in a picture.
inline constexpr std::size_t kNodeColumns = 34, kNodeLinesMax = 3;
inline constexpr std::size_t kEdgeColumns = 30, kEdgeLinesMax = 2;
// Of the title, of each detail and of the figures so many lines.
std::vector<std::string> node_lines(const Picture& picture, std::uint32_t node);

}  // namespace camp::cli
