#include "cli/lsp/workspace.h"

#include <filesystem>

#include "cli/lsp/uri.h"

namespace camp::cli::lsp {
namespace {

namespace fs = std::filesystem;

bool is_below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path.starts_with(folder) &&
         (folder.ends_with('/') || path[folder.size()] == '/');
}

}  // namespace

void Workspace::set_folders(std::vector<std::string> folders) {
  folders_ = std::move(folders);
  files_changed();
}

void Workspace::files_changed() {
  for (auto& [root, project] : projects_) project.stale = true;
}

std::string Workspace::root_of(const std::string& path) const {
  if (fixed_root_) return *fixed_root_;
  const auto folder = fs::path(path).parent_path().string();
  const auto nearest = project_folder_above(folder);
  for (const auto& one : folders_)
    // Another project with a store of its own may lie in it.
    if (is_below(path, one) && is_project_folder(one) && !(nearest && has_store_folder(*nearest)))
      return one;
  return nearest.value_or(folder);
}

void Workspace::touch(const std::string& path) { projects_[root_of(path)].stale = true; }

void Workspace::open(Document document) {
  auto path = path_of(document.uri);
  if (!path) return;
  document.path = *path;
  documents_.insert_or_assign(*path, std::move(document));
  touch(*path);
}

void Workspace::change(std::string_view uri, std::string text, std::int64_t version) {
  const auto path = path_of(uri);
  const auto found = path ? documents_.find(*path) : documents_.end();
  if (found == documents_.end()) return;
  found->second.text = std::move(text);
  found->second.version = version;
  touch(*path);
}

void Workspace::close(std::string_view uri) {
  const auto path = path_of(uri);
  if (!path || documents_.erase(*path) == 0) return;
  files_changed();
}

const Document* Workspace::document_at(const std::string& path) const {
  const auto found = documents_.find(path);
  return found == documents_.end() ? nullptr : &found->second;
}

const Document* Workspace::find(std::string_view uri) const {
  const auto path = path_of(uri);
  return path ? document_at(*path) : nullptr;
}

std::string Workspace::uri_in(const std::string& root, const Source& source) const {
  const auto path = (fs::path(root) / source.path()).string();
  const auto* document = document_at(path);
  return document != nullptr ? document->uri : uri_of(path);
}

Workspace::OpenProject& Workspace::current(const std::string& root) {
  auto& project = projects_[root];
  if (!project.stale) return project;
  std::vector<TextFile> open;
  for (const auto& [path, document] : documents_)
    if (is_below(path, root) && root_of(path) == root)
      open.push_back({fs::path(path).lexically_relative(root).string(), document.text});
  auto compiled = compile(Project{root}, open);
  project.stale = false;
  project.names = nullptr;
  project.now = compiled.ok() ? std::make_shared<const CompiledProject>(std::move(*compiled))
                              : std::shared_ptr<const CompiledProject>();
  if (project.now != nullptr && !project.now->diagnostics.has_errors())
    project.last_good = project.now;
  return project;
}

std::optional<Place> Workspace::place_of(std::string_view uri) {
  const auto* document = find(uri);
  if (document == nullptr) return std::nullopt;
  const auto root = root_of(document->path);
  auto& project = current(root);
  if (project.now == nullptr) return std::nullopt;
  const auto path = fs::path(document->path).lexically_relative(root).string();
  const auto source = project.now->analysis.sources().find(path);
  if (!source) return std::nullopt;
  if (project.names == nullptr)
    project.names = std::make_shared<const editor::NameIndex>(project.now->analysis);
  return Place{project.now, project.last_good, project.names, root, *source};
}

std::vector<Place> Workspace::projects() {
  std::vector<std::string> roots;
  for (const auto& [root, project] : projects_) roots.push_back(root);
  std::vector<Place> places;
  for (const auto& root : roots) {
    const auto& project = current(root);
    if (project.now != nullptr)
      places.push_back({project.now, project.last_good, nullptr, root, 0});
  }
  return places;
}

}  // namespace camp::cli::lsp
