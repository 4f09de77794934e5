// What an editor knows of a drafter, of which no flow speaks.
#include <catch2/catch.hpp>

#include "lang/editor/completion.h"
#include "lang/editor/hover.h"
#include "lang/editor/outline.h"
#include "lang/editor/rename.h"
#include "lang/editor/tokens.h"
#include "tests/unit/lang/editor/editor_project.h"

namespace camp::editor {
namespace {

const std::string kDrafter =
    "## How we write.\n"
    "drafter voice {\n  url env(\"LLM_URL\")\n  model \"large\"\n  key secret(\"LLM_KEY\")\n}\n";

}  // namespace

TEST_CASE("a drafter is listed, told and renamed as other declarations are") {
  const auto analysis = test::analysis_of({{"a.camp", kDrafter}});
  REQUIRE(analysis.diagnostics().all().empty());
  const auto outline = outline_of(analysis, 0);
  REQUIRE(outline.size() == 1);
  CHECK(outline[0].kind == OutlineKind::kDrafter);
  CHECK(outline[0].name == "voice");
  CHECK(outline[0].detail == "drafter");
  const NameIndex index(analysis);
  const auto at = static_cast<std::uint32_t>(kDrafter.find("voice"));
  const auto hover = hover_at(analysis, index, 0, at);
  REQUIRE(hover);
  CHECK(hover->signature ==
        "drafter voice { url env(\"LLM_URL\") model \"large\" key secret(\"LLM_KEY\") }");
  CHECK(hover->doc == "How we write.");
  const auto line = hover_at(analysis, index, 0, static_cast<std::uint32_t>(kDrafter.find("key ")));
  REQUIRE(line);
  CHECK(line->doc.starts_with("who we are"));
  const auto edits = rename(analysis, index, 0, at, "house_voice", {}, library_modules());
  REQUIRE(edits.ok());
  CHECK(edits->size() == 1);
  const auto tokens = meaningful_tokens(analysis, index, 0);
  CHECK(std::any_of(tokens.begin(), tokens.end(), [&](const MeaningfulToken& token) {
    return token.span.begin == at && token.meaning == TokenMeaning::kService;
  }));
}

TEST_CASE("the lines of a drafter are proposed inside of one") {
  const auto [text, offset] = test::marked("drafter voice {\n  ^\n}\n");
  const auto analysis = test::analysis_of({{"a.camp", text}});
  std::vector<std::string> labels;
  for (const auto& one : complete(analysis, nullptr, 0, offset, {library_modules(), {}}).proposals)
    labels.push_back(one.label);
  std::sort(labels.begin(), labels.end());
  CHECK(labels == std::vector<std::string>{"instructions", "key", "model", "timeout", "url"});
}

}  // namespace camp::editor
