// Collects findings: at most kErrorsPerFile errors and as many warnings in one file, and "did you
// mean" only while that is cheap. Warnings over the limit are dropped without a word: they must not
// become an error.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/base/diagnostic.h"

namespace camp::sema {

// One finding under construction; added to the Diagnostics when it goes out of scope.
class Report {
 public:
  Report(Diagnostics* out, Code code, Span span, std::string message) : out_(out) {
    diagnostic_.code = code;
    diagnostic_.message = std::move(message);
    diagnostic_.primary.span = span;
  }
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;
  ~Report() {
    if (out_ != nullptr) out_->add(std::move(diagnostic_));
  }

  Report& label(std::string text) {
    diagnostic_.primary.text = std::move(text);
    return *this;
  }
  Report& also(Span span, std::string text) {
    diagnostic_.secondary.push_back({span, std::move(text)});
    return *this;
  }
  Report& note(std::string text) {
    diagnostic_.notes.push_back(std::move(text));
    return *this;
  }
  Report& help(std::string text) {
    if (!text.empty()) diagnostic_.help = std::move(text);
    return *this;
  }

 private:
  Diagnostics* out_;  // null: over the limit, drop it
  Diagnostic diagnostic_;
};

class Reporter {
 public:
  explicit Reporter(Diagnostics& out) : out_(out) {}

  Report report(Code code, Span span, std::string message);

  void forward(const Diagnostic& diagnostic);  // found by somebody else; counts like our own

  // "did you mean 'x'?", or nothing when no candidate is close.
  std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);
  bool may_suggest() const;  // false: do not bother to collect candidates

 private:
  Diagnostics& out_;
  std::unordered_map<SourceId, std::size_t> errors_;  // per file
  std::unordered_map<SourceId, std::size_t> warnings_;
  std::size_t suggestions_ = 0;
};

}  // namespace camp::sema
