// What a document is made of: its outline, the project's symbols, what can be folded.
#include <algorithm>

#include "cli/lsp/methods.h"
#include "cli/lsp/wire.h"
#include "lang/editor/folding.h"
#include "lang/editor/outline.h"

namespace camp::cli::lsp {
namespace {

using editor::OutlineItem;
using editor::OutlineKind;

// SymbolKind of the protocol.
enum Symbol : int {
  kSymbolModule = 2,
  kSymbolNamespace = 3,
  kSymbolPackage = 4,
  kSymbolClass = 5,
  kSymbolMethod = 6,
  kSymbolProperty = 7,
  kSymbolField = 8,
  kSymbolEnum = 10,
  kSymbolInterface = 11,
  kSymbolFunction = 12,
  kSymbolConstant = 14,
  kSymbolString = 15,
  kSymbolArray = 18,
  kSymbolObject = 19,
  kSymbolEnumMember = 22,
  kSymbolStruct = 23,
  kSymbolEvent = 24,
};

int symbol_kind(OutlineKind kind) {
  switch (kind) {
    case OutlineKind::kContact:
      return kSymbolStruct;
    case OutlineKind::kEvent:
      return kSymbolEvent;
    case OutlineKind::kSegment:
      return kSymbolClass;
    case OutlineKind::kList:
    case OutlineKind::kSeeds:
      return kSymbolArray;
    case OutlineKind::kDefine:
    case OutlineKind::kScenario:
      return kSymbolFunction;
    case OutlineKind::kConversation:
      return kSymbolNamespace;
    case OutlineKind::kMessage:
      return kSymbolString;
    case OutlineKind::kModule:
      return kSymbolModule;
    case OutlineKind::kCampaign:
    case OutlineKind::kJourney:
      return kSymbolInterface;
    case OutlineKind::kPolicy:
    case OutlineKind::kHoldout:
    case OutlineKind::kInvariant:
      return kSymbolConstant;
    case OutlineKind::kService:
    case OutlineKind::kOutlet:
    case OutlineKind::kChannel:
    case OutlineKind::kDrafter:
      return kSymbolObject;
    case OutlineKind::kImport:
      return kSymbolPackage;
    case OutlineKind::kField:
      return kSymbolField;
    case OutlineKind::kContent:
    case OutlineKind::kGoal:
      return kSymbolProperty;
    case OutlineKind::kCall:
      return kSymbolMethod;
    case OutlineKind::kExperiment:
      return kSymbolEnum;
    case OutlineKind::kArm:
      return kSymbolEnumMember;
  }
  return kSymbolObject;
}

Json symbols_json(const SourceSet& sources, const std::vector<OutlineItem>& items) {
  Json all = Json::array();
  for (const auto& item : items) {
    all.push_back({{"name", item.name},
                   {"detail", item.detail},
                   {"kind", symbol_kind(item.kind)},
                   {"range", range_json(sources, item.span)},
                   {"selectionRange", range_json(sources, item.name_span)},
                   {"children", symbols_json(sources, item.inside)}});
  }
  return all;
}

// The letters of the query in their order, as editors filter, without regard to case.
bool matches(std::string_view name, std::string_view query) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::size_t at = 0;
  for (const char c : name)
    if (at < query.size() && lower(c) == lower(query[at])) ++at;
  return at == query.size();
}

}  // namespace

Result<Json> answer_document_symbol(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  return symbols_json(place->analysis().sources(),
                      editor::outline_of(place->analysis(), place->source));
}

Result<Json> answer_workspace_symbol(Editor& editor, const Json& params) {
  const auto query = params.at("query").get<std::string>();
  Json all = Json::array();
  for (const auto& place : editor.workspace.projects()) {
    const auto& analysis = place.analysis();
    for (SourceId id = 0; id < analysis.files().size(); ++id) {
      if (analysis.sources()[id].imported_at()) continue;
      for (const auto& item : editor::outline_of(analysis, id))
        if (item.kind != OutlineKind::kImport && matches(item.name, query))
          all.push_back({{"name", item.name},
                         {"kind", symbol_kind(item.kind)},
                         {"location", location_json(editor.workspace, place, item.name_span)},
                         {"containerName", item.detail}});
    }
  }
  return all;
}

// Also of a text that belongs to no project.
Result<Json> answer_folding_range(Editor& editor, const Json& params) {
  const auto* document = editor.workspace.find(uri_in(params));
  if (document == nullptr) return Json();
  const Source source(document->path, document->text, std::nullopt);
  Json all = Json::array();
  for (const auto& fold : editor::folds_of(source.text())) {
    Json one{{"startLine", source.locate(fold.begin).line - 1},
             {"endLine", source.locate(fold.end).line - 1}};
    if (fold.kind == editor::Fold::Kind::kComment) one["kind"] = "comment";
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace camp::cli::lsp
