#include "lang/base/reporter.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/letters.h"
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

Report& Report::meant(std::string_view right, Written written, Certainty certainty) {
  auto text = written == Written::kQuoted ? quoted(right) : std::string(right);
  help(fmt::format("did you mean '{}'?", right));
  return fix(fmt::format("write `{}`", text), diagnostic_.primary.span, text, certainty);
}

Report& Report::did_you_mean(std::string_view name, const std::vector<std::string>& candidates,
                             Written written) {
  if (out_ == nullptr) return *this;
  if (reporter_.is_forgiven_name(name)) return drop();
  if (!reporter_.may_suggest()) return *this;
  ++reporter_.suggestions_;
  auto best = suggest(name, candidates);
  if (best && reporter_.declared_twice_.contains(*best)) return drop();
  if (!best) return *this;
  const bool same_letters = ascii_lowered(name) == ascii_lowered(*best);
  return meant(*best, written, same_letters ? Certainty::kCertain : Certainty::kGuess);
}

Report& Report::drop() {
  --reporter_.count(diagnostic_.code, diagnostic_.primary.span.source);
  out_ = nullptr;
  return *this;
}

Report Reporter::report(Code code, Span span, std::string message) {
  if (is_forgiven(code, span)) return {*this, nullptr, code, span, {}};
  auto count = ++this->count(code, span.source);
  if (severity_of(code) == Severity::kError && count == limits::kErrorsPerFile + 1) {
    return {
        *this, &out_, Code::kTooManyErrors, span,
        fmt::format("more than {} errors in this file; mend these first", limits::kErrorsPerFile)};
  }
  return {*this, count > limits::kErrorsPerFile ? nullptr : &out_, code, span, std::move(message)};
}

std::size_t& Reporter::count(Code code, SourceId source) {
  return (severity_of(code) == Severity::kError ? errors_ : warnings_)[source];
}

bool Reporter::is_forgiven(Code code, Span span) const {
  if (forgiven_files_.contains(span.source)) return true;
  const auto ends_in = [&](Span place) {
    return place.source == span.source && place.begin < span.end && span.end <= place.end;
  };
  if (std::any_of(cut_.begin(), cut_.end(), ends_in)) return true;
  return std::any_of(forgiven_.begin(), forgiven_.end(), [&](const Forgiven& one) {
    bool inside = one.within.source == span.source && one.within.begin <= span.begin &&
                  span.end <= one.within.end;
    return one.code == code && (one.everywhere || inside);
  });
}

bool Reporter::is_forgiven_name(std::string_view name) const {
  return forgiven_names_.contains(std::string(name.substr(0, name.find('.'))));
}

bool Reporter::is_full(SourceId source) const {
  auto found = errors_.find(source);
  return found != errors_.end() && found->second > limits::kErrorsPerFile;
}

bool Reporter::may_suggest() const { return suggestions_ < kSuggestionsMax; }

}  // namespace camp
