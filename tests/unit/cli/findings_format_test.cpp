// What was found, for machines, as whole texts: what comes from outside never ends a field or a line.
#include "cli/render/findings_format.h"

#include <catch2/catch.hpp>

namespace camp::cli {
namespace {

FindingsReport report() {
  Found found;
  found.rule = {"CAMP0302", "absent", "Why, in `Markdown`."};
  found.message = "a \"quoted\" <b> & 100 %";
  found.details = "error: 100 %\n  --> a:b,c.camp\r\n\x01";
  found.place = {"x y/a:b,c.camp", {3, 5}, {3, 9}};
  found.related.emplace_back(FoundPlace{"d.camp", {1, 1}, {2, 1}}, "declared here");
  Found warning = found;
  warning.severity = Severity::kWarning;
  warning.rule.id = "CAMP0206";
  warning.place.to = {4, 1};
  return {"camp check", "1.0", {{"group", "one", {found, warning}}, {"group", "two", {}}}, false};
}

}  // namespace

TEST_CASE("GitHub: one line a finding, and columns where it is on one line") {
  CHECK(findings_text(FindingsFormat::kGithub, report()) ==
        "::error file=x y/a%3Ab%2Cc.camp,line=3,endLine=3,col=5,endColumn=9,title=CAMP0302::"
        "error: 100 %25%0A  --> a:b,c.camp%0D%0A\uFFFD\n"
        "::warning file=x y/a%3Ab%2Cc.camp,line=3,endLine=4,title=CAMP0206::"
        "error: 100 %25%0A  --> a:b,c.camp%0D%0A\uFFFD\n");
}

TEST_CASE("JUnit: a case fails once; warnings are failures only where they are to be") {
  const std::string_view kHead =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites><testsuite name=\"camp check\" "
      "tests=\"2\" failures=\"1\">\n<testcase classname=\"group\" name=\"one\"><failure ";
  const std::string_view kTail =
      "</testcase>\n<testcase classname=\"group\" "
      "name=\"two\"></testcase>\n</testsuite></testsuites>\n";
  const std::string details = "error: 100 %&#10;  --&gt; a:b,c.camp&#13;&#10;\uFFFD";
  CHECK(findings_text(FindingsFormat::kJunit, report()) ==
        std::string(kHead) +
            "message=\"a &quot;quoted&quot; &lt;b&gt; &amp; 100 %\" type=\"CAMP0302\">" + details +
            "</failure><system-out>" + details + "</system-out>" + std::string(kTail));
  auto strict = report();
  strict.warnings_fail = true;
  CHECK(findings_text(FindingsFormat::kJunit, strict) ==
        std::string(kHead) + "message=\"2 findings\" type=\"CAMP0302\">" + details + "&#10;" +
            details + "</failure>" + std::string(kTail));
}

TEST_CASE("SARIF: rules once, places as URIs") {
  const auto text = findings_text(FindingsFormat::kSarif, report());
  for (const auto* part : {
           "\"version\": \"2.1.0\"",
           "\"uri\": \"x%20y/a%3Ab%2Cc.camp\"",
           "\"id\": \"CAMP0302\"",
           "\"markdown\": \"Why, in `Markdown`.\"",
           "\"ruleIndex\": 1",
           "\"text\": \"a \\\"quoted\\\" <b> & 100 %\"",
           "\"relatedLocations\"",
           "\"endColumn\": 9",
       }) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
}

TEST_CASE("formats by their words") {
  CHECK(find_findings_format("github") == FindingsFormat::kGithub);
  CHECK(find_findings_format("sarif") == FindingsFormat::kSarif);
  CHECK(find_findings_format("junit") == FindingsFormat::kJunit);
  CHECK_FALSE(find_findings_format("svg"));
}

}  // namespace camp::cli
