// The texts that every property of the front end is tried on: the example projects, the scenarios'
// project and each golden script.
#pragma once
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "lang/analysis/analysis.h"
#include "stdlib/modules/modules.h"

namespace camp::test {

struct Project {
  std::string name;
  SourceSet scripts;
  FileReader read_file;
};

inline std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

inline FileReader reader_in(std::filesystem::path folder) {
  return [folder](const std::string& path) -> Result<std::string> {
    if (!std::filesystem::exists(folder / path))
      return Error{ErrorKind::kNotFound, "there is no such file", path, ""};
    return text_of(folder / path);
  };
}

// Folders whose scripts belong together.
inline std::vector<Project> whole_projects() {
  namespace fs = std::filesystem;
  std::vector<Project> all;
  fs::path root(CAMP_SOURCE_DIR);
  std::vector<fs::path> folders{root / "tests/scenario"};
  for (const auto& entry : fs::directory_iterator(root / "examples"))
    if (entry.is_directory()) folders.push_back(entry.path());
  for (const auto& folder : folders) {
    Project project{folder.filename().string(), {}, reader_in(folder)};
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".camp")
        project.scripts.add(fs::relative(entry.path(), folder).string(), text_of(entry.path()));
    }
    if (project.scripts.size() > 0) all.push_back(std::move(project));
  }
  return all;
}

// The projects, and every golden script as a project of its own.
inline std::vector<Project> all_projects() {
  namespace fs = std::filesystem;
  auto all = whole_projects();
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(CAMP_SOURCE_DIR) / "tests/golden")) {
    if (entry.path().extension() != ".camp") continue;
    Project project{entry.path().filename().string(), {}, reader_in(entry.path().parent_path())};
    project.scripts.add(project.name, text_of(entry.path()));
    all.push_back(std::move(project));
  }
  return all;
}

}  // namespace camp::test
