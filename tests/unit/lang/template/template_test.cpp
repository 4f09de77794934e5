#include "lang/template/template.h"

#include <catch2/catch.hpp>
#include <random>

#include "lang/base/limits.h"

using namespace camp;

namespace {

struct Read {
  explicit Read(std::string text) {
    id = sources.add("t.html", std::move(text));
    Reporter reporter(diagnostics);
    result = liquid::parse(liquid::text_of_file(sources, id), reporter);
  }
  // Literals as they are, outputs as <expression|filter:argument,...>.
  std::string dump() const {
    std::string all;
    for (const auto& node : result.body.nodes) {
      if (auto* literal = std::get_if<std::string>(&node.what))
        all += *literal;
      else if (auto* output = std::get_if<liquid::Output>(&node.what))
        all += dump(*output);
      else
        all += "<tag>";
    }
    return all;
  }
  std::string findings() const {
    std::string all;
    for (const auto& d : diagnostics.all())
      all += std::to_string(d.primary.span.begin) + " " + d.message + "\n";
    return all;
  }
  static std::string dump(const liquid::Expression& expression) {
    std::string text;
    if (auto* lookup = std::get_if<liquid::Lookup>(&expression.node)) {
      for (const auto& step : lookup->steps)
        text += step.key == nullptr ? (text.empty() ? "" : ".") + step.name.text
                                    : "[" + dump(*step.key) + "]";
      return text;
    }
    if (auto* range = std::get_if<liquid::RangeOf>(&expression.node))
      return "(" + dump(*range->first) + ".." + dump(*range->last) + ")";
    if (auto* word = std::get_if<liquid::Word>(&expression.node))
      return *word == liquid::Word::kEmpty ? "empty" : "blank";
    const auto& value = std::get<Value>(expression.node);
    if (value.is_absent()) return "nil";
    append_text(text, value);
    return value.tag == Tag::kString ? "'" + text + "'" : text;
  }
  static std::string dump(const liquid::Output& output) {
    auto text = "<" + dump(output.expression);
    for (const auto& filter : output.filters) {
      text += "|" + filter.name.text;
      for (const auto& argument : filter.arguments) text += ":" + dump(argument);
    }
    return text + ">";
  }

  SourceSet sources;
  SourceId id = 0;
  Diagnostics diagnostics;
  liquid::Template result;
};

std::string read(const std::string& text) {
  Read r(text);
  INFO(text);
  CHECK(r.findings() == "");
  return r.dump();
}

}  // namespace

TEST_CASE("text and outputs") {
  CHECK(read("").empty());
  CHECK(read("plain { text } with a brace {") == "plain { text } with a brace {");
  CHECK(read("Hi {{ contact.first_name }}!") == "Hi <contact.first_name>!");
  CHECK(read("{{a}}{{ b . c }}") == "<a><b.c>");
  CHECK(read("{{ contact.first_name | default: 'Hi' | upcase }}") ==
        "<contact.first_name|default:'Hi'|upcase>");
  CHECK(read("{{ \"a'b\" | replace: \"x\", 'y' | slice: -2, 3.50 }}") ==
        "<'a'b'|replace:'x':'y'|slice:-2:3.5>");
  CHECK(read("{{ true }}{{ false }}{{ nil }}{{ truest }}") == "<true><false><nil><truest>");
  CHECK(read("{{ a[0].b['c'] }}{{ (1..n) }}{{ empty }}") == "<a[0].b['c']><(1..n)><empty>");
  CHECK_FALSE(Read("plain {{ a }}").result.needs_body);
}

TEST_CASE("dashes trim white space") {
  CHECK(read("a \n{{- b -}}\n  c") == "a<b>c");
  CHECK(read("a {{ b -}} {{- c }} d") == "a <b><c> d");
  CHECK(read("{{-b-}}") == "<b>");
}

