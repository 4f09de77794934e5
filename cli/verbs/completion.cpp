#include "cli/verbs/completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/bench/bench.h"
#include "cli/names.h"
#include "cli/render/table.h"
#include "lang/base/diagnostic.h"
#include "lang/catalog/channels.h"
#include "stdlib/campaigns/campaigns.h"

namespace camp::cli {
namespace {

// `[CAMPAIGN|JOURNEY]` -> {"CAMPAIGN", "JOURNEY"}; `NAME...` is NAME.
std::vector<std::string> alternatives(std::string_view slot) {
  std::vector<std::string> all;
  std::string word;
  for (const char c : slot) {
    if (c == '|') {
      all.push_back(std::exchange(word, {}));
    } else if (c != '[' && c != ']' && c != '.') {
      word += c;
    }
  }
  all.push_back(std::move(word));
  return all;
}

// The arguments of a row that stand by their place: `EVENT --contact ID [JSON]` has EVENT and JSON.
std::vector<std::string_view> slots_of(std::string_view arguments) {
  std::vector<std::string_view> slots;
  bool is_value = false;
  while (!arguments.empty()) {
    const auto word = arguments.substr(0, arguments.find(' '));
    const bool is_option = word.starts_with("--");
    if (!is_option && !is_value) slots.push_back(word);
    is_value = is_option;
    arguments.remove_prefix(std::min(word.size() + 1, arguments.size()));
  }
  return slots;
}

class Completer {
 public:
  // `project`: as the line names it, if it does.
  Completer(const Invocation& call, std::string begun, std::optional<std::string> project = {})
      : call_(call), begun_(std::move(begun)), project_(std::move(project)) {}

  void add(std::string_view word, std::string_view line = {}) {
    if (word.starts_with(begun_))
      done_.candidates.push_back({std::string(word), std::string(line)});
  }

  void add_verbs() {
    for (const auto& verb : verbs())
      if (verb.part.empty()) add(verb.name, verb.line);
  }

  void add_options(const po::options_description& options) {
    for (const auto& option : options.options())
      add("--" + option->long_name(), option->description());
  }

  // What an argument can be: words of its own in small letters, kinds of things in capitals.
  void add_kind(const std::string& kind) {
    if (kind == "FILE" || kind == "FOLDER") {
      done_.files = true;
    } else if (kind == "VERB") {
      add_verbs();
    } else if (kind == "CODE") {
      for (const auto& row : diagnostic_rows()) add(code_text(row.code), row.title);
    } else if (kind == "GOAL") {
      for (const auto& goal : campaign_texts()) add(goal.name);
    } else if (kind == "BENCH") {
      for (const auto& scenario : bench::scenarios()) add(scenario.name, scenario.line);
    } else if (kind == "CHANNEL") {
      for (const auto& channel : channels()) add(channel.word, channel.doc);
    } else if (!kind.empty() && kind[0] >= 'a' && kind[0] <= 'z') {
      add(kind);
    } else {
      add_names(kind);
    }
  }

  void add_slot(std::string_view slot) {
    for (const auto& kind : alternatives(slot)) add_kind(kind);
  }

  // Those behind `--format=`; with `prefix` in front where the shell does not part words there.
  void add_values(const po::option_description& option, const std::string& prefix) {
    const auto form = option.format_parameter();
    add_slot(form.substr(0, form.find(' ')));  // `auto|always (=auto)`
    for (auto& one : done_.candidates) one.word.insert(0, prefix);
  }

  Completed take() { return std::move(done_); }

 private:
  void add_names(const std::string& kind) {
    auto project = project_ ? project_in(*project_) : find_project(call_);
    if (!project.ok()) return;
    auto compiled = compile(*project);
    if (!compiled.ok()) return;
    for (const auto& name : names_of(compiled->analysis, kind)) add(name);
  }

