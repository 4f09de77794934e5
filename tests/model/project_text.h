// A project as text, as its author would have written it.
#pragma once
#include <string>

#include "tests/model/project.h"

namespace camp::model {

std::string text_of(const Project& project);
std::string text_of(const Length& length);

}  // namespace camp::model
