// The kinds of readers that a message tells apart on a channel: by its languages, its segments
// (each by itself), and whether a text may be sent where the channel takes one only as an answer.
// Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/program/program.h"
#include "runtime/vm/machine.h"

namespace camp::cli {

struct MessageReader {
  std::string words;     // `fi, big_spenders`
  std::string language;  // in which values are written
  AssumedReader assumed;
};

// Everyone else first, who is in none of the segments and has none of the languages. `language`:
// the contact's own.
std::vector<MessageReader> readers_of(const Program& program, const MessageDecl& message,
                                      Channel channel, std::string_view language);

}  // namespace camp::cli
