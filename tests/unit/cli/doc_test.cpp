// A project's page: what it says of a small project, to the letter; that nothing hostile gets out of
// its place, and that every link leads somewhere.
#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "cli/doc/project_page.h"
#include "lang/base/html.h"
#include "stdlib/modules/modules.h"

namespace camp::cli {
namespace {

CompiledProject compiled_of(const std::string& text) {
  SourceSet scripts;
  scripts.add("main.camp", text);
  CompiledProject project{analyze(std::move(scripts), {}, library_modules()), {}, {}, {}, 1, "/p"};
  project.diagnostics = project.analysis.diagnostics();
  auto program = compile_program(project.analysis, project.diagnostics);
  REQUIRE(program.ok());
  project.program = std::move(*program);
  return project;
}

ProjectDoc doc_of_text(const std::string& text) {
  std::vector<std::string> notes;
  const auto project = compiled_of(text);
  auto doc = doc_of("shop", project, &notes);
  REQUIRE(doc.ok());
  return std::move(*doc);
}

const DocEntry& entry_of(const ProjectDoc& doc, std::string_view anchor) {
  for (const auto& chapter : doc.chapters)
    for (const auto& entry : chapter.entries)
      if (entry.anchor == anchor) return entry;
  FAIL("no entry " << anchor);
  return doc.chapters.front().entries.front();
}

// `goal: bought on [event-purchase:purchase]`
std::string text_of(const DocText& text) {
  std::string all;
  for (const auto& piece : text)
    all += piece.anchor.empty() ? piece.text : "[" + piece.anchor + ":" + piece.text + "]";
  return all;
}
std::string rows_of(const DocEntry& entry) {
  std::string all;
  for (const auto& row : entry.rows) {
    all += row.label + ":" + text_of(row.text);
    for (const auto& item : row.items) all += "* " + item;
    all += "\n";
  }
  return all;
}

constexpr auto kProject = R"(## A shop of two people.
contact { email: email?  spent: money = 0 EUR }
event purchase { order: string }
list staff
segment buyers = count(purchase) > 0
conversation news { from "News <news@acme.example>" }
## Says hello.
message hello(code: string preview "X1") { email { subject "Hi" text "Code {{ code }}" } }
message bye(code: string) { email { subject "Bye" text "{{ code }}" } }
seeds team { "mia@acme.example", "otto@acme.example" }
## Greets buyers.
campaign greeting {
  category marketing  conversation news
  goal bought on purchase within 7d
  audience { include buyers  exclude staff }
  flow { send hello("A") }
}
campaign everyone { category marketing  conversation news  goal g on purchase  audience { }  flow { send bye("x") } }
scenario "a greeting" {
  contact anna { email: "anna@example.com", subscribed: [news] }
  the run of greeting starts
  expect anna was sent hello
}
)";

}  // namespace

TEST_CASE("a project's page has what it declares, linked") {
  const auto doc = doc_of_text(kProject);
  CHECK(doc.doc == "A shop of two people.");
  CHECK(entry_of(doc, "contact").doc.empty());
  CHECK(rows_of(entry_of(doc, "contact")) == "email:email?\nspent:money = 0 EUR\n");
  CHECK(rows_of(entry_of(doc, "event-purchase")) ==
        "order:string\nused by:[segment-buyers:buyers], [campaign-greeting:greeting], "
        "[campaign-everyone:everyone]\n");
  const auto& buyers = entry_of(doc, "segment-buyers");
  CHECK(text_of(buyers.source) == "segment buyers = count([event-purchase:purchase]) > 0");
  CHECK(buyers.place == "main.camp:5:1");
  CHECK(rows_of(entry_of(doc, "campaign-greeting")) ==
        "category:marketing\nconversation:[conversation-news:news]\n"
        "goal:bought on [event-purchase:purchase] within 7d\n"
        "audience:include [segment-buyers:buyers]  exclude [list-staff:staff]\n"
        "scenarios:* a greeting\n");
  CHECK(rows_of(entry_of(doc, "campaign-everyone")).find("audience:everybody\n") !=
        std::string::npos);
  CHECK(entry_of(doc, "campaign-greeting").steps.find("hello") != std::string::npos);
  const auto& hello = entry_of(doc, "message-hello");
  CHECK(rows_of(hello) == "code:string preview \"X1\"\nused by:[campaign-greeting:greeting]\n");
  REQUIRE(hello.previews.size() == 1);
  CHECK(hello.previews[0].channel == "email");
  CHECK(hello.previews[0].columns.at(0).subject == "Hi");
  CHECK(hello.previews[0].columns[0].text.find("Code X1") != std::string::npos);
  CHECK(hello.previews[0].columns[0].reader.empty());
  CHECK(hello.source.empty());
  // Nobody says what its parameter is: it stands as it is written.
  CHECK(entry_of(doc, "message-bye").previews.empty());
  CHECK_FALSE(entry_of(doc, "message-bye").source.empty());
  CHECK(rows_of(entry_of(doc, "seeds-team")) == "addresses:2 addresses\n");
  CHECK(project_page(doc).find("mia@acme.example") == std::string::npos);
}

