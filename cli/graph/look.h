// The colours of each kind of node: light fills, dark text, one accent. All texts stand out from
// what is behind them by 4.5 to 1 at least (WCAG 2, AA).
#pragma once
#include <string_view>

#include "lang/graph/flow_graph.h"

namespace camp::cli {

struct Look {
  std::string_view fill;
  std::string_view accent;  // border, icon
  std::string_view ink = "#1b2430";
};

constexpr std::string_view kPaper = "#ffffff";
constexpr std::string_view kInk = "#1b2430";
constexpr std::string_view kSoftInk = "#596575";
constexpr std::string_view kLine = "#8492a3";

constexpr Look look_of(GraphKind kind) {
  switch (kind) {
    case GraphKind::kStart:
      return {"#e5f4ec", "#0c7a4d"};
    case GraphKind::kSend:
      return {"#eaf1fc", "#2563c9"};
    case GraphKind::kWait:
      return {"#fdf3e1", "#b26a00"};
    case GraphKind::kChoice:
      return {"#f3eefb", "#7446b8"};
    case GraphKind::kExperiment:
      return {"#e2f4f4", "#0b7285"};
    case GraphKind::kAction:
    case GraphKind::kStop:
      return {"#f4f6f8", "#6d7887"};
    case GraphKind::kRequest:
    case GraphKind::kModule:
      return {"#edf0fb", "#4453b3"};
    case GraphKind::kLoop:
      return {"#f3eefb", "#7446b8"};
    case GraphKind::kWithheld:
      return {"#ffffff", "#6d7887", "#596575"};
    case GraphKind::kExit:
    case GraphKind::kLeave:
      return {"#fcecec", "#b02a37"};
    case GraphKind::kEnd:
      return {"#e8ebef", "#3d4a5a"};
    case GraphKind::kGoal:
      return {"#e5f4ec", "#0c7a4d"};
  }
  return {kPaper, kLine};
}

}  // namespace camp::cli
