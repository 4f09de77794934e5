#include "lang/template/tags.h"

#include <fmt/format.h>

#include <algorithm>

namespace camp::liquid {
namespace {

bool is_name(char c, std::string_view also) { return is_word(c) || also.find(c) != also.npos; }
std::string_view name_at(std::string_view text, std::size_t at, std::string_view also) {
  const auto begin = at;
  while (at < text.size() && is_name(text[at], also)) ++at;
  return text.substr(begin, at - begin);
}

[[noreturn]] void refuse_form(const Reading& reading, const Island& tag, const char* where,
                              const char* form) {
  refuse(reading, tag, fmt::format("this tag is written `{}`", form),
         fmt::format("Syntax Error in {} - Valid syntax: {}", where, form));
}

// A single expression: what `case`, `when`, `cycle`, `include` and the parameters of loops take.
Expression only(const Reading& reading, std::string_view markup) {
  if (reading.dialect == Dialect::kMessage) {
    Markup strict(reading, markup);
    auto expression = strict.expression();
    strict.end("nothing more");
    return expression;
  }
  std::size_t at = 0;
  const auto fragment = lax::fragment(markup, at);
  return lax::expression(reading, fragment);
}

}  // namespace

void refuse(const Reading& reading, const Island& tag, std::string message, std::string liquid,
            std::string label) {
  throw Mistake{tag.begin,
                tag.end,
                std::move(message),
                std::move(label),
                std::move(liquid),
                reading.place(tag.markup),
                false};
}

bool is_end(std::string_view name) {
  return name == "else" || name == "elsif" || name == "when" ||
         (name.starts_with("end") && name.size() > 3);
}

Piped read_piped(const Reading& reading, std::string_view markup) {
  try {
    Markup strict(reading, markup);
    auto piped = strict.piped();
    strict.end("`|` or the end");
    return piped;
  } catch (const Mistake&) {
    if (reading.dialect != Dialect::kLax) throw;
  }
  return lax::piped(reading, markup);
}

void check_inline_comment(const Reading& reading, const Island& tag) {
  auto rest = tag.markup;
  for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
    rest.remove_prefix(end + 1);
    const auto line = strip(rest.substr(0, rest.find('\n')));
    if (!line.empty() && line[0] != '#')
      refuse(reading, tag, "every line of this comment begins with `#`",
             "Syntax error in tag '#' - Each line of comments must be prefixed by the '#' "
             "character");
  }
}

// ---- variables

ast::Name capture_variable(const Reading& reading, const Island& tag) {
  auto markup = strip(tag.markup);
  if (markup.size() >= 2 && (markup[0] == '\'' || markup[0] == '"'))
    markup = markup.substr(1, markup.size() - 2);
  const auto name = name_at(markup, 0, "-.[]()");
  if (name.empty()) refuse_form(reading, tag, "'capture'", "capture [var]");
  return reading.name(name);
}

