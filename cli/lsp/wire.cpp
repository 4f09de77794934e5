#include "cli/lsp/wire.h"

#include <algorithm>

namespace camp::cli::lsp {
namespace {

enum Severity : int { kSeverityError = 1, kSeverityWarning = 2 };
enum Tag : int { kTagUnnecessary = 1 };

// Where a span is shown: of a library module the project's import.
Span shown(const SourceSet& sources, Span span) {
  const auto& imported = sources[span.source].imported_at();
  return imported ? *imported : span;
}

std::string message_of(const Diagnostic& diagnostic) {
  auto text = diagnostic.message;
  if (!diagnostic.primary.text.empty()) text += " (" + diagnostic.primary.text + ")";
  for (const auto& note : diagnostic.notes) text += "\n" + note;
  if (!diagnostic.help.empty()) text += "\n" + diagnostic.help;
  return text;
}

}  // namespace

Json position_json(const Source& source, std::uint32_t offset) {
  const auto place = source.locate(offset, ColumnUnit::kUtf16);
  return {{"line", place.line - 1}, {"character", place.column - 1}};
}

Json range_json(const Source& source, std::uint32_t begin, std::uint32_t end) {
  return {{"start", position_json(source, begin)}, {"end", position_json(source, end)}};
}

Json range_json(const SourceSet& sources, Span span) {
  return range_json(sources[span.source], span.begin, span.end);
}

Json location_json(const Workspace& workspace, const Place& place, Span span) {
  const auto& sources = place.analysis().sources();
  span = shown(sources, span);
  return {{"uri", workspace.uri_in(place.root, sources[span.source])},
          {"range", range_json(sources, span)}};
}

Json edit_json(const Source& source, Span span, std::string text) {
  return {{"range", range_json(source, span.begin, span.end)}, {"newText", std::move(text)}};
}

std::uint32_t offset_of(const Source& source, const Json& position) {
  const auto at_most = [](std::int64_t value) {
    constexpr std::int64_t kMost = INT32_MAX;  // and from 1, as LineColumn counts
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, kMost) + 1);
  };
  return source.offset_of({at_most(position.at("line").get<std::int64_t>()),
                           at_most(position.at("character").get<std::int64_t>())},
                          ColumnUnit::kUtf16);
}

Span span_of(const Source& source, SourceId id, const Json& range) {
  const auto begin = offset_of(source, range.at("start"));
  return {id, begin, std::max(begin, offset_of(source, range.at("end")))};
}

std::pair<std::string, Json> diagnostic_json(const Workspace& workspace, const Place& place,
                                             const Diagnostic& diagnostic) {
  const auto& sources = place.analysis().sources();
  const auto at = shown(sources, diagnostic.primary.span);
  Json json{{"range", range_json(sources, at)},
            {"severity",
             diagnostic.severity() == camp::Severity::kError ? kSeverityError : kSeverityWarning},
            {"code", code_text(diagnostic.code)},
            {"source", "camp"},
            {"message", message_of(diagnostic)}};
  if (diagnostic.code == Code::kUnusedName) json["tags"] = Json::array({kTagUnnecessary});
  for (const auto& label : diagnostic.secondary)
    json["relatedInformation"].push_back({{"location", location_json(workspace, place, label.span)},
                                          {"message", label.text.empty() ? "here" : label.text}});
  return {workspace.uri_in(place.root, sources[at.source]), std::move(json)};
}

std::string uri_in(const Json& params) {
  return params.at("textDocument").at("uri").get<std::string>();
}

std::optional<Place> place_in(Editor& editor, const Json& params) {
  return editor.workspace.place_of(uri_in(params));
}

}  // namespace camp::cli::lsp
