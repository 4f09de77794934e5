// The project's own types as the protocol writes them, and back. Columns are UTF-16 code units,
// which every editor speaks; what is beyond a line or the text is its end.
#pragma once
#include <string>
#include <utility>

#include "cli/lsp/editor.h"
#include "cli/render/json.h"

namespace camp::cli::lsp {

Json position_json(const Source& source, std::uint32_t offset);
Json range_json(const Source& source, std::uint32_t begin, std::uint32_t end);
Json range_json(const SourceSet& sources, Span span);
Json location_json(const Workspace& workspace, const Place& place, Span span);
Json edit_json(const Source& source, Span span, std::string text);

std::uint32_t offset_of(const Source& source, const Json& position);
Span span_of(const Source& source, SourceId id, const Json& range);

// A finding with the URI of the file that it is published for: of one in a library module that is
// where the project imports it.
std::pair<std::string, Json> diagnostic_json(const Workspace& workspace, const Place& place,
                                             const Diagnostic& diagnostic);

// The document that a request is about.
std::string uri_in(const Json& params);
std::optional<Place> place_in(Editor& editor, const Json& params);

}  // namespace camp::cli::lsp
