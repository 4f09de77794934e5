// Whole projects through the compiler: verified, deterministic, lowered as README.md says.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "lang/base/limits.h"
#include "lang/program/codec.h"
#include "lang/program/disassembler.h"
#include "lang/program/verifier.h"
#include "tests/support/compiled.h"

namespace camp {
namespace {

using test::Compiled;
using test::compiled;

Compiled compile_text(std::string text, const FileReader& read = {}) {
  return compiled({{"main.camp", std::move(text)}}, read);
}

bool has(const Compiled& result, Code code) {
  const auto& all = result.diagnostics.all();
  return std::any_of(all.begin(), all.end(),
                     [&](const Diagnostic& one) { return one.code == code; });
}

std::string listing(const std::string& text, std::string_view name) {
  auto result = compile_text(text);
  INFO(result.findings());
  REQUIRE(result.program);
  auto verified = verify(*result.program);
  INFO((verified.ok() ? "" : verified.error().message + " " + verified.error().where));
  REQUIRE(verified.ok());
  return disassemble(*result.program, name,
                     [](const std::string&, std::uint32_t) { return std::string(); });
}

std::vector<std::string> labels(const Program& program) {
  std::vector<std::string> all;
  for (const auto& step : program.steps) all.push_back(step.label);
  return all;
}

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

const std::string kSchema = R"(
contact { email: email?  phone: phone?  name: string?  age: int = 0  score: decimal = 1  spent: money = 0 EUR }
event purchase { order: string, total: money, items: int? }
conversation news { from "News <news@acme.example>" }
list staff
)";
const std::string kMessages = R"(
message hello { email { subject "Hi" text "{{ contact.name | default: 'you' }}" } sms "Hi" }
)";

std::string journey(const std::string& flow, const std::string& more = "") {
  return kSchema + kMessages +
         "journey j { category marketing conversation news start on purchase as c " + more +
         " goal g on purchase as p worth p.total flow { " + flow + " } }";
}

}  // namespace

TEST_CASE("the journey of language.md compiles to a program that is verified") {
  auto text = read_text(std::string(CAMP_SOURCE_DIR) + "/tests/golden/check/clean_cart.camp");
  auto result = compile_text(text);
  INFO(result.findings());
  REQUIRE(result.program);
  auto verified = verify(*result.program);
  INFO((verified.ok() ? "" : verified.error().message + " " + verified.error().where));
  CHECK(verified.ok());
  auto decoded = decode_program(encode_program(*result.program));
  REQUIRE(decoded.ok());
  CHECK(program_hash(*decoded) == program_hash(*result.program));
}

TEST_CASE("the hash does not depend on file order, file names or where a declaration stands") {
  auto flow = std::string(
      "journey j { category marketing conversation news start on purchase goal g on purchase "
      "flow { send hello wait 1d } }\n");
  auto one = compiled({{"a.camp", kSchema}, {"b.camp", kMessages + flow}});
  auto two =
      compiled({{"z/x.camp", kMessages}, {"c.camp", "# moved\n\n" + flow}, {"y.camp", kSchema}});
  INFO(one.findings() << two.findings());
  REQUIRE(one.program);
  REQUIRE(two.program);
  CHECK(program_hash(*one.program) == program_hash(*two.program));
  auto other = compile_text(kSchema + kMessages + flow + "list more\n");
  REQUIRE(other.program);
  CHECK(program_hash(*one.program) != program_hash(*other.program));
}

TEST_CASE("the examples have no findings, and their programs are verified") {
  namespace fs = std::filesystem;
  for (const auto& folder : fs::directory_iterator(std::string(CAMP_SOURCE_DIR) + "/examples")) {
    if (!folder.is_directory()) continue;
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".camp") continue;
      files.push_back(
          {fs::relative(entry.path(), folder).string(), read_text(entry.path().string())});
    }
    auto result = compiled(std::move(files), [&](const std::string& path) -> Result<std::string> {
      return read_text((folder.path() / path).string());
    });
    INFO(folder.path() << "\n" << result.findings());
    CHECK(result.diagnostics.all().empty());
    CHECK((result.program && verify(*result.program).ok()));
  }
}

