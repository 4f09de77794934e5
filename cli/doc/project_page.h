// A project's page as HTML: one file that needs nothing from elsewhere. Pure.
#pragma once
#include <string>

#include "cli/doc/project_doc.h"

namespace camp::cli {

std::string project_page(const ProjectDoc& doc);

}  // namespace camp::cli
