// A session of the debugger as a program: its script (script.h), compiled with the project, and the
// walk through its scenario (runtime/sim/debugger.h). For people (repl.h) and for editors
// (cli/dap).
//
// Every compile() reads the project anew, and walks to where the session stood. No store is opened.
// One thread.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/project.h"
#include "cli/repl/script.h"
#include "runtime/explain/store_view.h"
#include "runtime/sim/debugger.h"

namespace camp::cli {

// A scenario of the project, by its name or by a part of it that no other has.
struct ScenarioChoice {
  std::string name;
  std::size_t row = 1;      // of its table, from 1 on
  std::uint32_t until = 0;  // a line of its file: the steps before it; 0: none
};

struct ShownValue {
  std::string expression;
  std::string value;
  std::string problem;                                     // it could not be evaluated
  std::vector<std::pair<std::string, std::string>> parts;  // what it is made of
};

class Walk {
 public:
  explicit Walk(Project project) : project_(std::move(project)) {}

  const Project& project() const { return project_; }
  SessionScript& script() { return session_.script; }

  // False: the sources or the script have errors; findings() are those, what was said as `(input)`.
  Result<bool> compile() { return compile({}, ""); }
  std::string findings(bool colour) const;
  // As of the last compile() that went well.
  bool is_ready() const { return session_.debugger != nullptr; }
  const Analysis& analysis() const { return session_.compiled->analysis; }
  sim::Debugger& debugger() { return *session_.debugger; }
  const sim::Debugger& debugger() const { return *session_.debugger; }

  // Values as the session stands, about the contact ("": whom the expression names). False as of
  // compile().
  Result<bool> show(const std::vector<std::string>& expressions, std::string_view contact,
                    std::vector<ShownValue>* values);

  // These steps become the session's, none of them done. False as of compile(), and the session is
  // as it was; so after an error.
  Result<bool> begin_with(std::vector<std::string> steps);
  // The same with the scenario's steps, as the project's files are now. Gives how many stand before
  // `until`; nothing: as false.
  // Errors: kNotFound, with the way out.
  Result<std::optional<std::size_t>> load(const ScenarioChoice& choice);
  // Where the steps that were loaded stand in the project; of one that was said here line 0.
  sim::Place place_of_step(std::size_t step) const;

  // Where it stands still: lines of flows, and before steps that were loaded. They outlive the
  // session.
  const std::vector<sim::Breakpoint>& breakpoints() const { return breakpoints_; }
  void set_breakpoints(std::vector<sim::Breakpoint> all);
  // Whether anything runs there. Once it is_ready().
  bool has_line(const sim::Breakpoint& place) const;
  // The line behind it in its file on which something runs; 0: none.
  std::uint32_t line_behind(const sim::Breakpoint& place) const;
  // Asked after each moment of a long move.
  void stop_when(std::function<bool()> stop) { stop_ = std::move(stop); }

  // What the project is known to have, broken or not; null: it was not read yet.
  const Analysis* known() const;
  // What `word` may become behind `line`, as the session's next step, expression or declaration.
  // `begun`: what stands before the line.
  std::vector<std::string> completions(std::string_view begun, std::string_view line,
                                       std::string_view word) const;

  // What has become of the contacts since the last time: "anna: 2026-03-02 10:00  entered ...".
  std::vector<std::string> news();
  void forget_news() { (void)news(); }  // behind a step back: it will happen once more

  // What was undone is not done again once something else is said. A step that is under way ends at
  // the full second behind.
  void drop_future();
  // The script as far as it has come; the same of a step that is under way.
  SessionScript done_script();
  // Of a timer, a run, or a message's next attempt. Nothing: nothing is due any more.
  Result<std::optional<std::int64_t>> next_due_ms();
  // A step to what is due next; false: nothing is.
  Result<bool> add_next_due();

  std::string moment_text(std::int64_t at_ms) const;
  Result<std::unique_ptr<StoreView>> view();

 private:
  // Replaced as a whole, or not at all.
  struct Session {
    SessionScript script;
    std::vector<sim::Place> places;  // of the script's first steps, those that were loaded
    std::optional<CompiledProject> compiled;
    std::vector<plan::Step> shows;
    std::unique_ptr<sim::Debugger> debugger;
    std::map<std::string, std::size_t> told;  // so many lines of a contact's story
  };

  Result<bool> compile(const std::vector<std::string>& shown, std::string_view contact);
  Result<void> renew_debugger();
  void place_breakpoints();
  Result<bool> replace_session(Session session);
  std::vector<sim::Place> places() const;  // where anything runs

  Project project_;
  Session session_;
  std::vector<sim::Breakpoint> breakpoints_;
  std::function<bool()> stop_;
  std::optional<CompiledProject> broken_;
  SessionText broken_text_;
};

}  // namespace camp::cli
