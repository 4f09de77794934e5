// A session of the debugger as a program: its script (script.h), compiled with the project, and the
// walk through its scenario (runtime/sim/debugger.h). For people (repl.h) and for editors
// (cli/dap).
//
// Every compile() reads the project anew, and walks to where the session stood. No store is opened.
// One thread.
#pragma once
#include <cstdint>
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
  SessionScript& script() { return script_; }

  // False: the sources or the script have errors; findings() are those.
  Result<bool> compile() { return compile({}, ""); }
  std::string findings(bool colour) const;
  // As of the last compile() that went well.
  bool is_ready() const { return debugger_ != nullptr; }
  const Analysis& analysis() const { return compiled_->analysis; }
  sim::Debugger& debugger() { return *debugger_; }
  const sim::Debugger& debugger() const { return *debugger_; }

  // Values as the session stands, about the contact ("": whom the expression names). False as of
  // compile().
  Result<bool> show(const std::vector<std::string>& expressions, std::string_view contact,
                    std::vector<ShownValue>* values);

  // These steps become the session's, none of them done.
  void begin_with(std::vector<std::string> steps);
  // The scenario's steps become the session's, none of them done. Gives how many stand before
  // `until`. Errors: kNotFound, with the way out.
  Result<std::size_t> load(const ScenarioChoice& choice);
  // Where the steps that were loaded stand in the project; of one that was said here line 0.
  sim::Place place_of_step(std::size_t step) const;

  // What has become of the contacts since the last time: "anna: 2026-03-02 10:00  entered ...".
  std::vector<std::string> news();
  void forget_news() { (void)news(); }  // behind a step back: it will happen once more

  // What was undone is not done again once something else is said. A step that is under way ends at
  // the full second behind.
  void drop_future();
  // Of a timer, a run, or a message's next attempt. Nothing: nothing is due any more.
  Result<std::optional<std::int64_t>> next_due_ms();
  // A step to what is due next; false: nothing is.
  Result<bool> add_next_due();

  std::string moment_text(std::int64_t at_ms) const;
  Result<std::unique_ptr<StoreView>> view();

 private:
  Result<bool> compile(const std::vector<std::string>& shown, std::string_view contact);
  Result<void> renew_debugger();
  const sema::ScenarioInfo* find_scenario(std::string_view name) const;

  Project project_;
  SessionScript script_;
  std::vector<sim::Place> places_;  // of the script's first steps, those that were loaded
  std::optional<CompiledProject> compiled_, broken_;
  std::vector<plan::Step> shows_;
  std::unique_ptr<sim::Debugger> debugger_;
  std::map<std::string, std::size_t> told_;  // so many lines of a contact's story
};

}  // namespace camp::cli
