#include "lang/format/sameness.h"

#include <algorithm>
#include <vector>

#include "lang/format/tokens.h"
#include "lang/syntax/parser.h"
#include "lang/syntax/walk.h"

namespace camp::format {
namespace {

template <class Node>
constexpr char kKind = 0;  // its address tells kinds of nodes apart

// A node without its values: those are made of its tokens alone.
struct Shape {
  const void* kind;
  std::size_t alternative;  // which statement, expression, declaration
  std::size_t first_token, end_token;

  friend bool operator==(const Shape&, const Shape&) = default;
};

struct Outline {
  std::vector<Shape> nodes;
  std::vector<std::string> docs;

  friend bool operator==(const Outline&, const Outline&) = default;
};

Outline outline_of(const ast::File& tree, const std::vector<Token>& tokens) {
  Outline outline;
  std::vector<std::uint32_t> begins;
  for (const auto& token : tokens)
    if (!token.is_comment()) begins.push_back(token.begin);
  const auto index_of = [&](std::uint32_t offset) {
    return static_cast<std::size_t>(std::lower_bound(begins.begin(), begins.end(), offset) -
                                    begins.begin());
  };
  ast::walk(tree, [&](const auto& node) {
    using Node = std::remove_cvref_t<decltype(node)>;
    Shape shape{&kKind<Node>, 0, index_of(node.span.begin), index_of(node.span.end)};
    if constexpr (requires { node.node.index(); }) shape.alternative = node.node.index();
    if constexpr (std::is_same_v<Node, ast::Declaration>) outline.docs.push_back(node.doc);
    outline.nodes.push_back(shape);
    return true;
  });
  return outline;
}

bool have_same_texts(const std::vector<Token>& a, const std::vector<Token>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Token& x, const Token& y) {
    return x.kind == y.kind && x.text == y.text;
  });
}

}  // namespace

bool is_same_script(std::string_view before, const ast::File& tree, const std::string& after) {
  const auto old_tokens = tokenize(before);
  const auto new_tokens = tokenize(after);
  if (!have_same_texts(old_tokens, new_tokens)) return false;
  SourceSet sources;
  Diagnostics diagnostics;
  const auto source = sources.add("formatted", after);
  const auto new_tree = parse(sources, source, diagnostics);
  return !diagnostics.has_errors() &&
         outline_of(tree, old_tokens) == outline_of(new_tree, new_tokens);
}

}  // namespace camp::format
