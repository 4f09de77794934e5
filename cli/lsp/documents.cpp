// What the editor has open, and its text in the one layout.
#include <algorithm>

#include "cli/lsp/methods.h"
#include "cli/lsp/uri.h"
#include "cli/lsp/wire.h"
#include "lang/base/limits.h"
#include "lang/format/format.h"

namespace camp::cli::lsp {

void take_did_open(Editor& editor, const Json& params) {
  const auto& document = params.at("textDocument");
  editor.workspace.open({document.at("uri").get<std::string>(),
                         {},
                         document.at("text").get<std::string>(),
                         document.value("version", std::int64_t{0})});
}

// Each change is one of the text that the one before has left.
void take_did_change(Editor& editor, const Json& params) {
  const auto uri = uri_in(params);
  const auto* document = editor.workspace.find(uri);
  if (document == nullptr) return;
  auto text = document->text;
  for (const auto& change : params.at("contentChanges")) {
    auto inserted = change.at("text").get<std::string>();
    if (!change.contains("range")) {
      text = std::move(inserted);
      continue;
    }
    const Source before("", std::move(text), std::nullopt);
    const auto span = span_of(before, 0, change.at("range"));
    text = before.text();
    text.replace(span.begin, span.end - span.begin, inserted);
  }
  // The parser says "too large" of a byte too many; more are only memory.
  if (text.size() > limits::kSourceBytes) text.resize(limits::kSourceBytes + 1);
  editor.workspace.change(uri, std::move(text),
                          params.at("textDocument").value("version", document->version));
}

void take_did_close(Editor& editor, const Json& params) { editor.workspace.close(uri_in(params)); }

void take_did_save(Editor& editor, const Json&) { editor.workspace.files_changed(); }

void take_watched_files(Editor& editor, const Json&) { editor.workspace.files_changed(); }

void take_workspace_folders(Editor& editor, const Json& params) {
  auto folders = editor.workspace.folders();
  const auto paths = [&](const char* which) {
    std::vector<std::string> found;
    for (const auto& folder : params.at("event").at(which))
      if (auto path = path_of(folder.at("uri").get<std::string>())) found.push_back(*path);
    return found;
  };
  for (const auto& gone : paths("removed"))
    folders.erase(std::remove(folders.begin(), folders.end(), gone), folders.end());
  for (const auto& added : paths("added")) folders.push_back(added);
  editor.workspace.set_folders(std::move(folders));
}

namespace {

// What differs between two texts, as one edit: from their first difference to their last, whole
// lines, so that a cursor elsewhere stays where it is.
Json one_edit(const Source& before, std::string_view after) {
  const auto old = before.text();
  const auto least = std::min(old.size(), after.size());
  std::size_t same = 0;
  while (same < least && old[same] == after[same]) ++same;
  same = same == 0 ? 0 : old.rfind('\n', same - 1) + 1;  // npos + 1 is 0
  std::size_t tail = 0;
  while (tail < least - same && old[old.size() - 1 - tail] == after[after.size() - 1 - tail])
    ++tail;
  const auto line_begin = old.find('\n', old.size() - tail);
  tail = line_begin == old.npos ? 0 : old.size() - line_begin - 1;
  const Span changed{0, static_cast<std::uint32_t>(same),
                     static_cast<std::uint32_t>(old.size() - tail)};
  return edit_json(before, changed, std::string(after.substr(same, after.size() - same - tail)));
}

}  // namespace

Result<Json> answer_formatting(Editor& editor, const Json& params) {
  const auto* document = editor.workspace.find(uri_in(params));
  if (document == nullptr) return Json();
  SourceSet alone;
  const auto id = alone.add(document->path, document->text);
  Diagnostics findings;
  const auto formatted = format_script(alone, id, findings);
  switch (formatted.outcome) {
    case Formatted::Outcome::kBroken:  // the editor shows why
      return Json();
    case Formatted::Outcome::kBug:
      return Error{ErrorKind::kCorrupt,
                   "its layout would be another script: this is a bug of camp; please report it",
                   document->path, ""};
    case Formatted::Outcome::kDone:
      break;
  }
  if (formatted.text == document->text) return Json::array();
  return Json::array({one_edit(alone[id], formatted.text)});
}

}  // namespace camp::cli::lsp
