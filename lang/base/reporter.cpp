#include "lang/base/reporter.h"

#include <fmt/format.h>

#include "lang/base/limits.h"
#include "lang/base/suggest.h"

namespace camp {
namespace {

// A suggestion looks at every candidate; a thousand mistakes in a project of a thousand names need
// none.
constexpr std::size_t kSuggestionsMax = 200;

std::string quoted(std::string_view text) {
  std::string all = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') all += '\\';
    all += c;
  }
  return all + "\"";
}

}  // namespace

Report::Report(Reporter& reporter, Diagnostics* out, Code code, Span span, std::string message)
    : reporter_(reporter), out_(out) {
  diagnostic_.code = code;
  diagnostic_.message = std::move(message);
  diagnostic_.primary.span = span;
}

Report& Report::meant(std::string_view right, Written written) {
  auto text = written == Written::kQuoted ? quoted(right) : std::string(right);
  help(fmt::format("did you mean '{}'?", right));
  return fix(fmt::format("write `{}`", text), diagnostic_.primary.span, text);
}

Report& Report::did_you_mean(std::string_view name, const std::vector<std::string>& candidates,
                             Written written) {
  if (out_ == nullptr || !reporter_.may_suggest()) return *this;
  ++reporter_.suggestions_;
  auto best = suggest(name, candidates);
  return best ? meant(*best, written) : *this;
}

Report Reporter::report(Code code, Span span, std::string message) {
  bool error = severity_of(code) == Severity::kError;
  auto count = ++(error ? errors_ : warnings_)[span.source];
  if (error && count == limits::kErrorsPerFile + 1) {
    return {
        *this, &out_, Code::kTooManyErrors, span,
        fmt::format("more than {} errors in this file; mend these first", limits::kErrorsPerFile)};
  }
  return {*this, count > limits::kErrorsPerFile ? nullptr : &out_, code, span, std::move(message)};
}

bool Reporter::is_full(SourceId source) const {
  auto found = errors_.find(source);
  return found != errors_.end() && found->second > limits::kErrorsPerFile;
}

bool Reporter::may_suggest() const { return suggestions_ < kSuggestionsMax; }

}  // namespace camp
