// The labels of a project's steps and branches, by the node of the tree that each is written as.
#pragma once
#include <string>

#include "lang/sema/node_map.h"

namespace camp {

using StepPaths = sema::NodeMap<std::string>;

}  // namespace camp