  const Invocation& call_;
  const std::string begun_;
  const std::optional<std::string> project_;
  Completed done_;
};

bool takes_value(const po::option_description& option) {
  return option.semantic()->min_tokens() > 0;
}

// The words between the verb and the last one: how many arguments they are, and which option still
// wants its value.
struct Line {
  std::vector<std::string> arguments;
  const po::option_description* open = nullptr;
};
Line line_of(const std::vector<std::string>& words, std::size_t first,
             const po::options_description& options) {
  Line line;
  for (auto at = first; at + 1 < words.size(); ++at) {
    const auto& word = words[at];
    if (line.open != nullptr) {
      if (word != "=") line.open = nullptr;
    } else if (word.starts_with("--")) {
      const auto* option = options.find_nothrow(word.substr(2), false);
      if (option != nullptr && takes_value(*option)) line.open = option;
    } else if (!word.starts_with("-")) {
      line.arguments.push_back(word);
    }
  }
  return line;
}

// What the line says of it, wherever: `--project X`, `--project=X`, in bash `--project = X`.
std::optional<std::string> project_of_line(const std::vector<std::string>& words) {
  constexpr std::string_view kOption = "--project";
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    const auto& word = words[at];
    if (word.starts_with("--project=")) return word.substr(kOption.size() + 1);
    if (word != kOption) continue;
    const auto value = at + (words[at + 1] == "=" ? 2 : 1);
    if (value + 1 < words.size()) return words[value];
  }
  return std::nullopt;
}

Completed complete_verb(const Invocation& call, const Verb& verb,
                        const std::vector<std::string>& words, std::size_t first) {
  auto options = common_options();
  verb.options(options);
  const auto line = line_of(words, first, options);
  const bool parted = words.back() == "=";
  const auto& last = words.back();
  const auto project = project_of_line(words);
  if (line.open != nullptr) {
    Completer completer(call, parted ? "" : last, project);
    completer.add_values(*line.open, "");
    return completer.take();
  }
  if (const auto equals = last.find('='); last.starts_with("--") && equals != last.npos) {
    Completer completer(call, last.substr(equals + 1), project);
    if (const auto* option = options.find_nothrow(last.substr(2, equals - 2), false))
      completer.add_values(*option, last.substr(0, equals + 1));
    return completer.take();
  }
  Completer completer(call, last, project);
  if (last.starts_with("-")) {
    completer.add_options(options);
    return completer.take();
  }
  auto at = line.arguments.size();
  const auto* row = &verb;
  if (verb.is_group()) {
    if (at == 0)
      for (const auto* part : parts_of(verb)) completer.add(part->part, part->line);
    row = at == 0 ? nullptr : find_part(verb, line.arguments[0]);
    if (row != nullptr) --at;
    if (row == nullptr && !verb.usual.empty()) row = find_part(verb, verb.usual);
  }
  const auto slots = row == nullptr ? std::vector<std::string_view>() : slots_of(row->arguments);
  if (at < slots.size())
    completer.add_slot(slots[at]);
  else if (!slots.empty() && slots.back().find("...") != std::string_view::npos)
    completer.add_slot(slots.back());
  return completer.take();
}

// Each takes the lines of `camp completion --line`: a word, a tab, what it is; or `:files`.
constexpr std::string_view kBash =
    R"sh(# camp's completion for bash: source it, or put it where bash-completion looks.
_camp() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = :files ]; then
      compopt -o filenames
      while IFS= read -r line; do
        COMPREPLY+=("$line")
      done < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
    else
      COMPREPLY+=("$(printf %q "${line%%$'\t'*}")")
    fi
  done < <("${COMP_WORDS[0]}" completion --line -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
}
complete -F _camp camp
)sh";
constexpr std::string_view kZsh = R"sh(#compdef camp
# camp's completion for zsh: put it as _camp into a folder of $fpath.
_camp() {
  local line files=0
  local -a found
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      files=1
    else
      found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    fi
  done < <("${words[1]}" completion --line -- "${(@)words[2,CURRENT]}" 2> /dev/null)
  (( ${#found} )) && _describe camp found
  (( files )) && _files
}
if [[ $funcstack[1] == _camp ]]; then _camp "$@"; else compdef _camp camp; fi
)sh";
constexpr std::string_view kFish =
    R"sh(# camp's completion for fish: put it as camp.fish into ~/.config/fish/completions.
function __camp_candidates
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] completion --line -- $words[2..-1] 2> /dev/null)
        if test $line = :files
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c camp -f -a '(__camp_candidates)'
)sh";

struct Shell {
  std::string_view name;
  std::string_view script;
};
constexpr Shell kShells[] = {{"bash", kBash}, {"zsh", kZsh}, {"fish", kFish}};

int tell_candidates(const Invocation& call) {
  const auto completed = complete(call, call.arguments);
  if (call.console.json()) {
    Json all = Json::array();
    for (const auto& one : completed.candidates)
      all.push_back({{"word", one.word}, {"line", one.line}});
    call.answer(true, {{"candidates", std::move(all)}, {"files", completed.files}});
    return kDone;
  }
  std::string text;
  for (const auto& one : completed.candidates)
    text += printable(one.word) + "\t" + printable(one.line) + "\n";
  call.console.out(text + (completed.files ? ":files\n" : ""));
  return kDone;
}

}  // namespace

Completed complete(const Invocation& call, std::vector<std::string> words) {
  if (words.empty()) words.emplace_back();
  const auto end = words.end() - 1;
  const auto verb =
      std::find_if(words.begin(), end, [](const auto& word) { return find_verb(word) != nullptr; });
  if (verb != end)
    return complete_verb(call, *find_verb(*verb), words,
                         static_cast<std::size_t>(verb - words.begin()) + 1);
  Completer completer(call, words.back());
  if (words.back().starts_with("-"))
    completer.add_options(common_options());
  else
    completer.add_verbs();
  return completer.take();
}

void options_completion(po::options_description& options) {
  options.add_options()("line",
                        "for the scripts: what may stand at the end of the words behind `--`");
}

int run_completion(const Invocation& call) {
  if (call.has("line")) return tell_candidates(call);
  if (call.arguments.size() != 1) return call.usage("for which shell: bash, zsh or fish?");
  for (const auto& shell : kShells) {
    if (shell.name != call.arguments[0]) continue;
    if (call.console.json())
      call.answer(true, {{"shell", shell.name}, {"script", shell.script}});
    else
      call.console.out(shell.script);
    return kDone;
  }
  return call.usage("camp knows bash, zsh and fish");
}

}  // namespace camp::cli
