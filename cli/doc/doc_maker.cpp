// A compiled project as what its page says.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/doc/doc_names.h"
#include "cli/graph/formats.h"
#include "cli/message_rendering.h"
#include "lang/base/counted.h"
#include "lang/base/overloaded.h"
#include "lang/compile/compile.h"
#include "lang/graph/flow_graph.h"

namespace camp::cli {
namespace {

// What messages are rendered at, so that the same project gives the same page: the year 2000.
constexpr std::int64_t kRenderedAtMs = 946'717'200'000;

// In the order of the page.
enum class ChapterKind : std::uint8_t {
  kFlows,
  kMessages,
  kAudiences,
  kData,
  kConversations,
  kRules,
  kModules,
  kServices,
  kImports,
};
constexpr std::string_view kTitles[] = {"campaigns and journeys",
                                        "messages",
                                        "segments and lists",
                                        "contacts and events",
                                        "conversations",
                                        "rules",
                                        "modules",
                                        "services and drafters",
                                        "library"};

ChapterKind chapter_of(const ast::Declaration& declaration) {
  return std::visit(Overloaded{
                        [](const ast::Flow&) { return ChapterKind::kFlows; },
                        [](const ast::Message&) { return ChapterKind::kMessages; },
                        [](const ast::Segment&) { return ChapterKind::kAudiences; },
                        [](const ast::List&) { return ChapterKind::kAudiences; },
                        [](const ast::Define&) { return ChapterKind::kAudiences; },
                        [](const ast::Contact&) { return ChapterKind::kData; },
                        [](const ast::Event&) { return ChapterKind::kData; },
                        [](const ast::Conversation&) { return ChapterKind::kConversations; },
                        [](const ast::Outlet&) { return ChapterKind::kConversations; },
                        [](const ast::Policy&) { return ChapterKind::kRules; },
                        [](const ast::Invariant&) { return ChapterKind::kRules; },
                        [](const ast::Holdout&) { return ChapterKind::kRules; },
                        [](const ast::ChannelUse&) { return ChapterKind::kRules; },
                        [](const ast::Seeds&) { return ChapterKind::kRules; },
                        [](const ast::Module&) { return ChapterKind::kModules; },
                        [](const ast::Service&) { return ChapterKind::kServices; },
                        [](const ast::Drafter&) { return ChapterKind::kServices; },
                        [](const ast::Import&) { return ChapterKind::kImports; },
                        [](const ast::Scenario&) { return ChapterKind::kFlows; },  // has no entry
                    },
                    declaration.node);
}

class DocMaker {
 public:
  DocMaker(const CompiledProject& project, std::vector<std::string>* notes)
      : project_(project), names_(project.analysis), notes_(*notes) {}

  Result<ProjectDoc> run(const std::string& name) {
    Diagnostics none;
    CAMP_ASSIGN(paths_, step_paths(project_.analysis, none));
    CAMP_ASSIGN(auto viewer, MessageViewer::open(*project_.program, kRenderedAtMs));
    viewer_ = &viewer;
    ProjectDoc doc{name, {}, {}};
    for (std::size_t kind = 0; kind < std::size(kTitles); ++kind) {
      DocChapter chapter{std::string(kTitles[kind]), {}};
      for (const auto* declaration : names_.declarations())
        if (static_cast<std::size_t>(chapter_of(*declaration)) == kind)
          chapter.entries.push_back(entry_of(*declaration));
      if (!chapter.entries.empty()) doc.chapters.push_back(std::move(chapter));
    }
    doc.doc = std::move(project_doc_);
    return doc;
  }

 private:
  const SourceSet& sources() const { return project_.analysis.sources(); }

  DocEntry entry_of(const ast::Declaration& declaration) {
    DocEntry entry{.anchor = names_.anchor_of(declaration),
                   .kind = std::string(sources().text(declaration.keyword)),
                   .name = DocNames::name_of(declaration),
                   .place = sources().place_text(declaration.span),
                   .doc = declaration.doc};
    if (entry.name.empty()) entry.name = entry.kind;
    std::visit([&](const auto& node) { tell(node, declaration, entry); }, declaration.node);
    if (auto users = names_.users_of(declaration); !users.empty())
      entry.rows.push_back({"used by", std::move(users)});
    return entry;
  }

  // Whatever has no telling of its own stands as it is written.
  void tell(const auto&, const ast::Declaration& declaration, DocEntry& entry) {
    entry.source = names_.linked(declaration.span);
  }

  // Nothing else is there once in every project: its comment says what the project is.
  void tell(const ast::Contact& node, const ast::Declaration&, DocEntry& entry) {
    add_fields(node.fields, entry);
    project_doc_ = std::exchange(entry.doc, {});
  }
  void tell(const ast::Event& node, const ast::Declaration&, DocEntry& entry) {
    add_fields(node.fields, entry);
  }
  void add_fields(const std::vector<ast::Field>& fields, DocEntry& entry) {
    for (const auto& field : fields)
      entry.rows.push_back(
          {field.name.text,
           names_.linked({field.span.source, field.type.span.begin, field.span.end})});
  }

