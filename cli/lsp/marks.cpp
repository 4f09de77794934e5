// What an editor shows in and beside the text: colours, what is left unsaid, ways out, lenses.
#include <algorithm>

#include "cli/lsp/methods.h"
#include "cli/lsp/wire.h"
#include "lang/editor/hints.h"
#include "lang/editor/outline.h"
#include "lang/editor/tokens.h"

namespace camp::cli::lsp {
namespace {

using editor::MeaningfulToken;
using editor::TokenMeaning;

// The protocol's names, by TokenMeaning: what themes know.
constexpr std::string_view kTokenTypes[] = {
    "keyword",  "comment",   "string",    "number",   "type",      "event",
    "class",    "interface", "variable",  "function", "namespace", "class",
    "function", "property",  "parameter", "variable", "variable",
};
// Of one type each once, as a legend needs it.
std::vector<std::string_view> legend() {
  std::vector<std::string_view> types;
  for (auto type : kTokenTypes)
    if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
  return types;
}

// Five numbers a token: lines and columns from the one before, length, type, modifiers. Pieces that
// span lines come line by line.
class TokenNumbers {
 public:
  explicit TokenNumbers(const Source& source) : source_(source), legend_(legend()) {}

  void add(const MeaningfulToken& token) {
    const auto type = std::find(legend_.begin(), legend_.end(),
                                kTokenTypes[static_cast<std::size_t>(token.meaning)]) -
                      legend_.begin();
    auto begin = token.span.begin;
    while (begin < token.span.end) {
      const auto from = source_.locate(begin, ColumnUnit::kUtf16);
      const auto line_end = source_.line_begin(from.line) +
                            static_cast<std::uint32_t>(source_.line(from.line).size());
      const auto end = std::min(token.span.end, line_end);
      if (end > begin) {
        const auto to = source_.locate(end, ColumnUnit::kUtf16);
        put(from, to.column - from.column, static_cast<std::uint32_t>(type), token.is_declaration);
      }
      if (from.line == source_.line_count()) return;
      begin = std::max(end, source_.line_begin(from.line + 1));
    }
  }
  Json take() { return std::move(numbers_); }

 private:
  void put(LineColumn at, std::uint32_t length, std::uint32_t type, bool declaration) {
    numbers_.push_back(at.line - last_.line);
    numbers_.push_back(at.line == last_.line ? at.column - last_.column : at.column - 1);
    numbers_.push_back(length);
    numbers_.push_back(type);
    numbers_.push_back(declaration ? 1 : 0);
    last_ = at;
  }

  const Source& source_;
  std::vector<std::string_view> legend_;
  LineColumn last_;
  Json numbers_ = Json::array();
};

Json lens(const Json& range, std::string title, std::string command, Json arguments) {
  return {{"range", range},
          {"command",
           {{"title", std::move(title)},
            {"command", std::move(command)},
            {"arguments", std::move(arguments)}}}};
}

}  // namespace

Json token_legend() {
  return {{"tokenTypes", legend()}, {"tokenModifiers", Json::array({"declaration"})}};
}

Result<Json> answer_semantic_tokens(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  TokenNumbers numbers(place->text());
  for (const auto& token :
       editor::meaningful_tokens(place->analysis(), *place->names, place->source))
    numbers.add(token);
  return Json{{"data", numbers.take()}};
}

Result<Json> answer_inlay_hint(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  Json all = Json::array();
  const auto range = span_of(place->text(), place->source, params.at("range"));
  for (const auto& hint : editor::hints_in(place->analysis(), range))
    all.push_back({{"position", position_json(place->text(), hint.offset)},
                   {"label", hint.text},
                   {"tooltip", hint.doc}});
  return all;
}

// Each fix of a finding that touches the range; one that is the only way out is the preferred one.
Result<Json> answer_code_action(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  const auto& sources = place->analysis().sources();
  const auto range = span_of(place->text(), place->source, params.at("range"));
  Json all = Json::array();
  for (const auto& finding : place->project->diagnostics.all()) {
    const auto at = finding.primary.span;
    if (at.source != range.source || at.begin > range.end || at.end < range.begin) continue;
    for (const auto& fix : finding.fixes) {
      if (sources[fix.span.source].imported_at()) continue;
      Json changes;
      changes[editor.workspace.uri_in(place->root, sources[fix.span.source])].push_back(
          edit_json(sources[fix.span.source], fix.span, fix.replacement));
      all.push_back({{"title", fix.title},
                     {"kind", "quickfix"},
                     {"isPreferred", finding.fixes.size() == 1},
                     {"diagnostics",
                      Json::array({diagnostic_json(editor.workspace, *place, finding).second})},
                     {"edit", {{"changes", std::move(changes)}}}});
    }
  }
  return all;
}

// The commands are the editor's own: it runs `camp test NAME` and `camp graph NAME` in the folder.
Result<Json> answer_code_lens(Editor& editor, const Json& params) {
  const auto place = place_in(editor, params);
  if (!place) return Json();
  Json all = Json::array();
  for (const auto& item : editor::outline_of(place->analysis(), place->source)) {
    const auto range = range_json(place->analysis().sources(), item.name_span);
    const Json arguments = Json::array({place->root, item.name});
    if (item.kind == editor::OutlineKind::kScenario)
      all.push_back(lens(range, "Run test", "camp.test", arguments));
    if (item.kind == editor::OutlineKind::kCampaign || item.kind == editor::OutlineKind::kJourney)
      all.push_back(lens(range, "Show graph", "camp.graph", arguments));
  }
  return all;
}

}  // namespace camp::cli::lsp
