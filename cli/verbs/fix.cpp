#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "cli/project.h"
#include "cli/rewriting.h"
#include "lang/base/counted.h"
#include "lang/base/render.h"

namespace camp::cli {
namespace {

// One round makes what it can; what that uncovers is for the next. A project that still has
// something to do after so many goes round in a circle.
constexpr int kRounds = 50;

// A fix of the project's own scripts, as it was told.
struct Planned {
  std::string file;
  Code code{};
  std::uint32_t line = 0;
  Fix fix;
};

// A link is not followed out of the project: where it leads may be another's.
bool is_link(const CompiledProject& compiled, const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_symlink(std::filesystem::path(compiled.root) / path, ignored);
}

// What is certain, by place; where two touch each other the first.
std::vector<Planned> certain_fixes(const CompiledProject& compiled) {
  const auto& sources = compiled.analysis.sources();
  std::vector<Planned> all;
  for (const auto& diagnostic : compiled.diagnostics.all()) {
    for (const auto& fix : diagnostic.fixes) {
      if (fix.certainty != Certainty::kCertain || fix.span.source >= compiled.file_count) continue;
      const auto& source = sources[fix.span.source];
      if (is_link(compiled, source.path())) continue;
      all.push_back({source.path(), diagnostic.code, source.locate(fix.span.begin).line, fix});
      break;  // each on its own makes the finding go away
    }
  }
  const auto before = [](const Planned& a, const Planned& b) {
    return std::tuple(a.fix.span.source, a.fix.span.begin, a.fix.span.end) <
           std::tuple(b.fix.span.source, b.fix.span.begin, b.fix.span.end);
  };
  std::stable_sort(all.begin(), all.end(), before);
  std::vector<Planned> apart;
  for (auto& one : all) {
    const bool touches = !apart.empty() && apart.back().fix.span.source == one.fix.span.source &&
                         apart.back().fix.span.end >= one.fix.span.begin;
    if (!touches) apart.push_back(std::move(one));
  }
  return apart;
}

// The scripts as they would be; those that had been changed before are in `texts` already.
std::vector<TextFile> applied(std::vector<TextFile> texts, const CompiledProject& compiled,
                              const std::vector<Planned>& fixes) {
  for (auto fix = fixes.rbegin(); fix != fixes.rend(); ++fix) {  // from behind: places stay
    const auto& [title, span, replacement, certainty] = fix->fix;
    auto text = std::find_if(texts.begin(), texts.end(),
                             [&](const TextFile& one) { return one.path == fix->file; });
    if (text == texts.end())
      text = texts.insert(
          texts.end(),
          TextFile{fix->file, std::string(compiled.analysis.sources()[span.source].text())});
    text->text.replace(span.begin, span.end - span.begin, replacement);
  }
  return texts;
}

class Fixing {
 public:
  Fixing(Project project, CompiledProject compiled)
      : project_(std::move(project)), compiled_(std::move(compiled)) {}

  // Until nothing changes any more.
  Result<void> run() {
    for (int round = 0; round < kRounds && !interrupted(); ++round) {
      CAMP_ASSIGN(const auto changed, one_round());
      if (!changed) break;
    }
    return {};
  }

  const std::vector<TextFile>& texts() const { return texts_; }
  const std::vector<Planned>& made() const { return made_; }
  const CompiledProject& compiled() const { return compiled_; }

 private:
  // All at once; where one of them does harm, the first that does none by itself: behind it the
  // others' places have moved.
  Result<bool> one_round() {
    const auto fixes = certain_fixes(compiled_);
    CAMP_ASSIGN(const auto all, attempt(fixes));
    if (all || fixes.size() < 2) return all;
    for (const auto& one : fixes) {
      CAMP_ASSIGN(const auto alone, attempt({one}));
      if (alone) return true;
    }
    return false;
  }

  // Whether it was made: never where there would be more errors than before, or as many and more
  // warnings. (As many there may be: an import can need a field, which is the next round's. And
  // where the last error goes, what is not used is told.)
  Result<bool> attempt(const std::vector<Planned>& fixes) {
    if (fixes.empty()) return false;
    auto texts = applied(texts_, compiled_, fixes);
    CAMP_ASSIGN(auto after, compile(project_, texts));
    const auto errors = [](const CompiledProject& one) {
      return one.diagnostics.count(Severity::kError);
    };
    const auto findings = [&](const CompiledProject& one) {
      return std::pair(errors(one), one.diagnostics.all().size());
    };
    if (findings(after) > findings(compiled_)) return false;
    texts_ = std::move(texts);
    compiled_ = std::move(after);
    made_.insert(made_.end(), fixes.begin(), fixes.end());
    return true;
  }

  Project project_;
  CompiledProject compiled_;
  std::vector<TextFile> texts_;  // what differs from the files
  std::vector<Planned> made_;
};

Json made_json(const std::vector<Planned>& made) {
  Json all = Json::array();
  for (const auto& one : made)
    all.push_back({{"file", one.file},
                   {"line", one.line},
                   {"code", code_text(one.code)},
                   {"title", one.fix.title}});
  return all;
}

std::size_t guesses(const Diagnostics& diagnostics) {
  return static_cast<std::size_t>(
      std::count_if(diagnostics.all().begin(), diagnostics.all().end(),
                    [](const Diagnostic& one) { return !one.fixes.empty(); }));
}

}  // namespace

void options_fix(po::options_description& options) { Rewriting::add_options(options); }

int run_fix(const Invocation& call) {
  if (!call.arguments.empty()) return call.usage("fix takes the whole project: no file names");
  auto project = find_project(call);
  if (!project.ok()) return call.fail(project.error());
  auto before = compile(*project);
  if (!before.ok()) return call.fail(before.error());
  const auto sources = before->analysis.sources();  // as they are in the files
  Fixing fixing(*project, std::move(*before));
  if (auto run = fixing.run(); !run.ok()) return call.fail(run.error());

  Json answer = Json::object();
  Rewriting rewriting(call, answer);
  for (const auto& [path, text] : fixing.texts()) {
    const auto whole = std::filesystem::path(project->root) / path;
    rewriting.change(whole.string(), seen_from_here(project->root, path),
                     sources[*sources.find(path)].text(), text);
  }
  const auto& left = fixing.compiled().diagnostics;
  const bool found = left.has_errors() || (!rewriting.writes() && !rewriting.changed().empty());
  const int code = rewriting.failed() ? kCouldNot : found ? kFindings : kDone;
  answer.update({{"files", fixing.compiled().file_count},
                 {"changed", rewriting.changed()},
                 {"written", rewriting.writes()},
                 {"fixes", made_json(fixing.made())},
                 {"diagnostics", diagnostics_json(left, fixing.compiled().analysis.sources())}});
  if (call.console.json()) call.answer(code == kDone, answer);
  call.console.note(fmt::format("{}: {}",
                                rewriting.summary(fixing.compiled().file_count, "changed"),
                                counted(fixing.made().size(), "fix", "fixes")));
  if (!left.all().empty())
    call.console.note(fmt::format(
        "left: {}{}", render_summary(left, fixing.compiled().file_count),
        guesses(left) == 0
            ? ""
            : fmt::format(", of {} the way out is a guess (camp check)", guesses(left))));
  return code;
}

}  // namespace camp::cli
