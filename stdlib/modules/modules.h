// The library: each .camp file of this folder by its name, as it was when camp was built.
//
// Constants of the binary; use from any thread.
#pragma once
#include "lang/base/library.h"

namespace camp {

Library library_modules();

}  // namespace camp
