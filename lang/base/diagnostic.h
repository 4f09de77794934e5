// "The script is wrong": what camp says about a user's source.
//
// Diagnostics are collected, never thrown; a compile goes on after one and reports everything in
// one run. Codes live in diagnostics.def: one row each, numbers never move. Made through
// reporter.h. Rendering: render.h
// (terminal) and cli/render (JSON); the same Diagnostic serves both.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/span.h"

namespace camp {

enum class Severity : std::uint8_t { kError, kWarning };

enum class Code : std::uint16_t {
#define CAMP_DIAGNOSTIC(number, name, severity, title) name = number,
#include "lang/base/diagnostics.def"
#undef CAMP_DIAGNOSTIC
};

Severity severity_of(Code code);
std::string_view severity_text(Severity severity);  // "error"
std::string code_text(Code code);                   // "CAMP0203"

// One row of diagnostics.def.
struct DiagnosticRow {
  Code code{};
  Severity severity{};
  std::string_view title;  // what it says of any case
  std::string_view group;  // what it and its neighbours are about
};
std::span<const DiagnosticRow> diagnostic_rows();

struct Label {
  Span span;
  std::string text;  // may be empty
};

// Whether a machine may do it unasked (`camp fix`): what stands there can mean nothing else, and it
// goes on saying what its author wrote. Everything else is a guess, for a person to look at.
enum class Certainty : std::uint8_t { kGuess, kCertain };

// One mechanical way out: the text of `span` becomes `replacement`. An empty span inserts.
struct Fix {
  std::string title;  // what it does, as an order: "write `remind`"
  Span span;
  std::string replacement;
  Certainty certainty = Certainty::kGuess;
};

struct Diagnostic {
  Code code{};
  std::string message;  // this case: names and values included
  Label primary;
  std::vector<Label> secondary = {};  // "first declared here"
  std::vector<std::string> notes = {};
  std::string help = {};        // the way out; "did you mean 'remind'?"
  std::vector<Fix> fixes = {};  // each on its own makes the finding go away

  Severity severity() const { return severity_of(code); }
};

class Diagnostics {
 public:
  void add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }
  const std::vector<Diagnostic>& all() const { return all_; }
  bool has_errors() const;
  std::size_t count(Severity severity) const;
  // By file, then place, then code: the order in which people read them, whatever found them first.
  void sort();
  void drop(Code code);  // all of these

 private:
  std::vector<Diagnostic> all_;
};

}  // namespace camp
