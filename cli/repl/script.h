// What a session of `camp repl` consists of, as text: what was declared on the fly, and the steps
// of a scenario that grows. Pure.
//
// The session is compiled as one more file of the project, so what may be said here is what a
// script may say, and `:save` writes a scenario that `camp test` runs.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/input_path.h"
#include "lang/base/diagnostic.h"
#include "lang/base/source.h"

namespace camp::cli {

enum class InputKind {
  kNothing,
  kCommand,       // :step 3
  kIncomplete,    // goes on in the next line
  kDeclarations,  // segment big = contact.spent > 100 EUR
  kSteps,         // anna does purchase { ... }
  kExpression,    // anna.spent * 2
  kWrong,
};

struct Input {
  InputKind kind = InputKind::kNothing;
  std::vector<std::string> parts;  // the declarations, the steps; of the rest one
  std::string problem;             // kWrong: rendered
};

// `more`: whether another line may come. `colour`: of a problem.
Input read_input(std::string_view text, bool more, bool colour);
// A text between `"""` is open: what comes next is of it, a blank line as well.
bool is_inside_text(std::string_view text);
// The finding as if what stands at `place` were all of its source.
std::string render_input(Diagnostic finding, const SourceSet& sources, Span place, bool colour);
// What a declaration declares, `segment big`: of two that say the same, one counts. "": nothing
// that has a name of its own.
std::string declared_by(std::string_view declaration);

// A session as a file of the project, and where in it stands what was said.
struct SessionText {
  std::string text;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> inputs;  // from, to

  void add(std::string_view before, std::string_view input, std::string_view behind);
  // The input that has this place; nothing: what is around them has it.
  std::optional<Span> input_at(Span place) const;
};

class SessionScript {
 public:
  static constexpr std::string_view kPath = kInputPath;       // of the file that it is
  static constexpr std::string_view kScenario = "(session)";  // of the scenario in it

  // The table with one row whose columns the steps name.
  void set_table(std::string table) { table_ = std::move(table); }
  std::vector<std::string>& declarations() { return declarations_; }
  std::vector<std::string>& steps() { return steps_; }
  const std::vector<std::string>& declarations() const { return declarations_; }
  const std::vector<std::string>& steps() const { return steps_; }

  // The file. `shown`: expressions whose values are asked for, about `contact`; they are the
  // scenario's steps behind the session's own, one each.
  SessionText text(const std::vector<std::string>& shown, std::string_view contact) const;
  // Its beginning, up to where the next step would stand.
  std::string begun() const { return body(kScenario).text + "  "; }
  // A scenario of that name, with these expectations behind the steps; not laid out.
  std::string saved(std::string_view name, const std::vector<std::string>& expectations) const;

 private:
  SessionText body(std::string_view name) const;  // open

  std::vector<std::string> declarations_;
  std::string table_;  // "": there is none
  std::vector<std::string> steps_;
};

}  // namespace camp::cli
