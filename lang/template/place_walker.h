// Leads a scanner of HTML or JSON through a template, so that it gives every output its place.
// Internal to lang/template.
//
// A scanner reads literals, places outputs, and says whether what follows is read the same from
// here as from there (`stands_where`).
#pragma once
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lang/base/reporter.h"
#include "lang/template/template.h"

namespace camp::liquid {

// Through the tags: branches begin in the same place and must end in the same, and so must a loop's
// body, since nobody knows which of them is printed.
template <class Scanner>
class PlaceWalker {
 public:
  PlaceWalker(Scanner& scanner, Reporter& reporter) : scanner_(scanner), reporter_(reporter) {}

  void walk(Block& block) {
    for (auto& node : block.nodes) {
      span_ = node.span;
      if (auto* literal = std::get_if<std::string>(&node.what))
        scanner_.read(*literal);
      else if (auto* output = std::get_if<Output>(&node.what))
        scanner_.place(*output);
      else
        std::visit([&](auto& tag) { walk_tag(tag); }, *std::get<std::unique_ptr<Tag>>(node.what));
    }
  }

 private:
  // `may_be_none`: nothing of them may be printed at all.
  void branches(const std::vector<Block*>& blocks, bool may_be_none) {
    const auto span = span_;
    const auto before = scanner_;
    std::optional<Scanner> after;
    if (may_be_none) after = before;
    for (auto* block : blocks) {
      scanner_ = before;
      walk(*block);
      if (after && !after->stands_where(scanner_)) {
        reporter_
            .report(Code::kUnsafeOutput, span,
                    fmt::format("the {} behind this tag depends on which way it goes",
                                Scanner::kLanguage))
            .help(Scanner::kBranchesEnd);
        return;
      }
      after = scanner_;
    }
  }

  void walk_tag(If& tag) {
    std::vector<Block*> blocks;
    for (auto& branch : tag.branches) blocks.push_back(&branch.body);
    branches(blocks, tag.branches.back().condition.has_value());
  }
  void walk_tag(Case& tag) {
    std::vector<Block*> blocks;
    for (auto& branch : tag.branches) blocks.push_back(&branch.body);
    branches(blocks, true);
  }
  void walk_tag(For& tag) {
    std::vector<Block*> blocks{&tag.body};
    if (tag.otherwise) blocks.push_back(&*tag.otherwise);
    branches(blocks, true);
  }
  void walk_tag(TableRow& tag) { branches({&tag.body}, true); }
  void walk_tag(IfChanged& tag) { branches({&tag.body}, true); }
  // What is captured is a value: it is escaped where it is printed, unless it is `raw` there.
  void walk_tag(Capture& tag) {
    const auto before = scanner_;
    walk(tag.body);
    scanner_ = before;
  }
  void walk_tag(Partial& tag) {
    if (tag.inlined == nullptr) return;
    if (tag.for_each)
      branches({&tag.inlined->body}, true);
    else
      walk(tag.inlined->body);
  }
  void walk_tag(Cycle& tag) {
    tag.printed.span = span_;
    scanner_.place(tag.printed);
  }
  template <class Other>
  void walk_tag(Other&) {}

  Scanner& scanner_;
  Reporter& reporter_;
  Span span_;
};

}  // namespace camp::liquid