namespace {

Tag assign(const Reading& reading, const Island& tag) {
  constexpr const char* kForm = "assign [var] = [source]";
  const auto equals = tag.markup.find('=');
  if (equals == tag.markup.npos) refuse_form(reading, tag, "'assign'", kForm);
  const auto before = strip(tag.markup.substr(0, equals));
  auto begin = before.size();
  while (begin > 0 && is_name(before[begin - 1], "-.[]()")) --begin;
  const auto name = before.substr(begin);
  const auto source = strip(tag.markup.substr(equals + 1));
  if (name.empty() || source.empty()) refuse_form(reading, tag, "'assign'", kForm);
  return Assign{reading.name(name), read_piped(reading, source)};
}

Tag count(const Reading& reading, const Island& tag) {
  const auto name = strip(tag.markup);
  if (reading.dialect == Dialect::kMessage && name_at(name, 0, "-") != name)
    refuse_form(reading, tag, "'increment'", "increment [var]");
  return Count{reading.name(name), tag.name == "increment"};
}

Tag cycle(const Reading& reading, const Island& tag) {
  constexpr const char* kForm = "cycle [name :] var [, var2, var3 ...]";
  Cycle node;
  std::size_t at = 0;
  const auto first = lax::fragment(tag.markup, at);
  if (first.empty()) refuse_form(reading, tag, "'cycle'", kForm);
  auto rest = tag.markup;
  auto behind = strip(tag.markup.substr(at));
  if (first.size() > 1 && first.back() == ':') {
    node.group = lax::expression(reading, first.substr(0, first.size() - 1));
    rest = behind;
  } else if (behind.starts_with(':')) {
    node.group = lax::expression(reading, first);
    rest = behind.substr(1);
  }
  while (!rest.empty()) {
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != ',') {
      const auto close =
          rest[end] == '"' || rest[end] == '\'' ? rest.find(rest[end], end + 1) : rest.npos;
      end = close == rest.npos ? end + 1 : close + 1;
    }
    std::size_t from = 0;
    const auto value = lax::fragment(rest.substr(0, end), from);
    if (!value.empty()) node.values.push_back(only(reading, value));
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  if (node.values.empty()) refuse_form(reading, tag, "'cycle'", kForm);
  return node;
}

// include E [with|for X] [as NAME] [, key: v ...]
Tag partial(const Reading& reading, const Island& tag) {
  Partial node;
  node.isolated = tag.name == "render";
  std::size_t at = 0;
  const auto name = lax::fragment(tag.markup, at);
  const bool quoted = !name.empty() && (name[0] == '"' || name[0] == '\'');
  if (name.empty() || (node.isolated && !quoted)) {
    const auto what = node.isolated
                          ? "Syntax error in tag 'render' - Template name must be a quoted string"
                          : "Error in tag 'include' - Valid syntax: include '[template]' "
                            "(with|for) [object|collection]";
    refuse(reading, tag,
           fmt::format("`{}` names its file in quotes: `{} \"file.liquid\"`", tag.name, tag.name),
           what);
  }
  node.name = lax::expression(reading, name);
  auto next = at;
  const auto word = lax::fragment(tag.markup, next);
  if (word == "with" || word == "for") {
    node.for_each = word == "for";
    at = next;
    const auto bound = lax::fragment(tag.markup, at);
    if (!bound.empty()) node.bound = only(reading, bound);
    next = at;
  } else {
    next = at;
  }
  auto as_at = next;
  if (lax::fragment(tag.markup, as_at) == "as") {
    const auto alias = lax::fragment(tag.markup, as_at);
    node.alias = reading.name(name_at(alias, 0, "-"));
  }
  node.arguments = lax::attributes(reading, tag.markup.substr(at));
  return node;
}

}  // namespace

std::optional<Tag> simple_tag(const Reading& reading, const Island& tag) {
  if (tag.name == "assign") return assign(reading, tag);
  if (tag.name == "increment" || tag.name == "decrement") return count(reading, tag);
  if (tag.name == "cycle") return cycle(reading, tag);
  if (tag.name == "include" || tag.name == "render") return partial(reading, tag);
  if (tag.name == "break" || tag.name == "continue") return Interrupt{tag.name == "continue"};
  return std::nullopt;
}

// ---- case

Expression case_subject(const Reading& reading, const Island& tag) {
  if (tag.markup.empty()) refuse_form(reading, tag, "'case'", "case [condition]");
  return only(reading, tag.markup);
}

void check_case_else(const Reading& reading, const Island& tag) {
  if (!tag.markup.empty())
    refuse(reading, tag, "`else` takes nothing",
           "Syntax Error in tag 'case' - Valid else condition: {% else %} (no parameters) ");
}

// Separated by commas or `or`.
namespace {

std::vector<Expression> strict_when_values(const Reading& reading, std::string_view text) {
  std::vector<Expression> values;
  Markup markup(reading, text);
  do values.push_back(markup.expression());
  while (markup.take(',') || markup.take_word("or"));
  markup.end("`,`, `or` or the tag's end");
  return values;
}

}  // namespace

