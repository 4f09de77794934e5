// One contact for the terminal: attributes, lists, consents, where it stands, its last messages.
#pragma once
#include <string>

#include "runtime/explain/contact.h"

namespace camp::cli {

std::string contact_text(const ToldContact& contact, bool color);

}  // namespace camp::cli
