#include "cli/names.h"

#include <type_traits>
#include <variant>

namespace camp::cli {
namespace {

template <class Node>
std::string_view kind_of(const Node& node) {
  if constexpr (std::is_same_v<Node, ast::Flow>) return node.journey ? "JOURNEY" : "CAMPAIGN";
  if constexpr (std::is_same_v<Node, ast::Message>) return "MESSAGE";
  if constexpr (std::is_same_v<Node, ast::Segment>) return "SEGMENT";
  if constexpr (std::is_same_v<Node, ast::List>) return "LIST";
  if constexpr (std::is_same_v<Node, ast::Event>) return "EVENT";
  if constexpr (std::is_same_v<Node, ast::Scenario>) return "SCENARIO";
  if constexpr (std::is_same_v<Node, ast::Drafter>) return "DRAFTER";
  return {};
}

bool is_of(std::string_view kind, std::string_view wanted) {
  const bool is_flow = kind == "JOURNEY" || kind == "CAMPAIGN";
  return kind == wanted || (is_flow && (wanted == "FLOW" || wanted == "NAME"));
}

}  // namespace

std::vector<std::string> names_of(const Analysis& analysis, std::string_view wanted) {
  std::vector<std::string> names;
  for (const auto& file : analysis.files()) {
    if (analysis.sources()[file.source].imported_at()) continue;
    for (const auto& declaration : file.declarations) {
      std::visit(
          [&](const auto& node) {
            if (!is_of(kind_of(node), wanted)) return;
            if constexpr (requires { node.name.text.size(); }) names.emplace_back(node.name.text);
          },
          declaration.node);
    }
  }
  return names;
}

}  // namespace camp::cli
