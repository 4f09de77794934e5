// The flow as a picture. Graphviz says where everything goes (layout.h); words on a way are boxes
// of the layout as well, so that they stand on their line and nothing else runs through them.
#include <fmt/format.h>

#include <algorithm>

#include "cli/graph/formats.h"
#include "cli/graph/layout.h"
#include "cli/graph/routes.h"
#include "cli/graph/svg_box.h"
#include "cli/graph/svg_header.h"

namespace camp::cli {
namespace {

constexpr double kMargin = 28;
// Words stand where their way begins; what counts less gives way to what counts more.
constexpr int kToWords = 9, kFromWords = 8, kOnlyWay = 12, kSpine = 12;

// Classes and plain colours: what every reader of SVG understands, also those that know no
// variables.
constexpr std::string_view kStyle =
    "text{font-family:Helvetica,Arial,'Liberation Sans','Segoe UI',Roboto,sans-serif}"
    ".t{font-size:14px;font-weight:600}"
    ".d{font-size:12px;fill:#4c5867}"
    ".f{font-size:12px;font-weight:600;fill:#1b2430}"
    ".w{font-size:12px;fill:#3d4a5a;text-anchor:middle}"
    ".p{fill:#fff;stroke:#ccd3db}"
    ".b{fill:#8a5200}.bt{font-size:12px;font-weight:700;fill:#fff}"
    ".k{font-size:12px;fill:#596575}"
    ".h{font-size:21px;font-weight:700;fill:#1b2430}"
    ".s{font-size:13px;fill:#4c5867}"
    ".g{font-size:12px;font-weight:700}"
    ".e{fill:none;stroke:#8492a3;stroke-width:1.4}";

class SvgPicture {
 public:
  explicit SvgPicture(const Picture& picture) : picture_(picture), graph_(picture.graph) {}

  Result<std::string> draw() {
    add_boxes();
    for (const auto& edge : graph_.edges) add_edge(edge);
    add_spine(graph_.course);
    for (const auto& node : graph_.nodes)
      for (const auto& branch : node.branches) add_spine(branch.nodes);
    CAMP_ASSIGN(layout_, lay_out(sizes_, links_));
    return whole();
  }

 private:
  // What holds at any step stands above, and is not laid out.
  void add_boxes() {
    std::vector<bool> is_any_time(graph_.nodes.size());
    for (const auto number : graph_.any_time) is_any_time[number] = true;
    places_.resize(graph_.nodes.size());
    for (std::uint32_t i = 0; i < graph_.nodes.size(); ++i) {
      if (is_any_time[i]) continue;
      places_[i] = static_cast<std::uint32_t>(sizes_.size());
      boxes_.push_back(box_of(picture_, i));
      sizes_.push_back(boxes_.back().size);
    }
  }

  void add_edge(const GraphEdge& edge) {
    const auto from = places_[edge.from], to = places_[edge.to];
    const auto words = picture_.words_of(edge);
    if (words.empty()) {
      links_.push_back({from, to, edge.is_back, false, kOnlyWay});
      return;
    }
    pills_.push_back(pill_of(words));
    const auto pill = static_cast<std::uint32_t>(sizes_.size());
    sizes_.push_back(pills_.back().size);
    links_.push_back({from, pill, false, false, kToWords});
    links_.push_back({pill, to, edge.is_back, false, edge.is_back ? 1 : kFromWords});
  }

  // What follows in a sequence stands straight under what was before, with what only some come to
  // between; where there is something on every way, they balance by themselves.
  void add_spine(const std::vector<std::uint32_t>& nodes) {
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      const auto& branches = graph_.nodes[nodes[i - 1]].branches;
      if (branches.size() > 1 && std::any_of(branches.begin(), branches.end(),
                                             [](const auto& it) { return it.nodes.empty(); }))
        links_.push_back({places_[nodes[i - 1]], places_[nodes[i]], false, true, kSpine});
    }
  }

  bool is_box(std::uint32_t place) const { return place < boxes_.size(); }

  std::string line(const Routes& routes, std::size_t number) const {
    return fmt::format("<path d=\"{}\" class=\"e\"{}{}/>\n", routes.path(number),
                       links_[number].is_back ? " stroke-dasharray=\"5 4\"" : "",
                       is_box(links_[number].to) ? " marker-end=\"url(#a)\"" : "");
  }

  std::string whole() const {
    const auto header = svg_header(picture_);
    const double inner = std::max(header.size.width, layout_.size.width);
    const double width = inner + 2 * kMargin;
    const double height = header.size.height + layout_.size.height + 2 * kMargin;
    const auto name = svg_text((graph_.is_journey ? "journey " : "campaign ") + graph_.name);
    auto text = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-label=\"{2}\">\n<title>{2}</title>\n"
        "<style>{3}</style>\n"
        "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" "
        "markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
        "<path d=\"M0 .6L7.4 4 0 7.4z\" fill=\"#8492a3\"/></marker></defs>\n"
        "<rect width=\"100%\" height=\"100%\" rx=\"12\" fill=\"{4}\"/>\n"
        "<g transform=\"translate({5:.1f} {5:.1f})\">\n",
        width, height, name, kStyle, kPaper, kMargin);
    text += header.text;
    text += fmt::format("</g>\n<g transform=\"translate({:.1f} {:.1f})\">\n",
                        kMargin + (inner - layout_.size.width) / 2, kMargin + header.size.height);
    const Routes routes(sizes_, links_, layout_);
    for (std::size_t i = 0; i < links_.size(); ++i)
      if (!links_[i].is_hidden) text += line(routes, i);
    for (std::size_t i = 0; i < boxes_.size(); ++i) text += boxes_[i].draw(layout_.centers[i]);
    for (std::size_t i = 0; i < pills_.size(); ++i)
      text += pills_[i].draw(layout_.centers[boxes_.size() + i]);
    return text + "</g>\n</svg>\n";
  }

  const Picture& picture_;
  const FlowGraph& graph_;
  std::vector<std::uint32_t> places_;  // of nodes, among the layout's boxes
  std::vector<SvgBox> boxes_;
  std::vector<SvgPill> pills_;  // behind the boxes
  std::vector<BoxSize> sizes_;  // of both
  std::vector<Link> links_;
  Layout layout_;
};

}  // namespace

Result<std::string> graph_svg(const Picture& picture) { return SvgPicture(picture).draw(); }

}  // namespace camp::cli
