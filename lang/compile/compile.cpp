#include "lang/compile/compile.h"

#include <algorithm>

#include "lang/compile/project.h"
#include "lang/syntax/parser.h"

namespace camp {

CompileResult compile_project(std::vector<ProjectFile> files, const FileReader& read_file) {
  CompileResult result;
  // By path: which of two declarations is "the first" must not depend on how a folder was listed.
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  std::vector<ast::File> trees;
  trees.reserve(files.size());
  for (auto& file : files) {
    auto id = result.sources.add(std::move(file.path), std::move(file.text));
    trees.push_back(parse(result.sources, id, result.diagnostics).file);
  }
  auto model = check(result.sources, trees, read_file, result.diagnostics);
  if (!result.diagnostics.has_errors()) {
    auto program = compile::compile_model(*model, result.sources, result.diagnostics);
    if (!result.diagnostics.has_errors() && !model->scenarios.empty())
      result.suite = compile::compile_suite(*model, result.sources, result.diagnostics);
    if (!result.diagnostics.has_errors()) result.program = std::move(program);
  }
  result.diagnostics.sort();
  return result;
}

}  // namespace camp
