// How much was sent, when and what kept the rest (runtime/explain/volume.h), for people and
// machines. Pure.
#pragma once
#include <string>

#include "cli/render/json.h"
#include "runtime/explain/volume.h"

namespace camp::cli {

std::string volume_text(const Volume& volume, bool color);
// What was beside what would have been.
std::string volumes_text(const Volume& was, const Volume& is, bool color);
Json volume_json(const Volume& volume);

}  // namespace camp::cli
