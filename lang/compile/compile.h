// From the texts of a project to its Program: the compiler's public face.
//
// Parses, checks and compiles; every finding of all files is in `diagnostics`, sorted by place. The
// program is there when there was no error. It does not depend on the order of the files, on paths
// or on the machine: only its source map names files. Never throws. Nothing is read but through
// `read_file`.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "lang/base/diagnostic.h"
#include "lang/base/source.h"
#include "lang/program/program.h"
#include "lang/program/scenario_plan.h"
#include "lang/sema/check.h"

namespace camp {

struct ProjectFile {
  std::string path;  // relative to the project's folder
  std::string text;
};

struct CompileResult {
  SourceSet sources;  // for rendering the diagnostics; the files that messages name included
  Diagnostics diagnostics;
  std::optional<Program> program;
  plan::Suite suite;  // the project's scenarios; there together with the program
};

CompileResult compile_project(std::vector<ProjectFile> files, const FileReader& read_file);

}  // namespace camp
