// The project: the nearest folder upwards that holds .camp files; its sources, compiled; where its
// store lies.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/verb.h"
#include "lang/analysis/analysis.h"
#include "lang/compile/compile.h"

namespace camp::cli {

struct Project {
  std::string root;  // absolute
  std::string store_path() const { return root + "/.camp/store"; }
  std::string spool_path() const { return root + "/spool"; }
};

bool has_store(const Project& project);

// What a folder is, whatever is in its parents: one with `.camp/`, with that or scripts.
bool has_store_folder(const std::string& folder);
bool is_project_folder(const std::string& folder);
// The folder itself or the nearest above it that has `.camp/`, or else scripts.
std::optional<std::string> project_folder_above(const std::string& folder);

// The folder of that name. Errors: kNotFound.
Result<Project> project_in(const std::string& folder);
// --project, else the nearest folder upwards with a store or with .camp files. kNotFound
// otherwise.
Result<Project> find_project(const Invocation& call);

// Its .camp files, by their paths in it, in no order. Sub-folders are included; hidden ones,
// `spool` and nested projects are not. kIo when it cannot be read.
Result<std::vector<std::string>> scripts_below(const std::string& folder);

// Reads all scripts of the project and compiles them. An Error only when they cannot be read.
struct CompiledProject {
  Analysis analysis;
  Diagnostics diagnostics;         // the analysis's and what compiling found, sorted by place
  std::optional<Program> program;  // where there was no error
  plan::Suite suite;               // the project's scenarios; there together with the program
  std::size_t file_count = 0;      // scripts
  std::string root;                // the project's folder
};
// `beside`: files that are not there yet, or as somebody is writing them: they count, in place of
// those of their names.
struct TextFile {
  std::string path;  // in the project's folder
  std::string text;
};
// Reads what a script names: of `beside`, which must outlive it, or in the project's folder.
FileReader reader_of(const Project& project, const std::vector<TextFile>& beside);
Result<CompiledProject> compile(const Project& project, const std::vector<TextFile>& beside = {});

// A segment's condition, taken apart. Nothing: there is no such segment, or no program.
std::optional<plan::Dissection> dissect(const CompiledProject& compiled,
                                        const std::string& segment);

// The `##` comments of campaigns and journeys, each as one line, by their names.
std::map<std::string, std::string> briefs_of(const CompiledProject& compiled);

// For whom each flow is, as its script says, in one line: a campaign's audience ("everybody"), what
// starts a journey.
std::map<std::string, std::string> audiences_of(const CompiledProject& compiled);

Json diagnostics_json(const Diagnostics& diagnostics, const SourceSet& sources);

// Prints the diagnostics the way people or machines want them; kFindings for errors, with --strict
// for warnings too, otherwise kDone. `beside`: what the answer for machines has as well.
int show_diagnostics(const Invocation& call, const CompiledProject& compiled,
                     const Json& beside = Json::object());

}  // namespace camp::cli
