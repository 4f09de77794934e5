// Whom `one per` takes for one.
#pragma once
#include <string_view>

#include "lang/base/hash.h"
#include "lang/value/value.h"

namespace camp {

// Equal for contacts of whom one is in a run. Texts are one whatever their case and width: so is a
// mailbox. Who has no value is alone.
Hash128 one_per_group(const Value& value, std::string_view contact_key);

}  // namespace camp
