// Names: what they mean, where they are declared and used, another one for them.
#include <fmt/format.h>

#include "cli/lsp/methods.h"
#include "cli/lsp/wire.h"
#include "lang/base/counted.h"
#include "lang/editor/completion.h"
#include "lang/editor/hover.h"
#include "lang/editor/rename.h"
#include "runtime/explain/told_text.h"
#include "stdlib/modules/modules.h"

namespace camp::cli::lsp {
namespace {

std::string markdown_of(const editor::Hover& hover, const std::string& count) {
  auto text = "```camp\n" + hover.signature + "\n```";
  if (!hover.doc.empty()) text += "\n\n" + hover.doc;
  if (!count.empty()) text += "\n\n" + count;
  return text;
}

std::string count_of(Editor& editor, const std::string& root, const std::string& set) {
  const auto count = set.empty() ? std::nullopt : editor.counts.find(root, set);
  if (!count) return {};
  return fmt::format("{} of {} are in it now", grouped(count->members),
                     counted(count->contacts, "contact"));
}

// The file that a text names: `html file "offer.html"`.
std::optional<Span> named_file(const Analysis& analysis, SourceId source, std::uint32_t offset) {
  std::optional<Span> found;
  if (source >= analysis.files().size()) return found;
  ast::walk(analysis.files()[source], [&](const auto& node) {
    using Node = std::decay_t<decltype(node)>;
    const ast::Text* name = nullptr;
    if constexpr (std::is_same_v<Node, ast::PartUse>) {
      if (node.file && node.text) name = &*node.text;
    } else if constexpr (std::is_same_v<Node, ast::Declaration>) {
      const auto* drafter = std::get_if<ast::Drafter>(&node.node);
      if (drafter != nullptr && drafter->in_file) name = &*drafter->instructions;
    }
    if (name != nullptr && name->span.begin <= offset && offset <= name->span.end)
      if (const auto file = analysis.sources().find(name->text)) found = Span{*file, 0, 0};
    return node.span.begin <= offset && offset <= node.span.end;
  });
  return found;
}

int completion_kind(editor::ProposalKind kind) {
  using Kind = editor::ProposalKind;
  enum : int {
    kMethod = 2,
    kFunction = 3,
    kField = 5,
    kVariable = 6,
    kClass = 7,
    kInterface = 8,
    kModule = 9,
    kProperty = 10,
    kValue = 12,
    kKeyword = 14,
    kEnumMember = 20,
    kConstant = 21,
    kEvent = 23,
    kTypeParameter = 25,
  };
  switch (kind) {
    case Kind::kKeyword:
      return kKeyword;
    case Kind::kField:
      return kField;
    case Kind::kEvent:
      return kEvent;
    case Kind::kSet:
      return kClass;
    case Kind::kMessage:
      return kConstant;
    case Kind::kModule:
      return kModule;
    case Kind::kFlow:
    case Kind::kConversation:
      return kInterface;
    case Kind::kFunction:
      return kFunction;
    case Kind::kLocal:
      return kVariable;
    case Kind::kChannel:
    case Kind::kChoice:
      return kEnumMember;
    case Kind::kPart:
      return kProperty;
    case Kind::kType:
      return kTypeParameter;
    case Kind::kCall:
      return kMethod;
  }
  return kValue;
}

}  // namespace

Result<Json> answer_hover(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  const auto offset = offset_of(place->text(), params.at("position"));
  const auto hover = editor::hover_at(place->analysis(), *place->names, place->source, offset);
  if (!hover) return Json();
  return Json{{"contents",
               {{"kind", "markdown"},
                {"value", markdown_of(*hover, count_of(editor, place->root, hover->set))}}},
              {"range", range_json(place->analysis().sources(), hover->span)}};
}

Result<Json> answer_definition(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  const auto offset = offset_of(place->text(), params.at("position"));
  if (const auto* named = place->names->at(place->source, offset))
    return location_json(editor.workspace, *place, named->declared);
  if (const auto file = named_file(place->analysis(), place->source, offset))
    return location_json(editor.workspace, *place, *file);
  return Json();
}

Result<Json> answer_references(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  const auto* named =
      place->names->at(place->source, offset_of(place->text(), params.at("position")));
  if (named == nullptr) return Json();
  Json all = Json::array();
  const auto add = [&](Span span) {
    if (!place->analysis().sources()[span.source].imported_at())
      all.push_back(location_json(editor.workspace, *place, span));
  };
  if (params.contains("context") && params["context"].value("includeDeclaration", false))
    add(named->declared);
  for (const auto use : named->uses) add(use);
  return all;
}

Result<Json> answer_document_highlight(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  const auto* named =
      place->names->at(place->source, offset_of(place->text(), params.at("position")));
  if (named == nullptr) return Json();
  Json all = Json::array();
  const auto add = [&](Span span) {
    if (span.source == place->source)
      all.push_back({{"range", range_json(place->analysis().sources(), span)}});
  };
  add(named->declared);
  for (const auto use : named->uses) add(use);
  return all;
}

Result<Json> answer_prepare_rename(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  const auto& analysis = place->analysis();
  CAMP_ASSIGN(const auto span,
              editor::renamable_at(analysis, *place->names, place->source,
                                   offset_of(place->text(), params.at("position"))));
  return Json{{"range", range_json(analysis.sources(), span)},
              {"placeholder", analysis.sources().text(span)}};
}

Result<Json> answer_rename(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  const auto& sources = place->analysis().sources();
  const std::vector<TextFile> none;  // what is open is in the analysis
  CAMP_ASSIGN(const auto edits,
              editor::rename(place->analysis(), *place->names, place->source,
                             offset_of(place->text(), params.at("position")),
                             params.at("newName").get<std::string>(),
                             reader_of(Project{place->root}, none), library_modules()));
  Json changes = Json::object();
  for (const auto& [span, text] : edits)
    changes[editor.workspace.uri_in(place->root, sources[span.source])].push_back(
        edit_json(sources[span.source], span, text));
  return Json{{"changes", std::move(changes)}};
}

Result<Json> answer_completion(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  const auto& text = place->text();
  const auto offset = offset_of(text, params.at("position"));
  const auto completion = editor::complete(
      place->analysis(), place->last_good != nullptr ? &place->last_good->analysis : nullptr,
      place->source, offset, {library_modules(), gate_words()});
  Json items = Json::array();
  for (const auto& proposal : completion.proposals) {
    Json item{
        {"label", proposal.label},
        {"kind", completion_kind(proposal.kind)},
        {"textEdit", edit_json(text, {place->source, completion.begin, offset}, proposal.label)}};
    if (!proposal.detail.empty()) item["detail"] = proposal.detail;
    if (!proposal.doc.empty()) item["documentation"] = proposal.doc;
    items.push_back(std::move(item));
  }
  return Json{{"isIncomplete", false}, {"items", std::move(items)}};
}

}  // namespace camp::cli::lsp
