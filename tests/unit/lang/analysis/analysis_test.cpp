// The analysis of a project: the same whatever happened to its texts before.
#include "lang/analysis/analysis.h"

#include <catch2/catch.hpp>

#include "lang/base/render.h"
#include "lang/compile/compile.h"
#include "lang/program/codec.h"
#include "tests/unit/lang/analysis/project_texts.h"

namespace camp {
namespace {

// All that can be told of an analysis: findings to the letter, and the program's hash.
std::string told(const Analysis& analysis) {
  std::string all;
  for (const auto& one : analysis.diagnostics().all())
    all += render(one, analysis.sources(), false);
  Diagnostics findings;
  auto program = compile_program(analysis, findings);
  return all + (program.ok() ? to_hex(program_hash(*program).view()) : program.error().message);
}

}  // namespace

TEST_CASE("an analysis after texts were replaced, and back, is that of a fresh start") {
  for (auto& project : test::whole_projects()) {
    INFO(project.name);
    const auto before = told(analyze(project.scripts, project.read_file, library_modules()));
    auto edited = project.scripts;
    bool changed = false;  // a scenario more or less changes neither findings nor program
    for (SourceId id = 0; id < project.scripts.size(); ++id) {
      const auto& path = project.scripts[id].path();
      const std::string text(project.scripts[id].text());
      for (const auto& change : {text.substr(0, text.size() / 2), std::string(), "list x\n" + text,
                                 text + "\nsegment y = contact.zzz == 1\n"}) {
        REQUIRE(edited.replace(path, change));
        SourceSet fresh;
        for (auto one = static_cast<SourceId>(edited.size()); one-- > 0;)
          fresh.add(edited[one].path(), std::string(edited[one].text()));
        auto now = told(analyze(edited, project.read_file, library_modules()));
        CHECK(now == told(analyze(std::move(fresh), project.read_file, library_modules())));
        changed = changed || now != before;
      }
      REQUIRE(edited.replace(path, text));
      CHECK(told(analyze(edited, project.read_file, library_modules())) == before);
    }
    CHECK(changed);
  }
}

TEST_CASE("an analysis outlives the set it was made of, and moves without being moved within") {
  SourceSet scripts;
  scripts.add("b.camp", "contact { name: string? }\nsegment s = contact.name is present\n");
  auto analysis = std::make_unique<Analysis>(analyze(scripts));
  REQUIRE(scripts.replace("b.camp", ""));
  const auto* segment = analysis->model().find("s")->declaration;
  Analysis moved = std::move(*analysis);
  analysis.reset();
  CHECK(moved.model().find("s")->declaration == segment);
  CHECK(segment == &moved.files()[0].declarations[1]);
  CHECK(moved.sources().text(segment->span) == "segment s = contact.name is present");
}

TEST_CASE("an analysis with errors is not compiled; the first is told with its place") {
  SourceSet scripts;
  scripts.add("b.camp", "contact { name: string? }\nsegment s = contact.nam is present\n");
  Diagnostics findings;
  auto program = compile_program(analyze(std::move(scripts)), findings);
  REQUIRE_FALSE(program.ok());
  CHECK(program.error().where == "b.camp:2:21");
  CHECK(findings.all().empty());
}

}  // namespace camp
