#include "cli/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <variant>

#include "runtime/explain/unknown.h"

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

std::optional<Error> wrong_campaign(const Program& program, const std::string& name) {
  std::vector<NameIndex> campaigns;
  for (const auto& flow : program.flows) {
    if (flow.kind == FlowKind::kCampaign) {
      campaigns.push_back(flow.name);
    } else if (program.name(flow.name) == name) {
      return Error{ErrorKind::kNotFound,
                   fmt::format("'{}' is a journey: there is no campaign of that name", name), "",
                   "its contacts come in by its start event: camp emit EVENT --contact ID"};
    }
  }
  auto names = names_in(program, campaigns);
  if (std::find(names.begin(), names.end(), name) != names.end()) return std::nullopt;
  return unknown_name("campaign", name, names);
}

}  // namespace camp::cli
