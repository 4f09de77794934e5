// What a keystroke costs in an editor: the change, and what the editor asks for behind it.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "cli/bench/world.h"
#include "cli/lsp/editor.h"

namespace camp::cli::bench {
namespace {

constexpr std::uint64_t kLines = 2'000;
constexpr int kKeystrokes = 50;

class Typing {
 public:
  Typing(const std::string& folder, std::string text) : text_(std::move(text)) {
    uri_ = "file://" + folder + "/project.camp";
    ask("initialize", {{"rootUri", "file://" + folder}});
    tell("textDocument/didOpen",
         {{"textDocument",
           {{"uri", uri_}, {"languageId", "camp"}, {"version", 1}, {"text", text_}}}});
    lsp::news(editor_);
  }

  // A letter behind the last line, or its removal.
  void change(int number) {
    const auto line = std::count(text_.begin(), text_.end(), '\n');
    const Json begin{{"line", line}, {"character", 0}};
    const Json end{{"line", line}, {"character", number % 2}};
    const Json range{{"start", begin}, {"end", end}};
    tell("textDocument/didChange",
         {{"textDocument", {{"uri", uri_}, {"version", number + 2}}},
          {"contentChanges",
           Json::array({{{"range", range}, {"text", number % 2 == 0 ? "x" : ""}}})}});
    lsp::news(editor_);
  }

  void look() {
    const auto line = std::count(text_.begin(), text_.end(), '\n');
    const Json document{{"uri", uri_}};
    ask("textDocument/completion",
        {{"textDocument", document}, {"position", {{"line", line}, {"character", 0}}}});
    for (const char* method : {"documentSymbol", "foldingRange", "semanticTokens/full", "codeLens"})
      ask(std::string("textDocument/") + method, {{"textDocument", document}});
  }

 private:
  void ask(const std::string& method, Json params) {
    lsp::take_message(editor_, Json{{"id", 1}, {"method", method}, {"params", params}}.dump());
  }
  void tell(const std::string& method, Json params) {
    lsp::take_message(editor_, Json{{"method", method}, {"params", params}}.dump());
  }

  lsp::Editor editor_;
  std::string uri_;
  std::string text_;
};

double median_ms(std::vector<double>& seconds) {
  std::nth_element(seconds.begin(), seconds.begin() + kKeystrokes / 2, seconds.end());
  return seconds[kKeystrokes / 2] * 1000;
}

}  // namespace

Result<Json> lsp(const Settings& settings) {
  namespace fs = std::filesystem;
  const auto folder = settings.folder + "/lsp";
  std::error_code problem;
  fs::create_directories(folder, problem);
  const auto text = large_source(kLines);
  std::ofstream(folder + "/project.camp") << text;
  Typing typing(fs::canonical(folder, problem).string(), text);
  std::vector<double> findings, all;
  for (int i = 0; i < kKeystrokes; ++i) {
    Stopwatch watch;
    typing.change(i);
    findings.push_back(watch.seconds());
    typing.look();
    all.push_back(watch.seconds());
  }
  if (!settings.keep) fs::remove_all(folder, problem);
  return Json{{"lines", std::count(text.begin(), text.end(), '\n')},
              {"findings_ms", median_ms(findings)},
              {"with_requests_ms", median_ms(all)}};
}

}  // namespace camp::cli::bench
