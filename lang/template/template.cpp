#include "lang/template/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/template/tags.h"

namespace camp::liquid {
namespace {

bool has_tags(const Block& block) {
  return std::any_of(block.nodes.begin(), block.nodes.end(), [](const Node& node) {
    return std::holds_alternative<std::unique_ptr<Tag>>(node.what);
  });
}

}  // namespace

Template parse(const ast::Text& text, Reporter& reporter) {
  Template result;
  std::vector<Mistake> mistakes;
  const Reading reading{text, *result.arena, Dialect::kMessage};
  try {
    const auto islands = cut_into_islands(text.text, &mistakes);
    read_blocks(reading, islands, &mistakes, &result.body);
    result.needs_body = has_tags(result.body);
  } catch (Mistake& mistake) {
    mistakes.push_back(std::move(mistake));
  }
  for (auto& mistake : mistakes) {
    if (reporter.is_full(text.span.source)) break;
    // An empty place is shown at the character before it.
    const auto begin =
        mistake.begin == mistake.end && mistake.begin > 0 ? mistake.begin - 1 : mistake.begin;
    auto report = reporter.report(mistake.code, text.source_span(begin, mistake.end),
                                  std::move(mistake.message));
    if (!mistake.label.empty()) report.label(std::move(mistake.label));
    report.help(std::move(mistake.help));
  }
  return result;
}

std::variant<Template, SyntaxError> parse_bare(const ast::Text& text, Strictness strictness) {
  Template result;
  const Reading reading{text, *result.arena,
                        strictness == Strictness::kStrict ? Dialect::kStrict : Dialect::kLax};
  try {
    const auto islands = cut_into_islands(text.text, nullptr);
    read_blocks(reading, islands, nullptr, &result.body);
    return result;
  } catch (const Mistake& mistake) {
    const auto end = text.text.begin() +
                     static_cast<std::ptrdiff_t>(std::min(mistake.liquid_at, text.text.size()));
    const auto lines = std::count(text.text.begin(), end, '\n');
    return SyntaxError{static_cast<std::uint32_t>(lines) + 1 + mistake.lines_more, mistake.liquid};
  }
}

bool Output::is_raw() const {
  return std::any_of(filters.begin(), filters.end(),
                     [](const Filter& filter) { return filter.name.text == "raw"; });
}

namespace {

bool is_blank_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_liquid_space);
}

template <class Branches>
bool all_blank(const Branches& branches) {
  return std::all_of(branches.begin(), branches.end(),
                     [](const auto& branch) { return branch.body.is_blank(); });
}

struct IsBlank {
  bool operator()(const If& node) const { return all_blank(node.branches); }
  bool operator()(const Case& node) const { return all_blank(node.branches); }
  bool operator()(const For& node) const {
    return node.body.is_blank() && (!node.otherwise || node.otherwise->is_blank());
  }
  bool operator()(const TableRow& node) const { return node.body.is_blank(); }
  bool operator()(const IfChanged& node) const { return node.body.is_blank(); }
  bool operator()(const Assign&) const { return true; }
  bool operator()(const Capture&) const { return true; }
  template <class Other>
  bool operator()(const Other&) const {
    return false;
  }
};

}  // namespace

bool Block::is_blank() const {
  return std::all_of(nodes.begin(), nodes.end(), [](const Node& node) { return node.is_blank(); });
}

bool Node::is_blank() const {
  if (auto* text = std::get_if<std::string>(&what)) return is_blank_text(*text);
  auto* tag = std::get_if<std::unique_ptr<Tag>>(&what);
  return tag != nullptr && std::visit(IsBlank{}, **tag);
}

ast::Text text_of_file(const SourceSet& sources, SourceId source) {
  auto text = sources[source].text();
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::uint32_t skip = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  return {std::string(text.substr(skip)),
          {source, 0, static_cast<std::uint32_t>(text.size())},
          {{0, skip}}};
}

}  // namespace camp::liquid
