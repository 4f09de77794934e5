// The options of `camp contacts`, by part.
#pragma once
#include "cli/verb.h"

namespace camp::cli {

void add_contact_import_options(po::options_description& options);
void add_contact_export_options(po::options_description& options);

}  // namespace camp::cli