TEST_CASE("mistakes have a place, and the rest is read") {
  CHECK(Read("x {{ a").findings() == "2 this `{{` is not closed by `}}`\n");
  CHECK(Read("{{ a }} {{ 'b }").findings() == "8 this `{{` is not closed by `}}`\n");
  CHECK(Read("{{ }} {{ b }}").findings() == "3 expected a name or a value in this template\n");
  CHECK(Read("{{ }} {{ b }}").dump() == " <b>");
  CHECK(Read("{{ a | }}").findings() ==
        "7 expected the name of a filter after `|` in this template\n");
  CHECK(Read("{{ a | f: }}").findings() == "10 expected a name or a value in this template\n");
  CHECK(Read("{{ a b }}").findings() == "5 expected `|` or the end in this template\n");
  CHECK(Read("{{ 'a }}").findings() == "3 expected a closing `'` in this template\n");
  CHECK(Read("{{ 99999999999999999999 }}").diagnostics.all().at(0).code == Code::kBadLiteral);
}

TEST_CASE("tags") {
  CHECK(read("a{% if x == 1 %}b{% elsif y %}c{% else %}d{% endif %}e") == "a<tag>e");
  CHECK(read("{% for i in (1..3) reversed limit: 2, offset: n %}{{ i }}{% endfor %}") == "<tag>");
  CHECK(read("{% raw %}{{ a }}{% endraw %}{% comment %}{% x %}{% endcomment %}") == "{{ a }}");
  CHECK(read("{% liquid\n assign x = 1\n echo x %}") == "<tag><x>");
  CHECK(Read("{% if x %}").result.needs_body == false);
  CHECK(Read("{% assign x = 1 %}").result.needs_body);
}

TEST_CASE("mistakes in tags have a place, and the rest is read") {
  CHECK(Read("a {% if x %} b {% endif").findings() ==
        "15 this `{%` is not closed by `%}`\n2 this `if` is not closed by `endif`\n");
  CHECK(Read("{% iff x %}{{ a }}").findings() == "0 there is no tag 'iff'\n");
  CHECK(Read("{% iff x %}{{ a }}").dump() == "<a>");
  CHECK(Read("{% if %}a{% endif %}").findings() == "0 `if` needs a condition\n");
  CHECK(Read("{% if a b %}{% endif %}")
            .findings()
            .starts_with("8 expected `and`, `or` or the tag's end in this template\n"));
  CHECK(Read("{% for i on a %}{% endfor %}").findings().starts_with("9 expected `in`"));
  CHECK(Read("{% if a %}{% endfor %}{% endif %}").findings() == "10 `endfor` closes no `if`\n");
  CHECK(Read("{% else %}").findings() == "0 `else` belongs to no tag\n");
}

TEST_CASE("places lead back to the source") {
  Read r("x {{ contact.nme | upcas: 1 }} y");
  const auto& output = std::get<liquid::Output>(r.result.body.nodes.at(1).what);
  auto text = [&](Span span) { return std::string(r.sources.text(span)); };
  CHECK(text(output.span) == "{{ contact.nme | upcas: 1 }}");
  CHECK(text(output.expression.span) == "contact.nme");
  CHECK(text(std::get<liquid::Lookup>(output.expression.node).steps.at(1).name.span) == "nme");
  CHECK(text(output.filters.at(0).name.span) == "upcas");
  CHECK(text(output.filters[0].span) == "upcas: 1");
}

TEST_CASE("hostile templates") {
  for (const char* text : {"{", "{{", "{{ a", "{%", "}}", "{{ a |", "{{ 'x", "{{ a.", "{{{{}}",
                           "{% if a %}", "{%if", "{% raw %}", "{% comment %}", "{% endif %}"}) {
    std::string flood;
    while (flood.size() < (1u << 20)) flood += text;
    Read r(flood);
    CHECK(r.diagnostics.all().size() <= limits::kErrorsPerFile + 1);
  }
  std::mt19937 random(11);
  const std::string alphabet = "{}%|.,:'\"- ab1\n";
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 60, ' ');
    for (auto& c : text) c = alphabet[random() % alphabet.size()];
    Read r(text);
    for (const auto& d : r.diagnostics.all()) REQUIRE(d.primary.span.end <= text.size());
    const auto& nodes = r.result.body.nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      auto* literal = std::get_if<std::string>(&nodes[i].what);
      if (literal == nullptr) continue;
      REQUIRE_FALSE(literal->empty());
      REQUIRE((i == 0 || !std::holds_alternative<std::string>(nodes[i - 1].what)));
    }
    liquid::parse_bare(liquid::text_of_file(r.sources, r.id), liquid::Strictness::kLax);
    liquid::parse_bare(liquid::text_of_file(r.sources, r.id), liquid::Strictness::kStrict);
  }
}
