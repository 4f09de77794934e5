// What a word may become: of a command's arguments, and of what a script could say there, which the
// editors' completion knows.
#include <fmt/format.h>

#include <algorithm>

#include "cli/names.h"
#include "cli/repl/repl.h"
#include "cli/repl/words.h"

namespace camp::cli {
namespace {

// Of `written`, as far as it is, what stands from the last word on.
std::vector<std::string> endings(const std::vector<std::string>& names, std::string_view written,
                                 std::string_view word) {
  std::vector<std::string> found;
  const auto before = written.size() - std::min(word.size(), written.size());
  for (const auto& name : names)
    if (std::string_view(name).starts_with(written)) found.push_back(name.substr(before));
  return found;
}

std::vector<std::string> command_names(std::string_view word) {
  std::vector<std::string> found;
  const std::string_view colon = word.starts_with(':') ? ":" : "";
  for (const auto& row : repl_commands())
    if (row.name.starts_with(word.substr(colon.size())))
      found.push_back(fmt::format("{}{}", colon, row.name));
  return found;
}

}  // namespace

std::vector<std::string> Repl::complete(std::string_view line, std::string_view word) {
  if (!walk_.is_ready()) (void)walk_.compile();  // of a broken project, what can be read of it
  const auto begin = std::min(line.find_first_not_of(" \t"), line.size());
  auto found = !pending_.empty()                   ? walk_.completions(pending_ + "\n", line, word)
               : line.substr(begin).empty()        ? first_words(word)
               : line.substr(begin).front() == ':' ? complete_command(line.substr(begin + 1), word)
                                                   : walk_.completions("", line, word);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

// libedit parts words at `:`, others give it with the word.
std::vector<std::string> Repl::first_words(std::string_view word) {
  return word.starts_with(':') ? command_names(word) : walk_.completions("", "", word);
}

// `line`: behind the colon.
std::vector<std::string> Repl::complete_command(std::string_view line, std::string_view word) {
  const auto end = line.find_first_of(" \t");
  if (end == line.npos) return command_names(word);
  const auto name = line.substr(0, end);
  const auto begun = line.substr(std::min(line.find_first_not_of(" \t", end), line.size()));
  // What is said in the language: as the step or the expression that it stands for.
  if (name == "emit") return walk_.completions(hand_ + " does ", begun, word);
  if (name == "watch") return walk_.completions("show ", begun, word);
  if (name == "contact" && !begun.empty()) return walk_.completions("contact ", begun, word);
  const auto row = std::find_if(repl_commands().begin(), repl_commands().end(),
                                [&](const auto& it) { return it.name == name; });
  if (row == repl_commands().end()) return {};
  // `:why [NAME] MESSAGE` alone has two that are completed.
  const auto written = name == "why" ? std::string(word) : fmt::format("{}{}", begun, word);
  return endings(arguments_of(*row), written, word);
}

// Those that its row names in capitals, and words of its own.
std::vector<std::string> Repl::arguments_of(const Command& command) {
  std::vector<std::string> all;
  const auto has = [&](std::string_view what) {
    return command.arguments.find(what) != command.arguments.npos;
  };
  if (has("moment")) all.insert(all.end(), {"moment", "break", "start"});
  if (has("NAME") && walk_.is_ready()) all = debugger().run().contacts();
  if (has("LABEL") && walk_.is_ready())
    for (const auto& step : debugger().stage().program().program().steps)
      all.push_back(fmt::format("\"{}\"", step.label));
  const auto* known = walk_.known();
  if (known == nullptr) return all;
  for (const auto* kind : {"CAMPAIGN", "MESSAGE"})
    if (has(kind))
      for (auto& name : names_of(*known, kind)) all.push_back(std::move(name));
  if (has("SCENARIO"))
    for (const auto& name : names_of(*known, "SCENARIO"))
      if (name != SessionScript::kScenario) all.push_back(fmt::format("\"{}\"", name));
  return all;
}

}  // namespace camp::cli
