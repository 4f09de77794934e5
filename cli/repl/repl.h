// `camp repl`: a session of the debugger, line by line. Text in, text out: whoever reads lines and
// prints is cli/verbs/repl.cpp, so that a pipe, a terminal and a test are the same to it.
//
// Nothing here is written but by `:save`. One thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/repl/walk.h"

namespace camp::cli {

struct Command {
  std::string_view name, arguments, line;
};
std::span<const Command> repl_commands();

class Repl {
 public:
  // Errors: the project cannot be read. Broken sources are no error: the first line says so.
  static Result<std::unique_ptr<Repl>> open(Project project, bool colour);

  // One input: a line, or what lines belong together. `more`: whether another may come; then
  // is_waiting() says that this one goes on.
  std::string handle(std::string_view line, bool more);
  bool is_waiting() const { return !pending_.empty(); }
  void drop_input() { pending_.clear(); }  // what there is of one that goes on
  bool is_over() const { return is_over_; }
  bool has_failed() const { return has_failed_; }  // some line could not be done
  std::string prompt();
  // What the word may become, of the line up to it.
  std::vector<std::string> complete(std::string_view line, std::string_view word);

  // Its steps still to come; those before the line are done.
  std::string load_scenario(const ScenarioChoice& choice);

 private:
  using Halted = Result<sim::Halt>;
  Repl(Project project, bool colour);

  // -- repl.cpp
  std::string do_input(const Input& input);
  std::string add_steps(std::vector<std::string> steps);
  std::string add_declarations(std::vector<std::string> declarations);
  std::string show(const std::string& expression);
  // With the script as it is now; what speaks against it, rendered.
  std::string compile_session();
  std::string made_ready();
  std::string told(const Result<bool>& compiled);
  sim::Debugger& debugger() { return walk_.debugger(); }
  std::string values_of(std::vector<std::string> expressions, bool named);
  std::string problem(std::string text);
  std::string problem(const Error& error);

  // -- commands.cpp
  std::string do_command(std::string_view text);
#define CAMP_COMMAND(name, arguments, line) std::string do_##name(std::string_view words);
#include "cli/repl/commands.def"
#undef CAMP_COMMAND
  std::string step_times(std::string_view words, Halted (sim::Debugger::*move)());
  std::string go_to_next_due();
  std::optional<sim::Breakpoint> place_of(std::string_view words, std::string* why);
  std::string nothing_runs_on(const sim::Breakpoint& place);
  std::string load_file(const std::string& path);

  // -- completion.cpp
  std::vector<std::string> first_words(std::string_view word);
  std::vector<std::string> complete_command(std::string_view line, std::string_view word);
  std::vector<std::string> arguments_of(const Command& command);

  // -- telling.cpp
  std::string tell(const Halted& halted);
  std::string in_own_time(std::string_view text) const;
  std::string whose_text(const sim::TracePoint& point) const;
  std::string line_text(const sim::TracePoint& point, bool at) const;
  std::string standing_text(const sim::TracePoint& point) const;
  std::string source_line(const sim::TracePoint& point) const;
  std::string place_text(const sim::TracePoint& point) const;
  std::string told_values(const std::vector<sim::NamedText>& values, std::string_view indent) const;

  Walk walk_;
  bool colour_;
  std::vector<std::string> watches_;
  std::string hand_;         // the contact at hand, else the first that is made; "": there is none
  std::string pending_;      // an input that goes on
  bool is_loading_ = false;  // a file
  bool is_over_ = false;
  bool has_failed_ = false;
};

}  // namespace camp::cli
