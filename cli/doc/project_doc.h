// What a project's page says, as data.
#pragma once
#include <string>
#include <vector>

#include "cli/project.h"
#include "cli/render/message_page.h"

namespace camp::cli {

// A text of the scripts, in which names lead to what they mean.
struct DocPiece {
  std::string text;
  std::string anchor;  // an entry's; empty: it leads nowhere
};
using DocText = std::vector<DocPiece>;

struct DocRow {
  std::string label;
  DocText text;
  std::vector<std::string> items = {};  // instead of a text: one below the other
};
struct DocEntry {
  std::string anchor;  // `message-welcome`
  std::string kind;    // `message`
  std::string name;
  std::string place;  // `mails.camp:12:1`
  std::string doc;    // its `##` comment
  std::vector<DocRow> rows = {};
  DocText source = {};       // as it is written; empty: the rows say all
  std::string picture = {};  // an SVG; empty: there is none
  std::string steps = {};    // the same as text
  std::vector<MessageSection> previews = {};
};
struct DocChapter {
  std::string title;
  std::vector<DocEntry> entries;
};
struct ProjectDoc {
  std::string name;
  std::string doc;
  std::vector<DocChapter> chapters;  // none is empty
};

// Of a project without errors. `notes`: what is missing, and why (pictures without Graphviz).
Result<ProjectDoc> doc_of(const std::string& name, const CompiledProject& project,
                          std::vector<std::string>* notes);

}  // namespace camp::cli