TEST_CASE("a property that is a word alone is one that holds") {
  const auto doc =
      doc_of_text(std::string(kProject) +
                  "journey j { category transactional  start on purchase  again  flow { "
                  "exit \"x\" } }");
  CHECK(rows_of(entry_of(doc, "journey-j")).find("again:yes\n") != std::string::npos);
}

TEST_CASE("a picture keeps letters that can be read, and is scrolled to") {
  ProjectDoc doc{"shop", "", {{"campaigns and journeys", {}}}};
  DocEntry entry{"journey-j", "journey", "j", "a.camp:1:1", ""};
  entry.picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\" height=\"10\">";
  entry.rows = {{"scenarios", {}, {"one & two", "three"}}};
  doc.chapters[0].entries.push_back(entry);
  const auto page = project_page(doc);
  CHECK(page.find("style=\"min-width:800px\"") != std::string::npos);
  CHECK(page.find("<ul><li>one &amp; two</li><li>three</li></ul>") != std::string::npos);
}

TEST_CASE("every link of a project's page leads somewhere, and it loads nothing") {
  const auto page = project_page(doc_of_text(kProject));
  CHECK(page == project_page(doc_of_text(kProject)));
  std::set<std::string> ids;
  const std::regex id("id=\"([^\"]*)\""), link("href=\"([^\"]*)\""), source("src=\"([^\"]{0,11})");
  for (std::sregex_iterator at(page.begin(), page.end(), id), end; at != end; ++at)
    CHECK(ids.insert((*at)[1]).second);
  std::size_t links = 0;
  for (std::sregex_iterator at(page.begin(), page.end(), link), end; at != end; ++at, ++links) {
    const std::string to = (*at)[1];
    CHECK(to.starts_with('#'));
    CHECK(ids.contains(to.substr(1)));
  }
  CHECK(links > 20);
  for (std::sregex_iterator at(page.begin(), page.end(), source), end; at != end; ++at)
    CHECK((*at)[1] == "data:image/");
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("default-src 'none'") != std::string::npos);
}

TEST_CASE("a project's page to the letter") {
  ProjectDoc doc{"a <shop>",
                 "Says \"hello\" & <b>more</b>\nin two lines.",
                 {{"messages",
                   {{.anchor = "message-x",
                     .kind = "message",
                     .name = "x<i>",
                     .place = "a&b.camp:1:1",
                     .doc = "</p><script>alert(1)</script>",
                     .rows = {{"<label>", {{"a < ", ""}, {"b", "message-x"}}}},
                     .source = {{"message x { \"<br>\" }\n  \x1b[31m", ""}},
                     .picture = "<svg/>",
                     .steps = "1 > 0"}}}}};
  const auto page = project_page(doc);
  const auto body = page.substr(page.find("<body>"));
  CHECK(body ==
        "<body><main>\n<header><h1>a &lt;shop&gt;</h1><p class=\"soft\">What is sent to whom, "
        "when, and by which steps.</p></header>\n"
        "<p class=\"doc brief\">Says &quot;hello&quot; &amp; &lt;b&gt;more&lt;/b&gt;\nin two "
        "lines.</p>\n"
        "<nav aria-label=\"Contents\">\n<p><b><a href=\"#chapter-messages\">messages</a></b> "
        "<span><a href=\"#message-x\">x&lt;i&gt;</a></span></p>\n</nav>\n"
        "<section class=\"chapter\" id=\"chapter-messages\">\n<h2>messages</h2>\n"
        "<section class=\"entry\" id=\"message-x\">\n<span class=\"kind\">message</span>\n"
        "<h3>x&lt;i&gt;<span class=\"soft\">a&amp;b.camp:1:1</span></h3>\n"
        "<p class=\"doc\">&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
        "<dl class=\"rows\">\n<dt>&lt;label&gt;</dt><dd>a &lt; <a href=\"#message-x\">b</a></dd>\n"
        "</dl>\n"
        "<div class=\"picture\"><img alt=\"the steps of x&lt;i&gt;, as they stand below in "
        "words\" style=\"min-width:0px\" src=\"data:image/svg+xml;base64,PHN2Zy8+\"></div>\n"
        "<details><summary>the steps in words</summary><pre>1 &gt; 0</pre></details>\n"
        "<pre>message x { &quot;&lt;br&gt;&quot; }\n  ?[31m</pre>\n"
        "</section>\n</section>\n"
        "<footer><p>Messages are shown as somebody gets them of whom nothing is known.</p><p>Made "
        "by camp.</p></footer>\n</main></body></html>\n");
}

}  // namespace camp::cli
