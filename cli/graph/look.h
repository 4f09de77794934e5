// How each kind of node is told from the others: a row of looks.def a kind. Colours are light
// fills, dark text, one accent; all texts stand out from what is behind them by 4.5 to 1 at least
// (WCAG 2, AA).
#pragma once
#include <algorithm>
#include <iterator>
#include <string_view>

#include "cli/render/table.h"
#include "lang/graph/flow_graph.h"

namespace camp::cli {

constexpr std::string_view kPaper = "#ffffff";
constexpr std::string_view kInk = "#1b2430";
constexpr std::string_view kSoftInk = "#596575";
constexpr std::string_view kLine = "#8492a3";

struct Look {
  GraphKind kind;
  std::string_view sign;  // of one column, with and without colour
  Style style;
  std::string_view dot_shape;
  std::string_view open, close;  // Mermaid's brackets
  std::string_view fill;
  std::string_view accent;  // border, icon
  std::string_view ink;
};

inline constexpr Look kLooks[] = {
#define CAMP_LOOK(kind, sign, style, shape, open, close, fill, accent, ink) \
  {GraphKind::k##kind, sign, Style::k##style, shape, open, close, fill, accent, ink},
#include "cli/graph/looks.def"
#undef CAMP_LOOK
};

constexpr const Look& look_of(GraphKind kind) { return kLooks[static_cast<std::size_t>(kind)]; }
static_assert(std::size(kLooks) == static_cast<std::size_t>(GraphKind::kGoal) + 1);
static_assert(std::all_of(std::begin(kLooks), std::end(kLooks),
                          [](const Look& look) { return &look == &look_of(look.kind); }));

}  // namespace camp::cli
