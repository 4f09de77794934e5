// What stands above the picture: the flow's name, its brief, and in rows what holds for all of it.
#pragma once
#include <string>

#include "cli/graph/figures.h"
#include "cli/graph/layout.h"

namespace camp::cli {

struct SvgHeader {
  std::string text;  // drawn from (0, 0) on
  BoxSize size;
};
SvgHeader svg_header(const Picture& picture);

}  // namespace camp::cli
