// `camp render MESSAGE`: what a message of the working copy would say to a contact, of the store or
// made up for it.
#pragma once
#include "cli/message_viewer.h"
#include "cli/render/message_page.h"
#include "cli/verb.h"

namespace camp::cli {

// For a page: a section a channel, a column a kind of reader.
std::vector<MessageSection> sections_of(const std::vector<Rendering>& renderings);

int render_message(const Invocation& call);

}  // namespace camp::cli
