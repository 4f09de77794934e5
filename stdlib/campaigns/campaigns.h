// What `camp new` begins a campaign with: each .camp file of this folder by its name, a whole
// project with scenarios. Its first line says what it is for.
//
// Constants of the binary; use from any thread.
#pragma once
#include "lang/base/library.h"

namespace camp {

Library campaign_texts();

}  // namespace camp
