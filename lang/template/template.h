// Liquid templates as Shopify defines them: text, outputs, tags. The tree, and how a text becomes
// one.
//
// Two dialects share it. Messages of a project: every name is checked afterwards against the
// schema, mistakes are findings, and what cannot be read is left out. Bare files (`camp render
// FILE`): Liquid's own rules, lax or strict; the first mistake is the answer, in Liquid's words.
// The rules: lang/template/README.md. Texts of values live in Template::arena.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "lang/base/reporter.h"
#include "lang/base/source.h"
#include "lang/syntax/ast.h"

namespace camp::liquid {

// ---- expressions

struct Expression;
struct Step {
  ast::Name name;                   // `.name`; the first of a lookup stands alone
  std::unique_ptr<Expression> key;  // `[key]`, then the name is empty
};
struct Lookup {
  std::vector<Step> steps;  // contact.items[0].name
};
struct RangeOf {
  std::unique_ptr<Expression> first;
  std::unique_ptr<Expression> last;
};
enum class Word : std::uint8_t { kEmpty, kBlank };
struct Expression {
  Span span;
  std::variant<Lookup, Value, RangeOf, Word> node;
  ast::NodeId id = 0;  // given by the checker
};
using Keyword = std::pair<ast::Name, Expression>;
struct Filter {
  ast::Name name;
  std::vector<Expression> arguments;
  std::vector<Keyword> keywords;
  Span span;
};
struct Piped {  // expression | filter | filter
  Expression expression;
  std::vector<Filter> filters;
};

enum class Comparison : std::uint8_t {
  kTruth,  // no operator
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kContains,
  kUnknown,  // fails when it is reached
};
struct Test {
  Expression left;
  Comparison comparison = Comparison::kTruth;
  Expression right;
  std::string written;  // of kUnknown
  bool and_next = false;
};
// Grouped to the right: `a and b or c` is `a and (b or c)`.
struct Condition {
  Span span;
  std::vector<Test> tests;
};

// ---- nodes

// Where an output stands; see html.h.
enum class Place : std::uint8_t {
  kPlain,      // not in HTML
  kText,       // between tags
  kAttribute,  // in an attribute that means a text
  kLink,       // where the scheme of a link stands
  kLinkList,   // in an attribute of several links
  kStyle,      // in a style
  kStyleLink,  // where a style's url(...) begins
  kJsonValue,  // for a value of JSON
  kJsonText,   // inside a text of JSON
};
struct Output : Piped {
  Span span;  // braces included
  Place place = Place::kPlain;

  bool is_raw() const;  // `| raw`: printed as it is
};

struct Node;
struct Block {
  std::vector<Node> nodes;
  bool is_blank() const;  // prints nothing but whitespace that nobody wrote for its own sake
};

struct Branch {
  std::optional<Condition> condition;  // none: else
  bool negated = false;                // unless
  Span span;                           // of its tag
  Block body;
};
struct If {
  std::vector<Branch> branches;
};
struct When {
  std::vector<Expression> values;
  bool otherwise = false;
  Span span;
  Block body;
};
struct Case {
  Expression subject;
  std::vector<When> branches;  // every one that matches is taken
};
struct For {
  ast::Name variable;
  Expression collection;
  std::string name;  // "item-contact.items": for `offset: continue` and forloop.name
  std::optional<Expression> limit;
  std::optional<Expression> offset;
  bool reversed = false;
  bool offset_continue = false;
  Block body;
  std::optional<Block> otherwise;
};
struct TableRow {
  ast::Name variable;
  Expression collection;
  std::string name;
  std::optional<Expression> cols;
  std::optional<Expression> limit;
  std::optional<Expression> offset;
  Block body;
};
struct Assign {
  ast::Name variable;
  Piped value;
};
struct Capture {
  ast::Name variable;
  Block body;
};
struct Count {  // increment, decrement
  ast::Name variable;
  bool up = true;
};
struct Cycle {
  std::optional<Expression> group;
  std::vector<Expression> values;
  Output printed;  // where it stands; without an expression
};
struct IfChanged {
  Block body;
};
struct Template;
struct Partial {          // include, render
  bool isolated = false;  // render
  Expression name;
  std::optional<Expression> bound;
  bool for_each = false;  // `for` instead of `with`
  ast::Name alias;
  std::vector<Keyword> arguments;
  // In a message the file stands in its place: the checker has read it. Null: it could not be.
  std::shared_ptr<Template> inlined;
};
struct Interrupt {
  bool continues = false;
};

using Tag = std::variant<If, Case, For, TableRow, Assign, Capture, Count, Cycle, IfChanged, Partial,
                         Interrupt>;
struct Node {
  std::variant<std::string, Output, std::unique_ptr<Tag>> what;
  Span span;  // of the whole token; lines of errors count from it
  bool is_blank() const;
};

struct Template {
  Block body;  // no two texts in a row, no empty text
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
  // Whether it is more than text and plain outputs, so that it needs a function of its own.
  bool needs_body = false;
};

// ---- reading

// `text` may come from a string in a script or from a file of its own (then its runs are the
// identity).
Template parse(const ast::Text& text, Reporter& reporter);

struct SyntaxError {
  std::uint32_t line = 1;
  std::string message;  // Liquid's
};
enum class Strictness : std::uint8_t { kLax, kStrict };
std::variant<Template, SyntaxError> parse_bare(const ast::Text& text, Strictness strictness);

// A whole file as a Text.
ast::Text text_of_file(const SourceSet& sources, SourceId source);

}  // namespace camp::liquid
