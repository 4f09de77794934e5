// Library modules in a project: which texts `import` brings in or would have, and what of their
// findings the project's author is told.
#pragma once
#include <span>

#include "lang/base/diagnostic.h"
#include "lang/base/library.h"
#include "lang/base/source.h"
#include "lang/syntax/ast.h"

namespace camp {

// Adds the modules that these files import, and that are not there yet, to the end of `sources`, in
// the order of their names: which they are and where they stand does not depend on who imports
// them. An import of what the library does not have is reported, and marked as incomplete.
void import_modules(std::span<ast::File> files, Library library, SourceSet& sources,
                    Diagnostics& diagnostics);

// Where a name is unknown that a module of the library declares: the way out is its import.
Diagnostics with_imports_suggested(Diagnostics found, const SourceSet& sources, Library library);

// Warnings about the inside of a module are for its author and left out. An error there is of the
// project's making, because alone the module has none: it says where the project imports it.
Diagnostics told_of_modules(const Diagnostics& found, const SourceSet& sources);

}  // namespace camp