TEST_CASE("labels name a step by what stands around it") {
  auto result = compile_text(journey(R"(
    wait 1h  wait 1h
    send hello as r else { exit "x" }
    wait up to 2d { on r.clicked { wait 1d } on purchase as q { let n = q.total set contact.spent = n } else { wait 3d } }
    if contact.age > 3 { wait 1d } else if contact.age > 2 { wait 2d }
    match contact.name { "FI" { wait 1d } else { wait 2d } }
    experiment e { variant a 50% { send hello } variant b 50% { } }
    wait 2d as cooling
    if contact.age > 4 { wait up to 2d as patience { on purchase { wait 1d } } }
  )"));
  INFO(result.findings());
  REQUIRE(result.program);
  CHECK(labels(*result.program) ==
        std::vector<std::string>{
            "wait", "wait~2", "send hello", "send hello/else/exit", "wait up to",
            "wait up to/r.clicked/wait", "wait up to/purchase/set spent", "wait up to/else/wait",
            "if/wait", "if/else/if/wait", "match/else/wait", "match/FI/wait", "experiment e",
            "e/a/send hello", "cooling", "patience", "patience/purchase/wait"});
  auto verified = verify(*result.program);
  INFO((verified.ok() ? "" : verified.error().message + " " + verified.error().where));
  CHECK(verified.ok());
}

TEST_CASE(
    "a slot is free again behind the block of its name, and the program knows what it holds") {
  auto result = compile_text(journey(R"(
    let a = contact.age
    if a > 3 { let b = a + 1  wait 1d  if b > 4 { let e = b  wait 1d  set contact.age = e } }
    else { let f = contact.spent  wait 1d  set contact.spent = f }
    wait up to 2d { on purchase as q { wait 1d  set contact.spent = q.total } else { } }
    send hello via sms as r
    wait up to 1d { on r.clicked { exit } }
  )"));
  INFO(result.findings());
  REQUIRE(result.program);
  const auto& program = *result.program;
  REQUIRE(verify(program).ok());
  const auto& flow = program.flows[0];
  CHECK(program.functions[flow.body].locals == 3);
  std::string names;
  for (const auto& local : flow.locals) {
    CHECK(local.begin < local.end);
    names += fmt::format("{} {}: {}\n", local.slot, local.name, to_string(local.type));
  }
  CHECK(names ==
        "0 a: int\n1 b: int\n2 e: int\n1 f: money\n1 q.total: money\n1 r: message handle\n");
  CHECK(flow.locals[1].end <= flow.locals[3].begin);
}

TEST_CASE("a start's fields are kept in locals only where they are used later") {
  auto text = journey("wait 1d", "exit on purchase as p where p.order == c.order");
  auto result = compile_text(text);
  INFO(result.findings());
  REQUIRE(result.program);
  const auto& program = *result.program;
  const auto& flow = program.flows[0];
  CHECK(program.functions[flow.body].locals == 1);
  CHECK(program.functions[flow.exits[0].on.where].locals == 1);
  auto none = compile_text(journey("wait 1d", "key c.order"));
  REQUIRE(none.program);
  CHECK(none.program->functions[none.program->flows[0].body].locals == 0);
}

TEST_CASE("conditions jump, fallbacks keep what is there, histories loop") {
  auto text =
      listing(kSchema + "segment s = contact.age > 1 and (contact.name ?? \"\") == \"x\"\n", "s");
  INFO(text);
  CHECK(text.find("JumpIfFalse") != std::string::npos);
  CHECK(text.find("JumpIfPresent") != std::string::npos);
  text = listing(kSchema + "segment s = count(purchase last 90d where total > 20 EUR) == 7\n", "s");
  INFO(text);
  auto order = {"EventsBegin", "EventsNext", "EventField", "Greater",
                "JumpIfFalse", "EventsAdd",  "Jump",       "EventsEnd"};
  std::size_t at = 0;
  for (std::string_view word : order) {
    at = text.find(word, at);
    REQUIRE(at != std::string::npos);
    at += word.size();
  }
}

TEST_CASE("a count against a number is asked whether it comes to it") {
  const auto end_of = [](const std::string& comparison) {
    const auto text = listing(kSchema + "segment s = " + comparison + "\n", "s");
    const auto at = text.find("  EventsAtLeast ");
    if (at == std::string::npos) return std::string("the number");
    const auto rest = text.substr(at + 16);
    return "at least " + rest.substr(0, rest.find('\n')) +
           (rest.find("Not") != std::string::npos ? ", not" : "");
  };
  const std::string count = "count(purchase last 90d)";
  for (const auto& [comparison, expected] :
       {std::pair(count + " > 0", "at least 1"),
        {count + " >= 3", "at least 3"},
        {count + " < 3", "at least 3, not"},
        {count + " <= 3", "at least 4, not"},
        {count + " == 0", "at least 1, not"},
        {count + " != 0", "at least 1"},
        {"3 <= " + count, "at least 3"},
        {"3 < " + count, "at least 4"},
        {"3 > " + count, "at least 3, not"},
        {"3 >= " + count, "at least 4, not"},
        {count + " > 63", "at least 64"},
        {count + " > 64", "the number"},
        {count + " == 3", "the number"},
        {count + " >= 0", "the number"},
        {"last(purchase) is present", "at least 1"},
        {"last(purchase last 3d) is absent", "at least 1, not"}}) {
    CAPTURE(comparison);
    CHECK(end_of(comparison) == expected);
  }
}

TEST_CASE("unreachable statements are warned about and not compiled") {
  auto result = compile_text(journey("exit  wait 1d"));
  REQUIRE(result.program);
  CHECK(has(result, Code::kUnreachable));
  CHECK(labels(*result.program) == std::vector<std::string>{"exit"});
  CHECK(verify(*result.program).ok());
}

TEST_CASE("many small programs are verified") {
  for (const char* flow : {
           "if contact.age > 1 { exit } else { exit }",
           "match contact.age { 1, 2 { exit } 3..5 { wait 1h } else { exit } }",
           "match contact.name { \"a\" { exit } else { } } wait 1h",
           "wait up to 1d { on purchase as q where q.total > c.total { set contact.spent = q.total "
           "} }",
           "send hello as r  wait up to 1d { on r.clicked { exit } else { exit } }",
           "set contact.score = contact.age  set contact.score = if contact.age > 1 then 1 else "
           "2.5",
           "let t = \"{{ contact.name | default: 'x' | upcase }} {{ c.order }}\" exit \"{{ t }}\"",
           "let z = c.total + 5 EUR  if z > 3 EUR or not (contact.age in 1..3) and contact in "
           "staff { wait 1h }",
           "let a = avg(purchase.items)  if (a ?? 1) > 2 { wait 1h }",
           "if (sum(purchase.total where total > c.total) ?? 0 EUR) > 1 EUR { wait 1h }",
           "if sum(purchase.items) > 1 and (last(purchase).order ?? \"\") == \"x\" { wait 1h }",
           "if last(purchase) is absent { exit } if now > 2026-12-01 09:00 contact time { exit }",
           "experiment e { variant a 90% { exit } holdout 10% }",
           "experiment e { variant a 90% { } holdout 10% } wait 1h",
           "experiment e by contact.age { variant a for 1 { exit } variant b for 2, 3 { } holdout "
           "for 4 else variant rest { wait 1h } }",
           "if contact.score not in 1..3 or contact not in staff { exit }",
           "let x = contact.name  if x is present and x contains \"a\" { exit }",
       }) {
    auto result = compile_text(journey(flow));
    INFO(flow << "\n" << result.findings());
    REQUIRE(result.program);
    auto verified = verify(*result.program);
    INFO((verified.ok() ? "" : verified.error().message + " " + verified.error().where));
    CHECK(verified.ok());
  }
}

TEST_CASE("files are read inside the project only, and their templates are checked") {
  std::string asked;
  auto read = [&](const std::string& path) -> Result<std::string> {
    asked += path + ";";
    return std::string("<p>{{ contact.nme }}</p>");
  };
  auto result =
      compile_text(kSchema + "message m { email { subject \"x\" html file \"a/b.html\" } }", read);
  CHECK(asked == "a/b.html;");
  CHECK(has(result, Code::kUnknownField));
  for (const char* path : {"/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a\\\\b", ""}) {
    asked.clear();
    auto refused = compile_text(
        kSchema + fmt::format("message m {{ email {{ subject \"x\" html file \"{}\" }} }}", path),
        read);
    INFO(path);
    CHECK(asked.empty());
    CHECK(has(refused, Code::kFileUnreadable));
  }
}

TEST_CASE("what grows without end is refused, quickly") {
  std::string defines = "define f0(n: int) = n + 1\n";
  for (int i = 1; i < 60; ++i)
    defines += fmt::format("define f{}(n: int) = f{}(n) + f{}(n)\n", i, i - 1, i - 1);
  CHECK(has(compile_text(kSchema + defines + "segment s = f59(1) > 1\n"), Code::kTooMany));
  std::string chain = "segment s0 = true\n";
  for (int i = 1; i < 5000; ++i) chain += fmt::format("segment s{} = not s{}\n", i, i - 1);
  CHECK(has(compile_text(kSchema + chain), Code::kNestedTooDeep));
  std::string lets;
  for (std::size_t i = 0; i < limits::kLocals; ++i)
    lets += fmt::format("let n{} = {} if n{} > 1 {{ exit }} ", i, i, i);
  CHECK(has(compile_text(journey(lets)), Code::kTooMany));
  std::string arms;
  for (std::size_t i = 0; i <= limits::kFlowArms; ++i) arms += fmt::format("{} {{ wait 1h }} ", i);
  CHECK(has(compile_text(journey("match contact.age { " + arms + "}")), Code::kTooMany));
}

TEST_CASE("a message has as many parameters as the stack of a send has room for") {
  const auto project = [](std::size_t count) {
    std::string parameters, arguments;
    for (std::size_t i = 0; i < count; ++i) {
      parameters += fmt::format("{}p{}: int", i == 0 ? "" : ", ", i);
      arguments += fmt::format("{}{}", i == 0 ? "" : ", ", i);
    }
    return "message many(" + parameters + ") { sms \"{{ p0 }}\" }\n" +
           journey("send many(" + arguments + ") via sms");
  };
  CHECK_FALSE(has(compile_text(project(limits::kMessageParameters)), Code::kTooMany));
  CHECK(has(compile_text(project(limits::kMessageParameters + 1)), Code::kTooMany));
}

TEST_CASE("more calls of services than an instruction can name are too many") {
  const auto project = [](std::size_t calls) {
    std::string text = kSchema;
    for (std::size_t i = 0; i < calls; ++i) {
      if (i % limits::kServiceCalls == 0)
        text += fmt::format("{}service s{} {{ base env(\"URL\")\n", i == 0 ? "" : "}\n", i);
      text += fmt::format("call c{}() get \"/\"\n", i);
    }
    return text + "}\n";
  };
  CHECK_FALSE(has(compile_text(project(UINT16_MAX + 1)), Code::kTooMany));
  CHECK(has(compile_text(project(UINT16_MAX + 2)), Code::kTooMany));
}

TEST_CASE("trees that are deep without being nested are refused, not recursed into") {
  std::string deep = "1";
  for (int level = 0; level < 40; ++level) {
    deep = "(" + deep;
    for (int i = 0; i < 900; ++i) deep += " + 1";
    deep += ")";
  }
  CHECK(has(compile_text(kSchema + "segment s = " + deep + " > 1\n"), Code::kNestedTooDeep));
}

TEST_CASE("many warnings do not make an error") {
  std::string text = kSchema;
  for (int i = 0; i < 200; ++i) text += fmt::format("segment s{} = contact.age > {}\n", i, i);
  auto result = compile_text(text);
  CHECK(result.program);
  CHECK(result.diagnostics.count(Severity::kWarning) == limits::kErrorsPerFile);
}

TEST_CASE("a hundred thousand lines are checked and compiled within a second or so") {
  std::string text = kSchema;
  std::size_t lines = 5;
  for (int i = 0; lines < 100'000; ++i, lines += 20) {
    text += fmt::format(R"(segment s{0} =
  contact.age > {0} and contact.spent > 20 EUR
message m{0} {{
  email {{
    subject "Hello {{{{ contact.name | default: 'you' }}}}"
    text "Dear {{{{ contact.name | default: 'you' | upcase }}}}"
  }}
}}
journey j{0} {{
  category marketing
  conversation news
  start on purchase as c where c.total > {0} EUR
  goal g on purchase as p worth p.total
  flow {{
    wait 1h
    if s{0} {{
      send m{0}
    }}
  }}
}}
)",
                        i);
  }
  auto begin = std::clock();
  auto result = compile_text(text);
  auto seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  INFO(result.findings().substr(0, 2000));
  CHECK(result.program);
  WARN(fmt::format("{} lines, {} bytes: {:.2f} s", lines, text.size(), seconds));
  CHECK(seconds < 10);  // finds what is quadratic, not what is slow: sanitizers are slow as well
}

}  // namespace camp
