// A flow's graph in each of the formats that it is drawn in. Pure, but for the SVG, whose layout is
// Graphviz's; none of them opens anything.
//
// Names and texts come from scripts, which anybody may have written: each format escapes what would
// mean something in it. What is too long is cut, with all of it as the tooltip.
#pragma once
#include <string>
#include <string_view>

#include "cli/graph/figures.h"
#include "cli/render/json.h"
#include "lang/base/result.h"

namespace camp::cli {

// For a terminal: the flow from top to bottom, branches indented under their step. Nothing is cut.
std::string graph_text(const Picture& picture, bool color);
// Graphviz's language, with shapes, colours and tooltips.
std::string graph_dot(const Picture& picture);
// For Markdown that renders Mermaid. It has no tooltips: what was cut is a comment.
std::string graph_mermaid(const Picture& picture);
// A picture by itself: no script, no font, nothing from elsewhere. The same bytes for the same flow
// wherever the same Graphviz is. An Error where Graphviz's layout is not installed.
Result<std::string> graph_svg(const Picture& picture);
Json graph_json(const Picture& picture);

}  // namespace camp::cli
