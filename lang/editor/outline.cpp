#include "lang/editor/outline.h"

#include "lang/base/overloaded.h"

namespace camp::editor {
namespace {

OutlineItem item_of(OutlineKind kind, const ast::Name& name, Span span, std::string detail = {}) {
  return {kind, name.text, std::move(detail), span, name.span};
}

class Outline {
 public:
  explicit Outline(const SourceSet& sources) : sources_(sources) {}

  OutlineItem of(const ast::Declaration& declaration) const {
    auto item =
        std::visit([&](const auto& node) { return head(node, declaration); }, declaration.node);
    item.span = declaration.span;
    if (item.detail.empty()) item.detail = std::string(sources_.text(declaration.keyword));
    // A name that is missing, or that a broken declaration has somewhere else.
    if (item.name.empty() || !contains(item.span, item.name_span))
      item.name_span = declaration.keyword;
    if (item.name.empty()) item.name = sources_.text(declaration.keyword);
    return item;
  }

 private:
  static bool contains(Span outer, Span inner) {
    return outer.begin <= inner.begin && inner.end <= outer.end;
  }

  static OutlineItem named(OutlineKind kind, const ast::Name& name) {
    return item_of(kind, name, name.span);
  }
  static OutlineItem nameless(OutlineKind kind, const ast::Declaration& declaration) {
    return {kind, {}, {}, declaration.span, declaration.keyword};
  }

  std::vector<OutlineItem> fields(const std::vector<ast::Field>& fields) const {
    std::vector<OutlineItem> items;
    for (const auto& field : fields)
      items.push_back(item_of(OutlineKind::kField, field.name, field.span,
                              std::string(sources_.text(field.type.span))));
    return items;
  }

  OutlineItem head(const ast::Contact& node, const ast::Declaration& declaration) const {
    auto item = nameless(OutlineKind::kContact, declaration);
    item.inside = fields(node.fields);
    return item;
  }
  OutlineItem head(const ast::Event& node, const ast::Declaration&) const {
    auto item = named(OutlineKind::kEvent, node.name);
    item.inside = fields(node.fields);
    return item;
  }
  OutlineItem head(const ast::Segment& node, const ast::Declaration&) const {
    return named(OutlineKind::kSegment, node.name);
  }
  OutlineItem head(const ast::List& node, const ast::Declaration&) const {
    return named(OutlineKind::kList, node.name);
  }
  OutlineItem head(const ast::Define& node, const ast::Declaration&) const {
    return named(OutlineKind::kDefine, node.name);
  }
  OutlineItem head(const ast::Conversation& node, const ast::Declaration&) const {
    return named(OutlineKind::kConversation, node.name);
  }
  OutlineItem head(const ast::Message& node, const ast::Declaration&) const {
    auto item = named(OutlineKind::kMessage, node.name);
    for (const auto& content : node.contents)
      item.inside.push_back(item_of(OutlineKind::kContent, content.channel, content.span));
    return item;
  }
  OutlineItem head(const ast::Module& node, const ast::Declaration&) const {
    return named(OutlineKind::kModule, node.name);
  }
  OutlineItem head(const ast::Flow& node, const ast::Declaration&) const {
    auto item = named(node.journey ? OutlineKind::kJourney : OutlineKind::kCampaign, node.name);
    for (const auto& goal : node.goals)
      item.inside.push_back(item_of(OutlineKind::kGoal, goal.name, goal.span));
    if (node.body) add_experiments(*node.body, item.inside);
    return item;
  }
  OutlineItem head(const ast::Scenario& node, const ast::Declaration&) const {
    return {OutlineKind::kScenario, node.name.text, {}, node.name.span, node.name.span};
  }
  OutlineItem head(const ast::Invariant& node, const ast::Declaration&) const {
    return {OutlineKind::kInvariant, node.text.text, {}, node.text.span, node.text.span};
  }
  OutlineItem head(const ast::Policy&, const ast::Declaration& declaration) const {
    return nameless(OutlineKind::kPolicy, declaration);
  }
  OutlineItem head(const ast::Holdout& node, const ast::Declaration&) const {
    return named(OutlineKind::kHoldout, node.name);
  }
  OutlineItem head(const ast::Service& node, const ast::Declaration&) const {
    auto item = named(OutlineKind::kService, node.name);
    for (const auto& call : node.calls)
      item.inside.push_back(item_of(OutlineKind::kCall, call.name, call.span));
    return item;
  }
  OutlineItem head(const ast::Outlet& node, const ast::Declaration&) const {
    return named(OutlineKind::kOutlet, node.name);
  }
  OutlineItem head(const ast::ChannelUse& node, const ast::Declaration&) const {
    return named(OutlineKind::kChannel, node.name);
  }
  OutlineItem head(const ast::Seeds& node, const ast::Declaration&) const {
    return named(OutlineKind::kSeeds, node.name);
  }
  OutlineItem head(const ast::Drafter& node, const ast::Declaration&) const {
    return named(OutlineKind::kDrafter, node.name);
  }
  OutlineItem head(const ast::Import& node, const ast::Declaration&) const {
    return named(OutlineKind::kImport, node.module);
  }

  static void add_experiments(const ast::Block& block, std::vector<OutlineItem>& into) {
    ast::walk(block, Overloaded{[&](const ast::Statement& statement) {
                                  if (auto* one = std::get_if<ast::Experiment>(&statement.node))
                                    into.push_back(experiment(*one, statement.span));
                                  return true;
                                },
                                [](const auto&) { return true; }});
  }

  static OutlineItem experiment(const ast::Experiment& node, Span span) {
    auto item = item_of(OutlineKind::kExperiment, node.name, span);
    for (const auto& arm : node.arms)
      if (contains(arm.span, arm.name.span))
        item.inside.push_back(item_of(OutlineKind::kArm, arm.name, arm.span));
    return item;
  }

  const SourceSet& sources_;
};

}  // namespace

std::vector<OutlineItem> outline_of(const Analysis& analysis, SourceId source) {
  std::vector<OutlineItem> items;
  if (source >= analysis.files().size()) return items;
  for (const auto& declaration : analysis.files()[source].declarations)
    items.push_back(Outline(analysis.sources()).of(declaration));
  return items;
}

}  // namespace camp::editor
