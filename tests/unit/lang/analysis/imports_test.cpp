// `import std.NAME`: a module is one more file of the project, wherever it is imported, and the
// library's own modules fit every project that has what they say they need.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "lang/program/codec.h"
#include "lang/syntax/parser.h"
#include "stdlib/modules/modules.h"
#include "tests/support/compiled.h"

namespace camp {
namespace {

constexpr LibraryModule kModules[] = {
    {"first", "import std.second\nsegment rich = contact in has_spent and is_rich(11 EUR)\n"},
    {"idle", "segment nobody = 1 == 2\n"},
    {"second",
     "import std.first\ncontact { spent: money }\nsegment has_spent = is_rich(contact.spent)\n"
     "define is_rich(x: money) = x > 10 EUR\n"},
    {"sends",
     "message hello { sms \"y\" }\nevent asked { }\n"
     "journey greets { category transactional start on asked flow { send hello } }\n"},
};
constexpr const char* kContact = "contact { email: email?  phone: phone?  spent: money = 0 EUR }\n";
constexpr const char* kCampaign =
    "campaign c { category transactional goal g on message.opened audience { include rich }\n"
    "  flow { exit } }\n";

test::Compiled compiled(std::vector<std::pair<std::string, std::string>> texts) {
  return test::compiled(std::move(texts), {}, kModules);
}

std::string hash_of(const test::Compiled& project) {
  INFO(project.findings());
  REQUIRE(project.program);
  return to_hex(program_hash(*project.program).view());
}

// The fields that a module's `contact { }` names.
std::string needs_of(const LibraryModule& module) {
  SourceSet sources;
  sources.add("m.camp", std::string(module.text));
  Diagnostics findings;
  const auto tree = parse(sources, 0, findings);
  std::string fields;
  for (const auto& declaration : tree.declarations) {
    if (const auto* contact = std::get_if<ast::Contact>(&declaration.node))
      for (const auto& field : contact->fields)
        fields += std::string(sources.text(field.span)) + "\n";
  }
  return fields;
}

}  // namespace

TEST_CASE("modules join the project once, by whichever way they come, also in a circle") {
  const auto in_one =
      compiled({{"a.camp", std::string("import std.first\n") + kContact + kCampaign}});
  CHECK(in_one.findings().empty());
  REQUIRE(in_one.analysis.sources().size() == 3);
  CHECK(in_one.analysis.sources()[1].path() == "std.first");
  CHECK(in_one.analysis.sources()[2].path() == "std.second");
  const auto in_two = compiled({{"b.camp", std::string("import std.second\n") + kCampaign},
                                {"a.camp", std::string("import std.first\n") + kContact}});
  CHECK(in_two.analysis.sources().size() == 4);
  CHECK(hash_of(in_two) == hash_of(in_one));
  const auto as_files = compiled({{"a.camp", std::string(kContact) + kCampaign},
                                  {"b.camp",
                                   "segment rich = contact in has_spent and is_rich(11 EUR)\n"
                                   "segment has_spent = is_rich(contact.spent)\n"
                                   "define is_rich(x: money) = x > 10 EUR\n"}});
  CHECK(hash_of(as_files) == hash_of(in_one));
}

TEST_CASE("warnings about the inside of a module are not told, its flows are the project's") {
  const auto project = compiled({{"a.camp", std::string("import std.idle\nimport std.sends\n"
                                                        "conversation c { from \"a@b.example\" }\n"
                                                        "list l\n") +
                                                kContact}});
  INFO(project.findings());
  REQUIRE(project.diagnostics.all().size() == 1);
  CHECK(project.diagnostics.all()[0].message == "nothing of std.idle is used");
}

TEST_CASE("an error that the project makes inside a module says where it is brought in") {
  const auto project = compiled(
      {{"a.camp", std::string("policy { require writer }\nimport std.sends\n") + kContact}});
  INFO(project.findings());
  REQUIRE(project.diagnostics.has_errors());
  const auto& last = project.diagnostics.all().back();
  CHECK(last.code == Code::kLacksRequired);
  CHECK(project.analysis.sources().place_text(last.primary.span) == "std.sends:3:9");
  CHECK(last.secondary.back().text == "the module is brought in here");
  CHECK(project.analysis.sources().text(last.secondary.back().span) == "import std.sends");
}

TEST_CASE("what a module of a module needs is asked for where the project begins with it") {
  const auto project = compiled(
      {{"a.camp", std::string("import std.first\ncontact { email: email? }\n") + kCampaign}});
  INFO(project.findings());
  REQUIRE(project.diagnostics.all().size() == 1);
  const auto& only = project.diagnostics.all()[0];
  CHECK(only.code == Code::kModuleNeeds);
  CHECK(only.message == "std.second needs a field that the contact does not have: `spent: money`");
  CHECK(project.analysis.sources().text(only.primary.span) == "import std.first");
}

TEST_CASE("without a contact, a module that needs a field says what to write") {
  const auto project = compiled({{"a.camp", std::string("import std.first\n") + kCampaign}});
  REQUIRE(project.diagnostics.all().size() == 1);
  CHECK(project.diagnostics.all()[0].help == "write `contact { spent: money }`");
}

TEST_CASE("a message's file is not taken for a module") {
  const auto read = [](const std::string&) { return Result<std::string>(std::string("hello")); };
  const auto project =
      test::compiled({{"a.camp", std::string("import std.first\nmessage m { email { subject \"x\" "
                                             "text file \"std.first\" } }\n") +
                                     kContact}},
                     read, kModules);
  INFO(project.findings());
  CHECK(project.diagnostics.count(Severity::kError) == 1);
  CHECK(project.findings().find("'std.first' is not a file of this project") != std::string::npos);
}

TEST_CASE("a module of the library can be tried by a scenario alone, at its own places") {
  const auto project = test::compiled(
      {{"a.camp",
        "import std.nps\ncontact { phone: phone?  language: locale? }\n"
        "scenario \"x\" { contact anna { phone: \"+358401234567\" }\n"
        "  do nps(\"Acme\") for anna via sms\n  expect anna was sent nps.score }\n"}},
      {}, library_modules());
  INFO(project.findings());
  REQUIRE(project.analysis.tried() != nullptr);
  CHECK(project.analysis.tried()->sources()[1].path() == "std.nps");
  CHECK(project.suite.scenarios.size() == 1);
}

TEST_CASE(
    "every module of the library fits a project that has what it needs, and all fit together") {
  std::string everything, fields;
  for (const auto& module : library_modules()) {
    const auto import = fmt::format("import std.{}\n", module.name);
    const auto contact = fmt::format("contact {{ phone: phone?\n{} }}\n", needs_of(module));
    const auto alone =
        test::compiled({{"a.camp", import + contact + "conversation c { from \"a@b.example\" }\n"}},
                       {}, library_modules());
    INFO(module.name << "\n" << alone.findings());
    CHECK(alone.program);
    CHECK(module.text.find("scenario ") == std::string_view::npos);  // they are in tests/modules
    everything += import;
    std::string needs = needs_of(module);
    for (std::size_t at = 0; at < needs.size();) {
      const auto end = needs.find('\n', at) + 1;
      const auto field = needs.substr(at, end - at);
      if (fields.find(field) == std::string::npos) fields += field;
      at = end;
    }
  }
  const auto all = test::compiled({{"a.camp", everything + "contact { phone: phone?\n" + fields +
                                                  "}\nconversation c { from \"a@b.example\" }\n"}},
                                  {}, library_modules());
  INFO(all.findings());
  CHECK(all.program);
}

}  // namespace camp
