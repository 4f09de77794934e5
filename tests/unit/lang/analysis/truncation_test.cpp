// A script that ends anywhere: what was read stays, the mistake is told where it is, and nothing is
// said of what only follows from it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <tuple>

#include "grammar/scan.h"
#include "tests/unit/lang/analysis/project_texts.h"

namespace camp {
namespace {

using Said = std::tuple<std::string, Code, std::string>;  // file, code, message

bool is_syntax(Code code) { return static_cast<int>(code) < 200; }

Said said(const Analysis& analysis, const Diagnostic& one) {
  return {analysis.sources()[one.primary.span.source].path(), one.code, one.message};
}

std::set<Said> all_said(const Analysis& analysis) {
  std::set<Said> all;
  for (const auto& one : analysis.diagnostics().all()) all.insert(said(analysis, one));
  return all;
}

// Which findings are left out is then chance.
bool is_capped(const std::set<Said>& all) {
  return std::any_of(all.begin(), all.end(),
                     [](const Said& one) { return std::get<1>(one) == Code::kTooManyErrors; });
}

// One script of a project, whole, and what becomes of it when it ends earlier.
class Cut {
 public:
  Cut(const test::Project& project, SourceId id)
      : project_(project),
        path_(project.scripts[id].path()),
        text_(project.scripts[id].text()),
        whole_(analyze(project.scripts, project.read_file, library_modules())),
        whole_said_(all_said(whole_)) {}

  std::string_view text() const { return text_; }
  bool is_unread() const { return whole_tree().unread; }

  void check_at(std::size_t offset) {
    auto analysis = ending_at(offset);
    const auto& tree = analysis.files()[*analysis.sources().find(path_)];
    INFO(project_.name << " " << path_ << " ends with: "
                       << text_.substr(offset < 60 ? 0 : offset - 60,
                                       std::min<std::size_t>(offset, 60)));
    check_tree(tree, offset);
    const auto* first = first_new(analysis);
    if (first == nullptr) return;  // a script of its own right
    CHECK(is_near(first->primary.span, offset));
    check_consequences(analysis, offset);
  }

 private:
  Analysis ending_at(std::size_t offset) const {
    auto scripts = project_.scripts;
    scripts.replace(path_, text_.substr(0, offset));
    return analyze(std::move(scripts), project_.read_file, library_modules());
  }
  const ast::File& whole_tree() const { return whole_.files()[*whole_.sources().find(path_)]; }

  // The first mistake of writing that the whole text does not have.
  const Diagnostic* first_new(const Analysis& analysis) const {
    for (const auto& one : analysis.diagnostics().all()) {
      auto what = said(analysis, one);
      if (is_syntax(one.code) && std::get<0>(what) == path_ && !whole_said_.contains(what))
        return &one;
    }
    return nullptr;
  }

  void check_tree(const ast::File& tree, std::size_t offset) {
    std::size_t before = 0;
    for (const auto& declaration : whole_tree().declarations) {
      if (declaration.span.end > offset) break;
      REQUIRE(before < tree.declarations.size());
      CHECK(tree.declarations[before].span == declaration.span);
      CHECK(tree.declarations[before].node.index() == declaration.node.index());
      ++before;
    }
    CHECK(tree.declarations.size() <= before + 1);
  }

  // On the last line that says something: an item that is cut may mean something else.
  bool is_near(Span span, std::size_t offset) const {
    auto* end = text_.data() + offset;
    auto* line_end = std::find(text_.data() + span.end, end, '\n');
    return grammar::skip_space(line_end, end) == end;
  }

  void check_consequences(const Analysis& analysis, std::size_t offset) {
    auto begin = offset;
    for (const auto& declaration : whole_tree().declarations) {
      if (declaration.span.begin < offset && offset < declaration.span.end)
        begin = declaration.span.begin;
    }
    if (without_begin_ != begin) {
      without_begin_ = begin;
      without_said_ = all_said(ending_at(begin));
    }
    if (is_capped(without_said_) || is_capped(all_said(analysis))) return;
    for (const auto& one : analysis.diagnostics().all()) {
      auto what = said(analysis, one);
      if (is_syntax(one.code) || whole_said_.contains(what) || without_said_.contains(what))
        continue;
      if (std::get<0>(what) == path_ && is_near(one.primary.span, offset)) continue;
      FAIL_CHECK(std::get<0>(what) << ": " << code_text(one.code) << " " << one.message);
    }
  }

  const test::Project& project_;
  std::string path_;
  std::string text_;
  Analysis whole_;
  std::set<Said> whole_said_;
  std::size_t without_begin_ = std::string::npos;
  std::set<Said> without_said_;  // when the declaration that is cut is not there at all
};

}  // namespace

TEST_CASE("a script that ends early keeps what was read, and says only what is wrong") {
  std::size_t cuts = 0;
  for (const auto& project : test::all_projects()) {
    for (SourceId id = 0; id < project.scripts.size(); ++id) {
      Cut cut(project, id);
      if (cut.is_unread()) continue;  // what is not merged has its one finding at its beginning
      for (std::size_t offset = 0; offset < cut.text().size(); ++offset) {
        const auto byte = static_cast<unsigned char>(cut.text()[offset]);
        if (byte != '\n' && offset % 61 != 0) continue;
        if ((byte & 0xC0u) == 0x80u) continue;  // inside a character: no text at all
        cut.check_at(offset);
        ++cuts;
      }
    }
  }
  CHECK(cuts > 1000);
}

TEST_CASE("a body without its brace is what was read so far") {
  SourceSet scripts;
  scripts.add("a.camp",
              "journey j {\n  category marketing\n  flow {\n    wait 1h\n    if now > now {\n"
              "      wait 2h\n      send \n\nlist l\n");
  auto analysis = analyze(std::move(scripts));
  const auto& declarations = analysis.files()[0].declarations;
  REQUIRE(declarations.size() == 2);
  CHECK(declarations[0].incomplete);
  CHECK_FALSE(declarations[1].incomplete);
  const auto& flow = std::get<ast::Flow>(declarations[0].node);
  CHECK(flow.name.text == "j");
  REQUIRE(flow.body);
  REQUIRE(flow.body->statements.size() == 2);
  const auto& then = std::get<ast::If>(flow.body->statements[1].node).then;
  REQUIRE(then.statements.size() == 2);
  CHECK(std::holds_alternative<ast::ErrorStatement>(then.statements[1].node));
  CHECK(analysis.sources().text(then.statements[1].span) == "send");
  CHECK(analysis.diagnostics().all().size() == 2);  // the name, and the brace once
}

}  // namespace camp
