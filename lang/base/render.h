// One caret printer for every diagnostic on a terminal.
//
//   error[CAMP0202]: no segment named 'lapsd'
//     --> flows/spring.camp:12:24
//      |
//   12 |   audience { include lapsd }
//      |                      ^^^^^ not declared in this project
//      = help: did you mean 'lapsed'?
#pragma once
#include <string>

#include "lang/base/diagnostic.h"
#include "lang/base/source.h"

namespace camp {

// Tabs count as four columns, wide characters as two, so that carets stand under what they mean.
// Lines, each with its line break; control characters of the source are shown as U+FFFD, long lines
// are cut to limits::kSnippetColumns around the mark.
std::string render(const Diagnostic& diagnostic, const SourceSet& sources, bool colour);

// The same without its first line: for what is told of sources, but is no finding about them.
std::string render_places(const Diagnostic& diagnostic, const SourceSet& sources, bool colour);

// "2 errors, 1 warning in 3 files", without a line break.
std::string render_summary(const Diagnostics& diagnostics, std::size_t file_count);

}  // namespace camp
