#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include "cli/project.h"
#include "cli/rewriting.h"
#include "lang/base/limits.h"
#include "lang/base/render.h"
#include "lang/format/format.h"

namespace camp::cli {

void options_fmt(po::options_description& options) { Rewriting::add_options(options); }

namespace {

namespace fs = std::filesystem;

constexpr const char* kStdin = "<stdin>";

// A script by the name that people are told.
struct Script {
  std::string path;
  std::string shown;
};

// Links are not followed out of a folder: where they lead is formatted where it stands.
Result<void> add_below(const std::string& folder, const std::string& shown,
                       std::vector<Script>& scripts) {
  CAMP_ASSIGN(auto paths, scripts_below(folder));
  std::sort(paths.begin(), paths.end());
  std::error_code ignored;
  for (const auto& path : paths) {
    auto whole = fs::path(folder) / path;
    if (!fs::is_symlink(whole, ignored))
      scripts.push_back({whole.string(), (fs::path(shown) / path).lexically_normal().string()});
  }
  return {};
}

// The arguments' files, each once; without arguments those of the project.
Result<std::vector<Script>> scripts_of(const Invocation& call) {
  std::vector<Script> scripts;
  std::error_code ignored;
  if (call.arguments.empty()) {
    CAMP_ASSIGN(auto project, find_project(call));
    CAMP_TRY(add_below(project.root, fs::proximate(project.root, ignored).string(), scripts));
  }
  for (const auto& argument : call.arguments) {
    if (fs::is_directory(argument, ignored))
      CAMP_TRY(add_below(argument, argument, scripts));
    else
      scripts.push_back({argument, argument});
  }
  std::set<fs::path> seen;
  std::erase_if(scripts, [&](const Script& script) {
    return !seen.insert(fs::weakly_canonical(script.path, ignored)).second;
  });
  return scripts;
}

// One more than may be: the parser says "too large".
std::string read_stdin() {
  std::string text;
  char bytes[1 << 16];
  while (text.size() <= limits::kSourceBytes) {
    const auto got = std::fread(bytes, 1, sizeof bytes, stdin);
    if (got == 0) break;
    text.append(bytes, got);
  }
  return text;
}

class Formatting {
 public:
  explicit Formatting(const Invocation& call) : call_(call), rewriting_(call, answer_) {}

  void file(const Script& script) {
    ++files_seen_;
    auto text = rewriting_.read(script.path);
    if (!text.ok()) return rewriting_.fail(text.error());
    const auto formatted = format(script.shown, *text);
    if (formatted && *formatted != *text)
      rewriting_.change(script.path, script.shown, *text, *formatted);
  }

  void standard_input() {
    ++files_seen_;
    const auto text = read_stdin();
    const auto formatted = format(kStdin, text);
    if (!formatted) return;
    if (rewriting_.writes()) {
      if (call_.console.json()) answer_["text"] = *formatted;
      return rewriting_.say(*formatted);
    }
    if (*formatted != text) rewriting_.tell_change(kStdin, text, *formatted);
  }

  int finish() {
    const bool writes = rewriting_.writes();
    const bool found = broken_ != 0 || (!writes && !rewriting_.changed().empty());
    const int code = bugs_ != 0            ? kBug
                     : rewriting_.failed() ? kCouldNot
                     : found               ? kFindings
                                           : kDone;
    answer_.update({{"files", files_seen_},
                    {"changed", rewriting_.changed()},
                    {"written", writes},
                    {"diagnostics", diagnostics_json(diagnostics_, sources_)}});
    if (call_.console.json()) call_.answer(code == kDone, answer_);
    call_.console.note(rewriting_.summary(files_seen_, "formatted") +
                       (broken_ == 0 ? "" : fmt::format("; {} with errors", broken_)));
    return code;
  }

 private:
  // Nothing when there is no layout of it: that was told.
  std::optional<std::string> format(const std::string& shown, const std::string& text) {
    const auto source = sources_.add(shown, text);
    Diagnostics findings;
    auto formatted = format_script(sources_, source, findings);
    for (const auto& finding : findings.all()) {
      diagnostics_.add(finding);
      if (!call_.console.json())
        std::fputs((render(finding, sources_, call_.console.err_color()) + "\n").c_str(), stderr);
    }
    if (formatted.outcome == Formatted::Outcome::kDone) return std::move(formatted.text);
    if (formatted.outcome == Formatted::Outcome::kBroken) {
      ++broken_;
      return std::nullopt;
    }
    ++bugs_;
    rewriting_.fail({ErrorKind::kCorrupt,
                     "its layout would be another script: this is a bug of camp", shown,
                     "the file is as it was; please report it with the file"});
    return std::nullopt;
  }

  const Invocation& call_;
  Json answer_ = Json::object();
  Rewriting rewriting_;
  SourceSet sources_;
  Diagnostics diagnostics_;
  std::size_t files_seen_ = 0, broken_ = 0, bugs_ = 0;
};

}  // namespace

int run_fmt(const Invocation& call) {
  Formatting formatting(call);
  const auto is_stdin = [](const std::string& argument) { return argument == "-"; };
  if (std::any_of(call.arguments.begin(), call.arguments.end(), is_stdin)) {
    if (call.arguments.size() != 1) return call.usage("`-` stands alone: stdin to stdout");
    formatting.standard_input();
    return formatting.finish();
  }
  auto scripts = scripts_of(call);
  if (!scripts.ok()) return call.fail(scripts.error());
  for (const auto& script : *scripts) {
    if (interrupted()) break;
    formatting.file(script);
  }
  return formatting.finish();
}

}  // namespace camp::cli
