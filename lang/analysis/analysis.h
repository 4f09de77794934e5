// What camp knows about the texts of a project: the one object from which compiler, formatter,
// editor and scenarios work.
//
// An Analysis owns its sources, trees and model; whatever it hands out lives as long as it does,
// and moving it keeps all of it in place. It never changes: an editor replaces a text in its own
// SourceSet and analyzes that again, while readers of the earlier Analysis go on. Const use is
// fine from any thread.
#pragma once
#include <memory>
#include <vector>

#include "lang/analysis/trials.h"
#include "lang/base/diagnostic.h"
#include "lang/base/library.h"
#include "lang/base/source.h"
#include "lang/sema/check.h"
#include "lang/sema/model.h"
#include "lang/syntax/ast.h"
#include "lang/syntax/walk.h"

namespace camp {

class Analysis {
 public:
  // The scripts, by path; behind them the library modules that they import, and the files that
  // messages name (`html file "x"`).
  const SourceSet& sources() const { return sources_; }
  // One tree for each script and library module, at the index of its SourceId. What could not be
  // read is an error node in it, or missing.
  const std::vector<ast::File>& files() const { return files_; }
  // Complete only where there is no error.
  const sema::Model& model() const { return *model_; }
  // The innermost node whose text has the byte at `offset`; monostate outside of all declarations
  // and in files that are no scripts.
  ast::NodeRef node_at(SourceId source, std::uint32_t offset) const;
  // The project with the journeys that scenarios try modules in, and what these are; null where
  // none does. Its ids of scripts and places in them are the same.
  const Analysis* tried() const { return tried_.get(); }
  const Trials& trials() const { return trials_; }
  // Every finding of reading and checking, sorted by place.
  const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  friend Analysis analyze(SourceSet scripts, const FileReader& read_file, Library library);
  Analysis() = default;
  static Analysis of(SourceSet scripts, const FileReader& read_file, Library library,
                     const Trials& trials);
  void parse_new();
  void try_modules(SourceSet scripts, const FileReader& read_file, Library library);

  SourceSet sources_;
  std::vector<ast::File> files_;
  std::unique_ptr<sema::Model> model_;
  Diagnostics diagnostics_;
  Trials trials_;
  std::unique_ptr<const Analysis> tried_;
};

// Parses and checks. Takes any texts, in any order: the analysis has them by path, so that its ids
// may differ from those of `scripts` (SourceSet::find). Never throws. Nothing is read but through
// `read_file`; without one, files that messages name are not there. `library`: what `import` can
// bring in; needed no longer than this call.
Analysis analyze(SourceSet scripts, const FileReader& read_file = {}, Library library = {});

}  // namespace camp
