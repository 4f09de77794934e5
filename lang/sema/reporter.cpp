#include "lang/sema/reporter.h"

#include <fmt/format.h>

#include "lang/base/limits.h"
#include "lang/base/suggest.h"

namespace camp::sema {
namespace {

// A suggestion looks at every candidate; a thousand mistakes in a project of a thousand names need
// none.
constexpr std::size_t kSuggestionsMax = 200;

}  // namespace

Report Reporter::report(Code code, Span span, std::string message) {
  bool error = severity_of(code) == Severity::kError;
  auto count = ++(error ? errors_ : warnings_)[span.source];
  if (error && count == limits::kErrorsPerFile + 1) {
    return {
        &out_, Code::kTooManyErrors, span,
        fmt::format("more than {} errors in this file; mend these first", limits::kErrorsPerFile)};
  }
  return {count > limits::kErrorsPerFile ? nullptr : &out_, code, span, std::move(message)};
}

void Reporter::forward(const Diagnostic& diagnostic) {
  const auto& primary = diagnostic.primary;
  auto copy = report(diagnostic.code, primary.span, diagnostic.message);
  copy.label(primary.text).help(diagnostic.help);
  for (const auto& label : diagnostic.secondary) copy.also(label.span, label.text);
  for (const auto& note : diagnostic.notes) copy.note(note);
}

bool Reporter::may_suggest() const { return suggestions_ < kSuggestionsMax; }

std::string Reporter::did_you_mean(std::string_view name,
                                   const std::vector<std::string>& candidates) {
  if (!may_suggest()) return {};
  ++suggestions_;
  auto best = suggest(name, candidates);
  return best ? fmt::format("did you mean '{}'?", *best) : std::string();
}

}  // namespace camp::sema
