#include "cli/graph/layout.h"

#include <fmt/format.h>
#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace camp::cli {
namespace {

constexpr double kPixelsPerInch = 72;  // Graphviz's sizes are inches, its places points

// Graphviz's functions take `char*`, and change none of it.
char* mutable_text(const char* text) { return const_cast<char*>(text); }
char* mutable_text(const std::string& text) { return mutable_text(text.c_str()); }

struct ContextCloser {
  void operator()(GVC_t* context) const { gvFreeContext(context); }
};
struct GraphCloser {
  void operator()(Agraph_t* graph) const { agclose(graph); }
};

void set(void* object, const char* name, const std::string& value) {
  agsafeset(object, mutable_text(name), mutable_text(value), mutable_text(""));
}
std::string get(void* object, const char* name) {
  const char* value = agget(object, mutable_text(name));
  return value == nullptr ? std::string() : value;
}

// "12.5,7 80,9": with whatever else stands there (`e,` before an arrow's point) left out.
std::vector<Point> points_of(const std::string& text) {
  std::vector<Point> points;
  const char* at = text.c_str();
  while (*at != '\0') {
    char* end = nullptr;
    const double x = std::strtod(at, &end);
    if (end == at) {
      ++at;
      continue;
    }
    at = *end == ',' ? end + 1 : end;
    const double y = std::strtod(at, &end);
    points.push_back({x, y});
    at = end;
  }
  return points;
}

class Drawing {
 public:
  Drawing(const std::vector<BoxSize>& boxes, const std::vector<Link>& links)
      : context_(gvContext()), graph_(agopen(mutable_text("g"), Agdirected, nullptr)) {
    set(graph_.get(), "nodesep", "0.36");
    set(graph_.get(), "ranksep", "0.4");
    for (std::size_t i = 0; i < boxes.size(); ++i) add_box(boxes[i], i);
    for (std::size_t i = 0; i < links.size(); ++i) add_link(links[i]);
  }

  Result<Layout> lay_out() {
    if (gvLayout(context_.get(), graph_.get(), "dot") != 0)
      return Error{ErrorKind::kIo, "Graphviz could not lay the flow out", "",
                   "its layouts are in the package libgvc6; --format dot and mermaid need none"};
    attach_attrs(graph_.get());
    Layout layout;
    const auto corners = points_of(get(graph_.get(), "bb"));
    if (corners.size() == 2) layout.size = {corners[1].x, corners[1].y};
    const auto turned = [&](Point point) { return Point{point.x, layout.size.height - point.y}; };
    for (auto* node : nodes_) {
      const auto place = points_of(get(node, "pos"));
      layout.centers.push_back(place.empty() ? Point() : turned(place[0]));
    }
    for (auto* edge : edges_) {
      auto& curve = layout.curves.emplace_back();
      for (const auto point : points_of(get(edge, "pos"))) curve.push_back(turned(point));
    }
    gvFreeLayout(context_.get(), graph_.get());
    return layout;
  }

 private:
  void add_box(BoxSize size, std::size_t number) {
    auto* node = agnode(graph_.get(), mutable_text(fmt::format("n{}", number)), 1);
    set(node, "shape", "box");
    set(node, "fixedsize", "true");
    set(node, "label", "");
    set(node, "width", fmt::format("{:.4f}", size.width / kPixelsPerInch));
    set(node, "height", fmt::format("{:.4f}", size.height / kPixelsPerInch));
    nodes_.push_back(node);
  }

  void add_link(const Link& link) {
    auto* edge = agedge(graph_.get(), nodes_[link.from], nodes_[link.to], nullptr, 1);
    set(edge, "arrowhead", "none");
    set(edge, "tailport", link.is_back ? "e" : "s");
    set(edge, "headport", link.is_back ? "e" : "n");
    if (link.is_hidden) set(edge, "style", "invis");
    set(edge, "weight", fmt::format("{}", link.weight));
    edges_.push_back(edge);
  }

  std::unique_ptr<GVC_t, ContextCloser> context_;
  std::unique_ptr<Agraph_t, GraphCloser> graph_;  // before its context
  std::vector<Agnode_t*> nodes_;
  std::vector<Agedge_t*> edges_;
};

}  // namespace

Result<Layout> lay_out(const std::vector<BoxSize>& boxes, const std::vector<Link>& links) {
  return Drawing(boxes, links).lay_out();
}

}  // namespace camp::cli
