// The tree as tools see it: ids, spans, and the way from an offset to a node.
#include <catch2/catch.hpp>

#include "lang/syntax/walk.h"
#include "tests/unit/lang/analysis/project_texts.h"

namespace camp {
namespace {

std::string place(const Analysis& analysis, Span span) {
  const auto& source = analysis.sources()[span.source];
  return source.path() + ":" + std::to_string(source.locate(span.begin).line) + " `" +
         std::string(analysis.sources().text(span)) + "`";
}

}  // namespace

TEST_CASE("ids are dense and unique, and a node's text lies in that of its parent") {
  for (const auto& project : test::all_projects()) {
    auto analysis = analyze(project.scripts, project.read_file, library_modules());
    ast::NodeId next = 0;
    std::string wrong;
    for (const auto& file : analysis.files()) {
      ast::walk(file, [&](const auto& node) {
        if (node.id != next++) wrong += "id of " + place(analysis, node.span) + "\n";
        if (node.span.begin >= node.span.end)
          wrong += "empty: " + place(analysis, node.span) + "\n";
        auto inside = [&](const auto& child) {
          if (child.span.source != node.span.source || child.span.begin < node.span.begin ||
              child.span.end > node.span.end)
            wrong +=
                place(analysis, child.span) + " is not in " + place(analysis, node.span) + "\n";
          return false;
        };
        ast::Walker children(inside);
        ast::parts(node, children);
        return true;
      });
      CHECK(file.end_id == next);
    }
    INFO(project.name << "\n" << wrong.substr(0, 2000));
    CHECK(wrong.empty());
    CHECK(analysis.model().end_id >= next);
  }
}

TEST_CASE("every name is found at its offset") {
  std::size_t names = 0;
  for (const auto& project : test::all_projects()) {
    auto analysis = analyze(project.scripts, project.read_file, library_modules());
    std::string wrong;
    for (const auto& file : analysis.files()) {
      ast::walk(file, [&](const auto& node) {
        if constexpr (ast::Is<std::remove_cvref_t<decltype(node)>, ast::Name>) {
          if (analysis.sources().text(node.span) != node.text) return true;
          ++names;
          for (auto offset : {node.span.begin, node.span.end - 1}) {
            auto found = analysis.node_at(file.source, offset);
            auto* name = std::get_if<const ast::Name*>(&found);
            if (name == nullptr || *name != &node) wrong += place(analysis, node.span) + "\n";
          }
        }
        return true;
      });
    }
    INFO(project.name << "\n" << wrong);
    CHECK(wrong.empty());
  }
  CHECK(names > 500);
}

TEST_CASE("properties are kept in the order in which they were written, parentheses counted") {
  SourceSet scripts;
  scripts.add("a.camp",
              "journey j {\n  goal g on p\n  start on p\n  once\n  goal h on p\n  start on q\n"
              "  flow { let x = ((1 + 2)) * 3 }\n  category marketing\n  once\n}\n");
  auto analysis = analyze(std::move(scripts));
  const auto& flow = std::get<ast::Flow>(analysis.files()[0].declarations[0].node);
  std::string order;
  for (const auto& property : flow.written)
    order += std::string(analysis.sources().text(property.keyword)) + " ";
  CHECK(order == "goal start once goal start flow category once ");
  CHECK(analysis.sources().text(flow.written[3].span) == "goal h on p");
  const auto& let = std::get<ast::Let>(flow.body->statements[0].node);
  const auto& product = std::get<ast::Binary>(let.value->node);
  CHECK(product.left->parentheses == 2);
  CHECK(product.right->parentheses == 0);
}

TEST_CASE("outside of all declarations there is no node") {
  SourceSet scripts;
  scripts.add("a.camp", "# a comment\nlist l\n");
  auto analysis = analyze(std::move(scripts));
  CHECK(std::holds_alternative<std::monostate>(analysis.node_at(0, 3)));
  CHECK(std::holds_alternative<const ast::Declaration*>(analysis.node_at(0, 13)));
  CHECK(std::holds_alternative<std::monostate>(analysis.node_at(7, 0)));
}

}  // namespace camp
