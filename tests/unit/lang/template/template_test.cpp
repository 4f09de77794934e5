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
    for (const auto& part : result.parts) {
      if (auto* literal = std::get_if<std::string>(&part))
        all += *literal;
      else
        all += dump(std::get<liquid::Output>(part));
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
    if (auto* path = std::get_if<liquid::Path>(&expression.node)) {
      for (const auto& name : path->names) text += (text.empty() ? "" : ".") + name.text;
      return text;
    }
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
  CHECK(read("{{ '}}' }}") == "<'}}'>");
  CHECK(Read("plain").result.is_plain());
  CHECK(Read("plain").result.plain_text() == "plain");
  CHECK_FALSE(Read("{{ a }}").result.is_plain());
}

TEST_CASE("dashes trim white space") {
  CHECK(read("a \n{{- b -}}\n  c") == "a<b>c");
  CHECK(read("a {{ b -}} {{- c }} d") == "a <b><c> d");
  CHECK(read("{{-b-}}") == "<b>");
}

TEST_CASE("mistakes have a place, and the rest is read") {
  CHECK(Read("x {{ a").findings() == "2 this `{{` is not closed by `}}`\n");
  CHECK(Read("{{ a }} {{ 'b }").findings() == "8 this `{{` is not closed by `}}`\n");
  CHECK(Read("{{ }} {{ b }}").findings() ==
        "3 expected a name or a value after `{{` in this template\n");
  CHECK(Read("{{ }} {{ b }}").dump() == " <b>");
  CHECK(Read("{{ a | }}").findings() ==
        "7 expected the name of a filter after `|` in this template\n");
  CHECK(Read("{{ a | f: }}").findings() == "10 expected a value after `:` in this template\n");
  CHECK(Read("{{ a b }}").findings() == "5 expected `}}` in this template\n");
  CHECK(Read("{{ 'a }}").findings() == "7 expected a closing `'` in this template\n");
  CHECK(Read("{{ 99999999999999999999 }}").diagnostics.all().at(0).code == Code::kBadLiteral);
}

TEST_CASE("tags are not in this version") {
  Read r("a {% if x %} b {% endif");
  REQUIRE(r.diagnostics.all().size() == 2);
  CHECK(r.diagnostics.all()[0].code == Code::kNotInThisVersion);
  CHECK(r.sources.text(r.diagnostics.all()[0].primary.span) == "{% if x %}");
  CHECK(r.diagnostics.all()[1].code == Code::kBadTemplate);  // and one that is not closed
  CHECK(r.sources.text(r.diagnostics.all()[1].primary.span) == "{%");
}

TEST_CASE("places lead back to the source") {
  Read r("x {{ contact.nme | upcas: 1 }} y");
  const auto& output = std::get<liquid::Output>(r.result.parts.at(1));
  auto text = [&](Span span) { return std::string(r.sources.text(span)); };
  CHECK(text(output.span) == "{{ contact.nme | upcas: 1 }}");
  CHECK(text(output.expression.span) == "contact.nme");
  CHECK(text(std::get<liquid::Path>(output.expression.node).names.at(1).span) == "nme");
  CHECK(text(output.filters.at(0).name.span) == "upcas");
  CHECK(text(output.filters[0].span) == "| upcas: 1");
}

TEST_CASE("hostile templates") {
  for (const char* text : {"{", "{{", "{{ a", "{%", "}}", "{{ a |", "{{ 'x", "{{ a.", "{{{{}}"}) {
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
    for (std::size_t i = 0; i < r.result.parts.size(); ++i) {
      auto* literal = std::get_if<std::string>(&r.result.parts[i]);
      if (literal == nullptr) continue;
      REQUIRE_FALSE(literal->empty());
      REQUIRE((i == 0 || !std::holds_alternative<std::string>(r.result.parts[i - 1])));
    }
  }
}
