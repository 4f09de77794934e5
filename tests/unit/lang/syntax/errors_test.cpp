#include <catch2/catch.hpp>

#include "dump.h"
#include "lang/base/limits.h"

using namespace camp;
using camp::test::dump;
using camp::test::Parsed;

namespace {

std::string in_flow(const std::string& text) {
  return Parsed("journey j { flow {\n" + text + "\n} }").findings();
}
const Diagnostic& first(const Parsed& parsed) { return parsed.diagnostics.all().at(0); }

}  // namespace

TEST_CASE("a message says what was expected, after what, and where") {
  CHECK(in_flow("wait") == "2:1 CAMP0102 expected a duration after `wait`, such as 3d");
  CHECK(in_flow("wait\nsend x") == "2:1 CAMP0102 expected a duration after `wait`, such as 3d");
  CHECK(in_flow("let x 5") == "2:7 CAMP0102 expected `=` after `x`");
  CHECK(in_flow("send if") ==
        "2:6 CAMP0102 expected a name, but `if` is a word of the language here");
  CHECK(in_flow("send\nwait 1d") == "2:1 CAMP0102 expected a name after `send`");
  CHECK(in_flow("let Total = 1") == "2:5 CAMP0102 names begin with a lower-case letter");
  CHECK(Parsed("contact { First: string }").findings() ==
        "1:11 CAMP0102 names begin with a lower-case letter");
  CHECK(Parsed("segment a = 1 < 2 < 3").findings() ==
        "1:19 CAMP0102 expected `and` or `or` between two comparisons after `2`");
  CHECK(Parsed("segment a =\nsegment b = c").findings() ==
        "1:11 CAMP0102 expected a value after `=`");
}

TEST_CASE("a word is special only where it may stand") {
  Parsed parsed(
      "event start { text: string, key: int }\n"
      "list seeds\n"
      "segment goal = count(start where key > 3 and text == \"x\") > 1\n"
      "define limit(from: int, to: int) = if from > to then from else to\n"
      "message file { sms \"a\" }\n"
      "journey flow { category marketing conversation news start on start as subject\n"
      "  exit on start as q where q.key == subject.key and after < limit(1, by)\n"
      "  flow { let after = subject.key if after > 2 { send file via sms as via wait 1d as wait }\n"
      "    wait up to after as until { on via.clicked { exit } on start as on where text == "
      "on.text { } } }\n"
      "}\n");
  CHECK(parsed.findings() == "");
}

TEST_CASE("did you mean") {
  CHECK(first(Parsed("campagin x { }")).help == "did you mean 'campaign'?");
  CHECK(first(Parsed("campaign x { adience { } }")).help == "did you mean 'audience'?");
  CHECK(first(Parsed("journey j { flow { if a { } esle { } } }")).help == "did you mean 'else'?");
  CHECK(first(Parsed("journey j { flow { sedn x } }")).help == "did you mean 'send'?");
  CHECK(first(Parsed("contact { a: strng }")).help == "did you mean 'string'?");
}

TEST_CASE("a word in the wrong place says where it belongs") {
  Parsed parsed("campaign c { send x }");
  CHECK(first(parsed).code == Code::kWrongPlace);
  CHECK(first(parsed).help == "it belongs inside `flow { }`");
}

TEST_CASE("what is planned gets one clear answer") {
  const char* const kPlanned[] = {"site { url env(\"X\") }",
                                  "list l synced to std.meta(account: 1)",
                                  "conversation c { legal basis \"consent\" expires after 2y }"};
  for (const char* script : kPlanned) {
    INFO(script);
    Parsed parsed(std::string(script) + "\nlist after_it");
    INFO(parsed.findings());
    REQUIRE(parsed.diagnostics.all().size() == 1);
    CHECK(first(parsed).code == Code::kNotInThisVersion);
    CHECK(std::get<ast::List>(parsed.file.declarations.back().node).name.text == "after_it");
  }
}

TEST_CASE("an import names a module of the library") {
  Parsed parsed("import std.nps\nimport std.\nimport foo.x\nimport std nps\nlist after_it");
  CHECK(parsed.findings() ==
        "2:11 CAMP0102 expected the name of a library module after `.`, such as import std.nps\n"
        "3:8 CAMP0102 expected `std.` and the name of a library module after `import`, such as "
        "import std.nps\n"
        "4:12 CAMP0102 expected `.` after `std`");
  CHECK(parsed.get<ast::Import>().module.text == "nps");
  CHECK(parsed.file.declarations.size() == 2);
  REQUIRE(parsed.file.lost.size() == 3);
  CHECK(parsed.file.lost[0].keyword == "import");
  CHECK(parsed.file.broken.empty());
}

TEST_CASE("every statement and every declaration gets its own mistake, the rest stays") {
  Parsed parsed(
      "journey j { flow {\n  wait\n  send a\n  if { send b }\n  send c else x\n  send d\n} }\n"
      "segment s = +\nsegment t = 1");
  CHECK(parsed.findings() ==
        "2:3 CAMP0102 expected a duration after `wait`, such as 3d\n"
        "4:6 CAMP0102 expected a condition after `if`, such as contact.spent > 100 EUR\n"
        "5:15 CAMP0102 expected `{` after `else`\n"
        "8:13 CAMP0102 expected a value after `=`");
  CHECK(dump(*parsed.get<ast::Flow>().body) == "{ error; send a; error; error; send d; }");
  CHECK(parsed.file.declarations.size() == 2);
  REQUIRE(parsed.file.broken.size() == 1);
  CHECK(parsed.file.broken[0].text == "s");
}

TEST_CASE("an unclosed brace points to where it was opened and spares the next declaration") {
  Parsed parsed("campaign c {\n  flow {\n    send a\n  }\n\nlist l\n");
  REQUIRE(parsed.diagnostics.all().size() == 1);
  CHECK(first(parsed).secondary.at(0).span.begin == 11);
  REQUIRE(parsed.file.declarations.size() == 2);
  CHECK(parsed.file.declarations[0].incomplete);
}

TEST_CASE("literals that do not exist") {
  auto code = [](const char* text) {
    Parsed parsed(std::string("segment s = ") + text);
    REQUIRE(parsed.diagnostics.all().size() == 1);
    return first(parsed).code;
  };
  for (auto* text :
       {"5x", "1.5h", "2026-02-30", "25:00", "19.999 EUR", "20.5 JPY", "5 ABC", "2.1234567",
        "99999999999999999999", "2026-02-30 09:00", "\"\\q\"", "\"\\u{110000}\""}) {
    INFO(text);
    CHECK(code(text) == Code::kBadLiteral);
  }
}

TEST_CASE("what is not text is refused with its place") {
  Parsed invalid("list a\n\xC3(");
  CHECK(first(invalid).code == Code::kInvalidText);
  CHECK(first(invalid).primary.span.begin == 7);
  CHECK(first(Parsed(std::string("list a\0", 7))).code == Code::kInvalidText);
  CHECK(first(Parsed(std::string(limits::kSourceBytes + 1, ' '))).code == Code::kFileTooLarge);
  CHECK(Parsed(std::string(limits::kSourceBytes, ' ')).findings() == "");
}

TEST_CASE("after the limit of mistakes the rest is not shown") {
  std::string script;
  for (std::size_t i = 0; i < limits::kErrorsPerFile; ++i) script += "segment s = )\n";
  CHECK(Parsed(script).diagnostics.all().size() == limits::kErrorsPerFile);
  Parsed more(script + script);
  CHECK(more.diagnostics.all().size() == limits::kErrorsPerFile + 1);
  CHECK(more.diagnostics.all().back().code == Code::kTooManyErrors);
}
