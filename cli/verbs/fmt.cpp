#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include "cli/project.h"
#include "cli/render/table.h"
#include "cli/render/unified_diff.h"
#include "lang/base/counted.h"
#include "lang/base/limits.h"
#include "lang/base/render.h"
#include "lang/format/format.h"
#include "runtime/env/real/real_file_system.h"

namespace camp::cli {

void options_fmt(po::options_description& options) {
  options.add_options()("check", "write nothing; name what would change, and exit 1 if anything");
  options.add_options()("diff", "write nothing; show what would change, and exit 1 if anything");
}

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
  explicit Formatting(const Invocation& call)
      : call_(call), writes_(!call.has("check") && !call.has("diff")) {}

  void file(const Script& script) {
    ++files_seen_;
    auto text = files_.read_file(script.path, limits::kSourceBytes);
    if (!text.ok()) return fail(text.error());
    const auto formatted = format(script.shown, *text);
    if (!formatted || *formatted == *text) return;
    if (writes_) {
      if (auto written = files_.rewrite_file(script.path, *formatted); !written.ok())
        return fail(written.error());
    }
    tell_change(script.shown, *text, *formatted);
  }

  void standard_input() {
    ++files_seen_;
    const auto text = read_stdin();
    const auto formatted = format(kStdin, text);
    if (!formatted) return;
    if (writes_) {
      if (call_.console.json()) answer_["text"] = *formatted;
      return say(*formatted);
    }
    if (*formatted != text) tell_change(kStdin, text, *formatted);
  }

  int finish() {
    const bool found = broken_ != 0 || (!writes_ && !changed_.empty());
    const int code = bugs_ != 0 ? kBug : failed_ != 0 ? kCouldNot : found ? kFindings : kDone;
    answer_.update({{"files", files_seen_},
                    {"changed", changed_},
                    {"written", writes_},
                    {"diagnostics", diagnostics_json(diagnostics_, sources_)}});
    if (call_.console.json()) call_.answer(code == kDone, answer_);
    call_.console.note(fmt::format("{} of {} {}{}", changed_.size(), counted(files_seen_, "file"),
                                   writes_ ? "formatted" : "would change",
                                   broken_ == 0 ? "" : fmt::format("; {} with errors", broken_)));
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
    tell({ErrorKind::kCorrupt, "its layout would be another script: this is a bug of camp", shown,
          "the file is as it was; please report it with the file"});
    return std::nullopt;
  }

  void tell_change(const std::string& shown, const std::string& before, const std::string& after) {
    changed_.push_back(shown);
    if (!call_.has("diff")) return say(printable(shown) + "\n");
    const auto diff = unified_diff(shown, before, after);
    if (call_.console.json()) answer_["diffs"].push_back(diff);
    say(isatty(STDOUT_FILENO) == 1 ? printable(diff, Lines::kMany) : diff);
  }

  void fail(const Error& error) {
    ++failed_;
    tell(error);
  }

  void tell(const Error& error) {
    if (call_.console.json())
      answer_["failed"].push_back({{"file", error.where}, {"message", error.message}});
    call_.console.error(error);
  }

  void say(const std::string& text) const {
    if (!call_.console.json()) call_.console.out(text);
  }

  const Invocation& call_;
  const bool writes_;
  RealFileSystem files_;
  SourceSet sources_;
  Diagnostics diagnostics_;
  std::vector<std::string> changed_;
  std::size_t files_seen_ = 0, broken_ = 0, failed_ = 0, bugs_ = 0;
  Json answer_ = Json::object();
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