  void tell(const ast::Invariant& node, const ast::Declaration& declaration, DocEntry& entry) {
    entry.name = node.text.text;
    entry.source = names_.linked(declaration.span);
  }

  // Whose the addresses are is nobody's business who reads a page.
  void tell(const ast::Seeds& node, const ast::Declaration&, DocEntry& entry) {
    entry.rows.push_back(
        {"addresses", {{counted(node.addresses.size(), "address", "addresses"), {}}}});
  }

  // What it brings stands in its module's own script.
  void tell(const ast::Import& node, const ast::Declaration& declaration, DocEntry& entry) {
    entry.name = "std." + node.module.text;
    entry.source = names_.linked(declaration.span);
    for (const auto& file : project_.analysis.files()) {
      const auto& at = sources()[file.source].imported_at();
      if (!at || at->source != declaration.span.source || at->begin < declaration.span.begin ||
          at->end > declaration.span.end)
        continue;
      for (const auto& brought : file.declarations) {
        const auto name = DocNames::name_of(brought);
        if (name.empty() || std::holds_alternative<ast::Import>(brought.node)) continue;
        entry.rows.push_back(
            {std::string(sources().text(brought.keyword)) + " " + name, {{brought.doc, {}}}});
      }
    }
  }

  void tell(const ast::Message& node, const ast::Declaration& declaration, DocEntry& entry) {
    add_fields(node.parameters, entry);
    const auto renderings = viewer_->render_all(node.name.text, "");
    if (renderings.ok()) {
      entry.previews = sections_of(*renderings);
      for (auto& section : entry.previews) name_readers(section);
      return;
    }
    // A parameter without a preview, for one: then it stands as it is written.
    notes_.push_back(
        fmt::format("{} is not rendered: {}", node.name.text, renderings.error().message));
    entry.source = names_.linked(declaration.span);
  }

  // Nobody is looked at: whom a message is for is said where it tells several readers apart.
  static void name_readers(MessageSection& section) {
    constexpr std::string_view kNobody = "this contact; ";
    for (auto& column : section.columns) {
      if (column.reader.starts_with(kNobody)) column.reader.erase(0, kNobody.size());
      if (column.reader == "this contact") column.reader = "somebody unknown";
      if (section.columns.size() == 1) column.reader.clear();
    }
  }

  void tell(const ast::Flow& node, const ast::Declaration& declaration, DocEntry& entry) {
    for (const auto& property : node.written) {
      if (sources().text(property.keyword) == "flow") continue;
      entry.rows.push_back(row_of(property));
    }
    const auto scenarios = names_.scenarios_of(declaration);
    if (!scenarios.empty())
      entry.rows.push_back({"scenarios", {}, scenarios});
    const auto graph = graph_of(project_.analysis, paths_, node.name.text);
    entry.steps = graph_text({graph}, false);
    auto picture = graph_svg({graph});
    if (picture.ok())
      entry.picture = std::move(*picture);
    else if (!told_of_pictures_)
      notes_.push_back("there are no pictures: " + picture.error().message);
    told_of_pictures_ = told_of_pictures_ || !picture.ok();
  }

  // `goal`, and what is behind the word; of an audience what is inside of its braces.
  DocRow row_of(const ast::Property& property) const {
    const std::string word(sources().text(property.keyword));
    auto rest = trimmed({property.span.source, property.keyword.end, property.span.end});
    if (rest.begin == rest.end) return {word, {{"yes", {}}}};  // `again`, `once`
    if (word != "audience") return {word, names_.linked(rest)};
    const bool is_in_braces = sources().text(rest).starts_with('{') && rest.end - rest.begin > 1;
    if (is_in_braces) rest = trimmed({rest.source, rest.begin + 1, rest.end - 1});
    if (rest.begin == rest.end) return {word, {{"everybody", {}}}};
    return {word, names_.linked(rest)};
  }

  Span trimmed(Span span) const {
    constexpr std::string_view kBlanks = " \t\r\n";
    const auto text = sources().text(span);
    const auto begin = text.find_first_not_of(kBlanks);
    if (begin == text.npos) return {span.source, span.begin, span.begin};
    const auto end = text.find_last_not_of(kBlanks) + 1;
    return {span.source, span.begin + static_cast<std::uint32_t>(begin),
            span.begin + static_cast<std::uint32_t>(end)};
  }

  const CompiledProject& project_;
  DocNames names_;
  std::vector<std::string>& notes_;
  StepPaths paths_;
  MessageViewer* viewer_ = nullptr;  // while run() is
  std::string project_doc_;
  bool told_of_pictures_ = false;
};

}  // namespace

Result<ProjectDoc> doc_of(const std::string& name, const CompiledProject& project,
                          std::vector<std::string>* notes) {
  return DocMaker(project, notes).run(name);
}

}  // namespace camp::cli
