// Names, types, flow and campaign rules: from syntax trees to a Model, with every finding in one
// run.
//
// Reads files only through `read_file` (for `html file "x"`), by paths inside the project's folder.
// The trees' ids follow one another (parse()). Adds those files to `sources`, so that findings
// inside them have a place. Never throws; takes any tree that the parser makes. The Model points
// into `files` and `sources`: keep both as they are while it lives.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lang/base/diagnostic.h"
#include "lang/base/result.h"
#include "lang/base/source.h"
#include "lang/sema/model.h"
#include "lang/syntax/ast.h"

namespace camp {

// The text of a file, by its path relative to the project's folder. Called only with relative paths
// that have no `..` in them.
using FileReader = std::function<Result<std::string>(const std::string& path)>;

std::unique_ptr<sema::Model> check(SourceSet& sources, const std::vector<ast::File>& files,
                                   const FileReader& read_file, Diagnostics& diagnostics);

}  // namespace camp