std::vector<Expression> when_values(const Reading& reading, const Island& tag) {
  std::vector<Expression> values;
  if (reading.dialect == Dialect::kMessage && !tag.markup.empty())
    return strict_when_values(reading, tag.markup);
  for (std::size_t at = 0;;) {
    const auto value = lax::fragment(tag.markup, at);
    if (value.empty()) break;
    values.push_back(only(reading, value));
    auto next = at;
    while (next < tag.markup.size() && is_liquid_space(tag.markup[next])) ++next;
    if (next < tag.markup.size() && tag.markup[next] == ',') {
      at = next + 1;
      continue;
    }
    if (lax::fragment(tag.markup, next) != "or") break;
    at = next;
  }
  if (values.empty())
    refuse(reading, tag, "`when` needs a value",
           "Syntax Error in tag 'case' - Valid when condition: {% when [condition] [or "
           "condition2...] %}");
  return values;
}

// ---- loops

namespace {

struct Head {
  ast::Name variable;
  Expression collection;
  std::string name;
  std::string_view rest;
};

// NAME in EXPR
Head lax_head(const Reading& reading, const Island& tag, const char* where, const char* form) {
  const auto variable = name_at(tag.markup, 0, "-");
  std::size_t at = variable.size();
  const auto in = lax::fragment(tag.markup, at);
  auto collection = in == "in" ? lax::fragment(tag.markup, at) : std::string_view();
  if (variable.empty() || collection.empty()) refuse_form(reading, tag, where, form);
  return {reading.name(variable), lax::expression(reading, collection),
          fmt::format("{}-{}", variable, collection), tag.markup.substr(at)};
}

void take_parameter(For* node, const std::string& name, Expression value) {
  if (name == "limit") {
    node->limit = std::move(value);
  } else if (name == "offset") {
    const auto* lookup = std::get_if<Lookup>(&value.node);
    node->offset_continue =
        lookup != nullptr && lookup->steps.size() == 1 && lookup->steps[0].name.text == "continue";
    node->offset.reset();
    if (!node->offset_continue) node->offset = std::move(value);
  }
}

For strict_for(const Reading& reading, const Island& tag) {
  Markup markup(reading, tag.markup);
  For node;
  const auto variable = markup.take_id("the name of a variable");
  node.variable = reading.name(variable);
  if (!markup.take_word("in"))
    markup.fail("`in`", fmt::format("For loops require an 'in' clause in \"{}\"", tag.markup));
  const auto begin = markup.now();
  node.collection = markup.expression();
  node.name = fmt::format("{}-{}", variable, markup.text_since(begin));
  node.reversed = markup.take_word("reversed");
  while (!markup.at_end()) {
    markup.take(',');
    const auto parameter = std::string(markup.now().text);
    const bool known = parameter == "limit" || parameter == "offset";
    if (parameter == "reversed" && reading.dialect == Dialect::kMessage) {
      markup.take_word("reversed");
      node.reversed = true;
      continue;
    }
    if (!known)
      markup.fail("`limit:` or `offset:`",
                  fmt::format("Invalid attribute in for loop. Valid attributes are limit and "
                              "offset in \"{}\"",
                              tag.markup));
    markup.take_id("");
    markup.need(':', "`:`");
    take_parameter(&node, parameter, markup.expression());
  }
  return node;
}

}  // namespace

For for_head(const Reading& reading, const Island& tag) {
  if (reading.dialect != Dialect::kLax) return strict_for(reading, tag);
  auto head = lax_head(reading, tag, "'for loop'", "for [item] in [collection]");
  For node;
  node.variable = std::move(head.variable);
  node.collection = std::move(head.collection);
  node.name = std::move(head.name);
  std::size_t at = 0;
  node.reversed = lax::fragment(head.rest, at).starts_with("reversed");
  for (auto& [name, value] : lax::attributes(reading, head.rest))
    take_parameter(&node, name.text, std::move(value));
  return node;
}

TableRow table_head(const Reading& reading, const Island& tag) {
  auto head = lax_head(reading, tag, "'table_row loop'", "table_row [item] in [collection] cols=3");
  TableRow node;
  node.variable = std::move(head.variable);
  node.collection = std::move(head.collection);
  node.name = std::move(head.name);
  for (auto& [name, value] : lax::attributes(reading, head.rest)) {
    if (name.text == "cols") node.cols = std::move(value);
    if (name.text == "limit") node.limit = std::move(value);
    if (name.text == "offset") node.offset = std::move(value);
  }
  return node;
}

}  // namespace camp::liquid
