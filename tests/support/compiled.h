// A project of texts, analyzed and compiled: all of it at hand, whatever was wrong.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lang/analysis/analysis.h"
#include "lang/base/render.h"
#include "lang/compile/compile.h"

namespace camp::test {

struct Compiled {
  Analysis analysis;
  Diagnostics diagnostics;
  std::optional<Program> program;
  plan::Suite suite;

  std::string findings() const {
    std::string all;
    for (const auto& one : diagnostics.all()) all += render(one, analysis.sources(), false);
    return all;
  }
};

inline Compiled compiled(std::vector<std::pair<std::string, std::string>> texts,
                         const FileReader& read_file = {}, Library library = {}) {
  SourceSet scripts;
  for (auto& [path, text] : texts) scripts.add(std::move(path), std::move(text));
  Compiled made{analyze(std::move(scripts), read_file, library), {}, {}, {}};
  made.diagnostics = made.analysis.diagnostics();
  auto program = compile_program(made.analysis, made.diagnostics);
  auto suite = compile_suite(made.analysis, made.diagnostics);
  if (program.ok() && suite.ok()) {
    made.program = std::move(*program);
    made.suite = std::move(*suite);
  }
  made.diagnostics.sort();
  return made;
}

}  // namespace camp::test
