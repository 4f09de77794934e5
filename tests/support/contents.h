// Contents of messages for tests that build programs by hand.
#pragma once
#include <initializer_list>
#include <utility>

#include "lang/program/program.h"

namespace camp::testing {

inline ContentDecl content_decl(
    Channel channel, std::initializer_list<std::pair<ContentPart, TemplateIndex>> parts) {
  ContentDecl content;
  content.channel = channel;
  for (const auto& [part, text] : parts) content.parts.push_back({part, kNone, text});
  return content;
}

}  // namespace camp::testing
