// How findings are made, by parser, template parser, checker and compiler alike.
//
// One Reporter per stage. At most kErrorsPerFile errors and as many warnings of one file are kept:
// the error that is one too many says so, the rest is dropped; warnings over the limit go without a
// word, because they must not become an error. "Did you mean" only while that is cheap. Not
// thread-safe.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "lang/base/diagnostic.h"

namespace camp {

class Reporter;

// How a suggested word stands in the script.
enum class Written : std::uint8_t { kPlain, kQuoted };

// One finding under construction; added to the Diagnostics when it goes out of scope.
class Report {
 public:
  // `out`: null drops the finding.
  Report(Reporter& reporter, Diagnostics* out, Code code, Span span, std::string message);
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
  // Nothing changes with an empty text.
  Report& help(std::string text) {
    if (!text.empty()) diagnostic_.help = std::move(text);
    return *this;
  }
  Report& fix(std::string title, Span span, std::string replacement,
              Certainty certainty = Certainty::kGuess) {
    diagnostic_.fixes.push_back({std::move(title), span, std::move(replacement), certainty});
    return *this;
  }
  // `right` should stand where the finding points: as help and as a fix.
  Report& meant(std::string_view right, Written written = Written::kPlain,
                Certainty certainty = Certainty::kGuess);
  // `name` is unknown: the candidate that is close to it, if there is one; certain where only small
  // and capital letters differ. The finding is dropped where the name is forgiven, or that
  // candidate is declared twice.
  Report& did_you_mean(std::string_view name, const std::vector<std::string>& candidates,
                       Written written = Written::kPlain);

 private:
  Report& drop();

  Reporter& reporter_;
  Diagnostics* out_;
  Diagnostic diagnostic_;
};

class Reporter {
 public:
  explicit Reporter(Diagnostics& out) : out_(out) {}

  Report report(Code code, Span span, std::string message);

  // What could not be read has consequences, which are no findings: of this code nothing is
  // reported any more (within a place), nor that this name is unknown.
  void forgive(Code code) { forgiven_.push_back({code, {}, true}); }
  void forgive(Code code, Span within) { forgiven_.push_back({code, within, false}); }
  void forgive_name(std::string name) { forgiven_names_.insert(std::move(name)); }
  // Nor anything that ends in this place.
  void forgive_ending(Span within) { cut_.push_back(within); }
  // Nor anything in this file.
  void forgive_file(SourceId source) { forgiven_files_.insert(source); }
  // One of two declarations of this name was to have another: to use that one is no mistake.
  void declared_twice(std::string name) { declared_twice_.insert(std::move(name)); }

  // Further errors of this file are dropped: a parser may stop.
  bool is_full(SourceId source) const;
  bool may_suggest() const;  // false: do not bother to collect candidates

 private:
  friend class Report;

  Diagnostics& out_;
  std::unordered_map<SourceId, std::size_t> errors_;  // per file
  std::unordered_map<SourceId, std::size_t> warnings_;
  std::size_t suggestions_ = 0;
  struct Forgiven {
    Code code{};
    Span within;
    bool everywhere = false;
  };
  std::vector<Forgiven> forgiven_;
  std::unordered_set<std::string> forgiven_names_;
  std::unordered_set<SourceId> forgiven_files_;
  std::unordered_set<std::string> declared_twice_;
  std::vector<Span> cut_;

  bool is_forgiven_name(std::string_view name) const;
  bool is_forgiven(Code code, Span span) const;
  std::size_t& count(Code code, SourceId source);
};

}  // namespace camp
