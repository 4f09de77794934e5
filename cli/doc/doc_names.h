// Which declarations of a project have an entry on its page, what its texts say with their names
// leading there, and who uses what. Views of the project, which must outlive it.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/doc/project_doc.h"

namespace camp::cli {

class DocNames {
 public:
  explicit DocNames(const Analysis& analysis);

  // Of the project's own declarations in the order of the sources: those of the library and
  // scenarios have no entry.
  const std::vector<const ast::Declaration*>& declarations() const { return declarations_; }
  std::string anchor_of(const ast::Declaration& declaration) const;
  // As it is written, without what stands around it.
  DocText linked(Span span) const;
  // Who speaks of it: each once, in the order of the sources.
  DocText users_of(const ast::Declaration& declaration) const;
  // Scenarios that speak of a flow, or of a message that it sends, by their names.
  std::vector<std::string> scenarios_of(const ast::Declaration& flow) const;

  // What people call it: its name, or its word where it has none.
  static std::string name_of(const ast::Declaration& declaration);

 private:
  using Place = std::pair<SourceId, std::uint32_t>;
  static Place place_of(Span span) { return {span.source, span.begin}; }
  const ast::Declaration* around(Span use) const;
  void add_declarations();
  void add_uses();

  const Analysis& analysis_;
  std::vector<const ast::Declaration*> declarations_;
  std::map<Place, const ast::Declaration*> all_;  // scenarios as well, by where they begin
  std::map<const ast::Declaration*, std::string> anchors_;
  std::map<Place, std::pair<Span, const ast::Declaration*>> uses_;  // what each means
  std::map<const ast::Declaration*, std::vector<const ast::Declaration*>> users_;
};

}  // namespace camp::cli
