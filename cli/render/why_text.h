// Why a contact got a message, or did not, for the terminal.
#pragma once
#include <string>
#include <string_view>

#include "runtime/explain/why.h"

namespace camp::cli {

std::string why_text(const Why& why, std::string_view contact, std::string_view message,
                     bool color);

}  // namespace camp::cli
