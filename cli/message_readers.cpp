#include "cli/message_readers.h"

#include <algorithm>

#include "lang/program/contents.h"

namespace camp::cli {
namespace {

// In source order, each once.
struct Distinctions {
  std::vector<std::string_view> languages;
  std::vector<NameIndex> segments;
  bool reply_window = false;
};

template <class T>
void note(std::vector<T>& known, const T& one) {
  if (std::find(known.begin(), known.end(), one) == known.end()) known.push_back(one);
}

Distinctions distinctions_of(const Program& program, const MessageDecl& message, Channel channel) {
  Distinctions found;
  for (const auto& content : message.contents) {
    if (content.channel != channel) continue;
    if (content.language != kNone)
      note(found.languages, program.constants[content.language].text());
    if (content.in_segment != kNone) note(found.segments, content.segment);
    found.reply_window |= content.text_allowed != kNone;
  }
  return found;
}

// In what everyone else's values are written: the contact's language, English where that is one of
// the contents'.
std::string_view other_language(const std::vector<std::string_view>& languages,
                                std::string_view own) {
  const bool is_told_apart = std::any_of(languages.begin(), languages.end(),
                                         [&](auto language) { return speaks(own, language); });
  return is_told_apart ? "en" : own;
}

std::string words_of(std::string_view language, std::string_view segment) {
  if (language.empty() && segment.empty()) return "everyone else";
  const auto* between = language.empty() || segment.empty() ? "" : ", ";
  return std::string(language) + between + std::string(segment);
}

}  // namespace

std::vector<MessageReader> readers_of(const Program& program, const MessageDecl& message,
                                      Channel channel, std::string_view language) {
  const auto found = distinctions_of(program, message, channel);
  auto languages = found.languages;
  languages.insert(languages.begin(), std::string_view());
  auto segments = found.segments;
  segments.insert(segments.begin(), kNone);
  const auto other = other_language(found.languages, language);
  std::vector<MessageReader> readers;
  const auto add = [&](std::string_view in, NameIndex segment, bool text_allowed) {
    MessageReader reader;
    reader.words = words_of(in, segment == kNone ? std::string_view() : program.name(segment));
    if (found.reply_window) reader.words += text_allowed ? ", as an answer" : ", not as an answer";
    reader.language = in.empty() ? other : in;
    reader.assumed.language = in;
    reader.assumed.text_allowed = text_allowed;
    for (const auto& content : message.contents)
      reader.assumed.in_segment.push_back(segment != kNone && content.segment == segment);
    readers.push_back(std::move(reader));
  };
  for (const auto segment : segments) {
    for (const auto in : languages) {
      add(in, segment, true);
      if (found.reply_window) add(in, segment, false);
    }
  }
  return readers;
}

}  // namespace camp::cli
