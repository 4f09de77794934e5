#include "lang/template/html.h"

#include <catch2/catch.hpp>

using namespace camp;

namespace {

// The places of a template's outputs, by their first letters; `!` for one that is refused.
std::string places(std::string text) {
  SourceSet sources;
  Diagnostics diagnostics;
  Reporter reporter(diagnostics);
  auto id = sources.add("t.html", std::move(text));
  auto parsed = liquid::parse(liquid::text_of_file(sources, id), reporter);
  liquid::place_in_html(parsed, reporter);
  std::string all;
  for (const auto& node : parsed.body.nodes) {
    const auto* output = std::get_if<liquid::Output>(&node.what);
    if (output == nullptr) continue;
    bool refused = false;
    for (const auto& one : diagnostics.all())
      refused = refused || one.primary.span.begin == output->span.begin;
    constexpr const char* kNames[] = {"plain", "text",  "attribute", "link",
                                      "links", "style", "url"};
    all += (all.empty() ? "" : " ") +
           std::string(refused ? "!" : kNames[static_cast<std::size_t>(output->place)]);
  }
  return all;
}

TEST_CASE("between tags") {
  CHECK(places("{{ a }}") == "text");
  CHECK(places("1 < {{ a }} <3 {{ a }} </> {{ a }}") == "text text text");
  CHECK(places("<p>{{ a }}</p>{{ a }}<br/>{{ a }}<br / >{{ a }}") == "text text text text");
  CHECK(places("<p title='a > b'>{{ a }}<p title=a>{{ a }}<p a b>{{ a }}") == "text text text");
  CHECK(places("<!DOCTYPE html>{{ a }}<?xml a?>{{ a }}</ x>{{ a }}") == "text text text");
  CHECK(places("<{{ a }}") == "!");
  CHECK(places("<<{{ a }}") == "!");
  CHECK(places("</{{ a }}") == "!");
  CHECK(places("<!{{ a }}>{{ a }}") == "! text");
}

TEST_CASE("comments, and what Outlook reads in them") {
  CHECK(places("<!-- <a href={{ a }} -->{{ a }}") == "text text");
  CHECK(places("<!-->{{ a }}<!--->{{ a }}<!-- a --!><b {{ a }}>") == "text text !");
  CHECK(places("<!-- - -- > <a href=\"{{ a }}\">-->{{ a }}") == "text text");
  CHECK(places("<!--[if mso]><a href=\"{{ a }}\"><![endif]-->{{ a }}") == "link text");
  CHECK(places("<!--[if !mso]><!--><a href={{ a }}><!--<![endif]-->{{ a }}") == "! text");
}

TEST_CASE("elements whose content is no markup") {
  CHECK(places("<script>'{{ a }}'</script>{{ a }}") == "! text");
  CHECK(places("<SCRIPT src=\"{{ a }}\">{{ a }}</scripts>{{ a }}</ScRiPt >{{ a }}") ==
        "link ! ! text");
  CHECK(places("<script><</script>{{ a }}<script></script/>{{ a }}") == "text text");
  CHECK(places("<style>{{ a }}</style>{{ a }}") == "! text");
  CHECK(places("<title><b {{ a }}</title><b {{ a }}>") == "text !");
  CHECK(places("<textarea><a href=\"{{ a }}</textarea>{{ a }}") == "text text");
}

TEST_CASE("attributes") {
  CHECK(places("<a title=\"{{ a }}\" alt='{{ a }} \" {{ a }}'>") ==
        "attribute attribute attribute");
  CHECK(places("<a href=\"{{ a }}\"HREF='{{ a }}'>") == "link link");
  CHECK(places("<a/href=\"{{ a }}\" href\n=\n\"{{ a }}\">") == "link link");
  CHECK(places("<a title href=\"{{ a }}\" =href=\"{{ a }}\">") == "link attribute");
  CHECK(places("<a href={{ a }}{{ a }}>{{ a }}<a href=x{{ a }}>") == "! ! text !");
  CHECK(places("<a {{ a }}><a title{{ a }}><a title {{ a }}><a{{ a }}>") == "! ! ! !");
  CHECK(places("<a onclick='{{ a }}' ONLOAD=\"{{ a }}\" srcdoc='{{ a }}'>") == "! ! !");
  CHECK(places("<a title=\"{{ a | raw }}\">{{ a | raw }}") == "! text");
  CHECK(places("<img src='{{ a }}'><form action='{{ a }}'><b formaction='{{ a }}'>") ==
        "link link link");
  CHECK(places("<video poster='{{ a }}'><td background='{{ a }}'><q cite='{{ a }}'>") ==
        "link link link");
  CHECK(places("<img srcset='{{ a }} 1x, https://x.example/{{ a }} 2x'>") == "links links");
}

TEST_CASE("where a link's scheme stands") {
  CHECK(places("<a href='https://x.example/{{ a }}{{ a }}'>") == "attribute attribute");
  CHECK(places("<a href='/{{ a }}'><a href='?{{ a }}'><a href='#{{ a }}'>") ==
        "attribute attribute attribute");
  CHECK(places("<a href='MailTo:{{ a }}'><a href='sms:{{ a }}'>") == "attribute attribute");
  CHECK(places("<a href='\t {{ a }}'><a href='x{{ a }}'>") == "link link");
  CHECK(places("<a href='{{ a }}{{ a }}/{{ a }}'>") == "link link attribute");
  CHECK(places("<a href='{{ a }}:{{ a }}'><a href='{{ a }}x&colon;'>") == "! attribute !");
  CHECK(places("<a href='javascript:{{ a }}'><a href=' java\nscript :{{ a }}'>") == "! !");
  CHECK(places("<a href='vbscript:{{ a }}'><a href='data:{{ a }}'>") == "! !");
  CHECK(places("<a href='java&#115;cript:{{ a }}'>") == "!");
}

TEST_CASE("styles") {
  CHECK(places("<p style='color: {{ a }}; width: {{ a }}px'>") == "style style");
  CHECK(places("<p style='background: url({{ a }}) {{ a }}'>") == "url style");
  CHECK(places("<p style='background: URL( \"{{ a }}\" )'>") == "url");
  CHECK(places("<p style='background: url(&quot;{{ a }}&quot;), url(&#39;{{ a }}'>") == "url url");
  CHECK(places("<p style='background: url(https://x.example/a?b=1&c=2{{ a }}) {{ a }}'>") ==
        "style style");
  CHECK(places("<p style='background: url(javascript:{{ a }})'>") == "!");
  CHECK(places("<p style='background: url({{ a }}:x)'>") == "!");
}

}  // namespace
