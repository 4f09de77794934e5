// What the editor has open, over what is on disk: the projects that its documents belong to, each
// analyzed when something is asked or told of it, and not since the last change.
//
// One thread. Nothing here fails: a project that cannot be read is one about which nothing is said.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/project.h"
#include "lang/editor/name_index.h"

namespace camp::cli::lsp {

struct Document {
  std::string uri;  // as the editor writes it
  std::string path;
  std::string text;
  std::int64_t version = 0;
};

// A file in its project.
struct Place {
  std::shared_ptr<const CompiledProject> project;
  // Before the last mistakes: what it knows may be missing while somebody types. May be null.
  std::shared_ptr<const CompiledProject> last_good;
  std::shared_ptr<const editor::NameIndex> names;  // of `project`
  std::string root;
  SourceId source = 0;

  const Analysis& analysis() const { return project->analysis; }
  const Source& text() const { return analysis().sources()[source]; }
};

class Workspace {
 public:
  // A fixed root holds every document; otherwise a document's project is the editor's folder around
  // it, where that is a project, or else the nearest folder upwards that is one.
  void set_fixed_root(std::string root) { fixed_root_ = std::move(root); }
  void set_folders(std::vector<std::string> folders);
  const std::vector<std::string>& folders() const { return folders_; }

  // Documents that are no files of this machine are not taken.
  void open(Document document);
  void change(std::string_view uri, std::string text, std::int64_t version);
  void close(std::string_view uri);
  const Document* find(std::string_view uri) const;
  // Something on disk is another one, or gone.
  void files_changed();

  // Nothing: no document, or its project does not have it.
  std::optional<Place> place_of(std::string_view uri);
  // Of each project with an open document some file's, its first.
  std::vector<Place> projects();
  // How the editor names a file of that project. A library module's is none.
  std::string uri_in(const std::string& root, const Source& source) const;
  const Document* document_at(const std::string& path) const;

 private:
  struct OpenProject {
    std::shared_ptr<const CompiledProject> now;
    std::shared_ptr<const CompiledProject> last_good;
    std::shared_ptr<const editor::NameIndex> names;  // made when a document is asked about
    bool stale = true;
  };
  std::string root_of(const std::string& path) const;
  OpenProject& current(const std::string& root);
  void touch(const std::string& path);

  std::optional<std::string> fixed_root_;
  std::vector<std::string> folders_;
  std::map<std::string, Document, std::less<>> documents_;  // by path
  std::map<std::string, OpenProject> projects_;             // by root
};

}  // namespace camp::cli::lsp
