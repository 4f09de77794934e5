// From the first word to the last: what camp can do, and when it ends.
#include "cli/lsp/methods.h"
#include "cli/lsp/uri.h"

namespace camp::cli::lsp {
namespace {

std::vector<std::string> folders_in(const Json& params) {
  std::vector<std::string> folders;
  const auto add = [&](const Json& uri) {
    if (auto path = uri.is_string() ? path_of(uri.get<std::string>()) : std::nullopt)
      folders.push_back(*path);
  };
  if (params.contains("workspaceFolders") && params["workspaceFolders"].is_array()) {
    for (const auto& folder : params["workspaceFolders"]) add(folder.at("uri"));
  } else if (params.contains("rootUri")) {
    add(params["rootUri"]);
  }
  return folders;
}

Json capabilities() {
  enum : int { kIncremental = 2 };
  return {
      {"positionEncoding", "utf-16"},
      {"textDocumentSync", {{"openClose", true}, {"change", kIncremental}, {"save", true}}},
      {"documentFormattingProvider", true},
      {"documentSymbolProvider", true},
      {"workspaceSymbolProvider", true},
      {"foldingRangeProvider", true},
      {"hoverProvider", true},
      {"definitionProvider", true},
      {"referencesProvider", true},
      {"documentHighlightProvider", true},
      {"renameProvider", {{"prepareProvider", true}}},
      {"completionProvider", {{"triggerCharacters", {".", "|"}}}},
      {"semanticTokensProvider", {{"legend", token_legend()}, {"full", true}}},
      {"inlayHintProvider", true},
      {"codeActionProvider", {{"codeActionKinds", Json::array({"quickfix"})}}},
      {"codeLensProvider", {{"resolveProvider", false}}},
      {"workspace", {{"workspaceFolders", {{"supported", true}, {"changeNotifications", true}}}}},
  };
}

}  // namespace

Result<Json> answer_initialize(Editor& editor, const Json& params) {
  if (editor.initialized) return Error{ErrorKind::kInvalid, "`initialize` comes once", "", ""};
  editor.workspace.set_folders(folders_in(params));
  editor.initialized = true;
  return Json{{"capabilities", capabilities()},
              {"serverInfo", {{"name", "camp"}, {"version", CAMP_VERSION}}}};
}

void take_initialized(Editor&, const Json&) {}

Result<Json> answer_shutdown(Editor& editor, const Json&) {
  editor.shutting_down = true;
  return Json();
}

void take_exit(Editor& editor, const Json&) { editor.over = true; }

}  // namespace camp::cli::lsp
