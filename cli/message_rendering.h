// `camp render MESSAGE`: what a message of the working copy would say to a contact, of the store or
// made up for it.
#pragma once
#include "cli/verb.h"

namespace camp::cli {

int render_message(const Invocation& call);

}  // namespace camp::cli
