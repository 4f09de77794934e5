// What camp's report counts, as figures.
#pragma once
#include <string>
#include <vector>

#include "runtime/explain/store_view.h"

namespace camp::model {

Result<std::vector<std::string>> report_lines(Store& store, StoreView& view);

}  // namespace camp::model
