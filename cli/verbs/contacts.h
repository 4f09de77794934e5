// The options of `camp contacts`, by part.
#pragma once
#include "cli/verb.h"

namespace camp::cli {

void add_contact_import_options(po::options_description& options);
void add_contact_export_options(po::options_description& options);

// --separator; 0 when it is not said.
Result<char> separator_option(const Invocation& call);

}  // namespace camp::cli
