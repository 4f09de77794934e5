// A message for all its readers as one self-contained HTML page: a section a channel, a column a
// kind of reader. Pure.
//
// What a message says is shown as its reader would see it and is trusted by nobody: a mail's HTML
// stands in a frame without scripts, forms, or a way to this page; all other text is escaped.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace camp::cli {

struct MessageColumn {
  std::string reader;               // for whom, in words
  std::string notice;               // why the contact would not be sent it; empty: nothing to say
  std::string subject, html, text;  // the first two: of a mail
  std::vector<std::string> files;   // names of what is attached
};
struct MessageSection {
  std::string channel;
  std::vector<MessageColumn> columns;
};

// One channel of it, for a page that has kMessageStyle as well.
std::string message_columns(const MessageSection& section);
extern const std::string_view kMessageStyle;

std::string message_page(std::string_view message, std::string_view contact,
                         const std::vector<MessageSection>& sections);

}  // namespace camp::cli
