// `{{ }}` templates, after Shopify's Liquid: text, outputs, filters. Tags (`{% %}`) are not in this
// version and get a diagnostic of their own.
//
//   output     := expression filter*           {{ contact.first_name | default: "Hi" | upcase }}
//   expression := "string" | 'string' | number | true | false | nil | name("." name)*
//   filter     := "|" name (":" argument ("," argument)*)?
// `{{-` and `-}}` trim whitespace. PEGTL stays inside template.cpp.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lang/base/reporter.h"
#include "lang/base/source.h"
#include "lang/syntax/ast.h"

namespace camp::liquid {

struct Path {
  std::vector<ast::Name> names;
};  // contact.first_name
struct Expression {
  Span span;
  std::variant<Path, Value> node;  // Value: text views live in Template::arena
  ast::NodeId id = 0;              // given by the checker
};
struct Filter {
  ast::Name name;
  std::vector<Expression> arguments;
  Span span;
};
// Where an output stands; see html.h.
enum class Place : std::uint8_t {
  kPlain,      // not in HTML
  kText,       // between tags
  kAttribute,  // in an attribute that means a text
  kLink,       // where the scheme of a link stands
  kLinkList,   // in an attribute of several links
  kStyle,      // in a style
  kStyleLink,  // where a style's url(...) begins
};
struct Output {
  Span span;  // braces included
  Expression expression;
  std::vector<Filter> filters;
  Place place = Place::kPlain;

  bool is_raw() const;  // `| raw`: printed as it is
};
using Part = std::variant<std::string, Output>;  // literal text, or an output

struct Template {
  std::vector<Part> parts;  // no two literals in a row, no empty literal
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
  bool is_plain() const;  // no outputs at all
  std::string plain_text() const;
};

// `text` may come from a string in a script or from a file of its own (then its runs are the
// identity).
Template parse(const ast::Text& text, Reporter& reporter);

// A whole file as a Text.
ast::Text text_of_file(const SourceSet& sources, SourceId source);

}  // namespace camp::liquid
