#include "cli/doc/doc_names.h"

#include <algorithm>
#include <set>

namespace camp::cli {
namespace {

// Nothing where a kind has no name of its own.
const ast::Name* name_node(const ast::Declaration& declaration) {
  return std::visit(
      [](const auto& node) -> const ast::Name* {
        using Node = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Node, ast::Import>) {
          return &node.module;
        } else if constexpr (requires { node.name.id; } && !std::is_same_v<Node, ast::Scenario>) {
          return &node.name;
        } else {
          return nullptr;
        }
      },
      declaration.node);
}

bool is_scenario(const ast::Declaration& declaration) {
  return std::holds_alternative<ast::Scenario>(declaration.node);
}

}  // namespace

DocNames::DocNames(const Analysis& analysis) : analysis_(analysis) {
  add_declarations();
  add_uses();
}

std::string DocNames::name_of(const ast::Declaration& declaration) {
  if (const auto* scenario = std::get_if<ast::Scenario>(&declaration.node))
    return scenario->name.text;
  const auto* name = name_node(declaration);
  return name != nullptr ? name->text : std::string();
}

void DocNames::add_declarations() {
  std::set<std::string> taken;
  for (const auto& file : analysis_.files()) {
    if (analysis_.sources()[file.source].imported_at()) continue;
    for (const auto& declaration : file.declarations) {
      all_.emplace(place_of(declaration.span), &declaration);
      if (is_scenario(declaration)) continue;
      declarations_.push_back(&declaration);
      const auto word = std::string(analysis_.sources().text(declaration.keyword));
      const auto name = name_of(declaration);
      auto anchor = name.empty() ? word : word + "-" + name;
      for (int more = 2; !taken.insert(anchor).second; ++more)  // several policies
        anchor = word + "-" + std::to_string(more);
      anchors_.emplace(&declaration, std::move(anchor));
    }
  }
}

void DocNames::add_uses() {
  std::map<Place, const ast::Declaration*> declared;
  for (const auto* declaration : declarations_)
    if (const auto* name = name_node(*declaration))
      declared.emplace(place_of(name->span), declaration);
  for (const auto& [use, meant] : analysis_.model().meanings) {
    const auto found = declared.find(place_of(meant));
    if (found != declared.end() && !(use == meant))
      uses_.emplace(place_of(use), std::pair(use, found->second));
  }
  for (const auto& [place, use] : uses_) {
    const auto* user = around(use.first);
    auto& users = users_[use.second];
    const bool is_new = std::find(users.begin(), users.end(), user) == users.end();
    if (user != nullptr && user != use.second && is_new) users.push_back(user);
  }
}

const ast::Declaration* DocNames::around(Span use) const {
  auto behind = all_.upper_bound(place_of(use));
  if (behind == all_.begin()) return nullptr;
  const auto* found = std::prev(behind)->second;
  return found->span.source == use.source && use.end <= found->span.end ? found : nullptr;
}

std::string DocNames::anchor_of(const ast::Declaration& declaration) const {
  const auto found = anchors_.find(&declaration);
  return found == anchors_.end() ? std::string() : found->second;
}

DocText DocNames::linked(Span span) const {
  DocText text;
  const auto& sources = analysis_.sources();
  const auto put = [&](std::uint32_t begin, std::uint32_t end, std::string anchor) {
    if (begin < end)
      text.push_back({std::string(sources.text({span.source, begin, end})), std::move(anchor)});
  };
  auto at = span.begin;
  for (auto use = uses_.lower_bound(place_of(span)); use != uses_.end(); ++use) {
    const auto& [where, meant] = use->second;
    if (where.source != span.source || where.end > span.end) break;
    if (where.begin < at) continue;
    put(at, where.begin, {});
    put(where.begin, where.end, anchor_of(*meant));
    at = where.end;
  }
  put(at, span.end, {});
  return text;
}

DocText DocNames::users_of(const ast::Declaration& declaration) const {
  DocText text;
  const auto found = users_.find(&declaration);
  if (found == users_.end()) return text;
  for (const auto* user : found->second) {
    if (is_scenario(*user)) continue;
    if (!text.empty()) text.push_back({", ", {}});
    const auto name = name_of(*user);
    text.push_back({name.empty() ? std::string(analysis_.sources().text(user->keyword)) : name,
                    anchor_of(*user)});
  }
  return text;
}

std::vector<std::string> DocNames::scenarios_of(const ast::Declaration& flow) const {
  std::set<const ast::Declaration*> meant{&flow};
  for (const auto& [declaration, users] : users_)
    if (std::holds_alternative<ast::Message>(declaration->node) &&
        std::find(users.begin(), users.end(), &flow) != users.end())
      meant.insert(declaration);
  std::vector<std::string> names;
  for (const auto& [place, scenario] : all_) {
    if (!is_scenario(*scenario)) continue;
    const bool speaks = std::any_of(meant.begin(), meant.end(), [&](const auto* one) {
      const auto users = users_.find(one);
      return users != users_.end() &&
             std::find(users->second.begin(), users->second.end(), scenario) != users->second.end();
    });
    if (speaks) names.push_back(name_of(*scenario));
  }
  return names;
}

}  // namespace camp::cli
