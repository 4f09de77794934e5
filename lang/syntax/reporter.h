// How the parser words its findings.
//
// One Reporter per parse. When the file has enough errors (lang/base/reporter.h), the next one
// throws Stop, which parse() catches. Places are pointers into the source's text.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "grammar/foreign.h"
#include "grammar/keywords.h"
#include "lang/base/reporter.h"
#include "lang/base/source.h"
#include "lang/syntax/way_out.h"

namespace camp::syntax {

struct Stop {};

// What a rule wants to see. `such_as` is an example, may be empty.
struct Expectation {
  const char* what = "";
  const char* such_as = "";
};

class Reporter {
 public:
  Reporter(std::string_view text, SourceId source, Diagnostics& diagnostics)
      : text_(text), source_(source), findings_(diagnostics) {}

  Span span(const char* begin, const char* end) const {
    return {source_, static_cast<std::uint32_t>(begin - text_.data()),
            static_cast<std::uint32_t>(end - text_.data())};
  }
  const char* begin() const { return text_.data(); }
  const char* end() const { return text_.data() + text_.size(); }

  Report report(Code code, Span span, std::string message) {
    if (findings_.is_full(source_)) throw Stop{};
    return findings_.report(code, span, std::move(message));
  }
  void bad_literal(Span span, std::string message, std::string help = {});

  // Something else stands at `at` than the rule wants.
  void expected(const char* at, Expectation expectation);
  // The last of the brackets that are open should be closed at `at`; those around it are not
  // closed either where it is a brace.
  void unclosed(const char* at, Expectation bracket, const std::vector<const char*>& openings);
  // Nothing of this place begins with the word at `at`.
  void unknown_item(const char* at, grammar::Place place);
  // `fryday 10:00`.
  void unknown_weekday(Span span);
  // `form` begins with the word before `at`.
  void not_in_this_version(std::string form, Span span);
  // Something of another language, which has a form of its own here.
  void foreign(const grammar::FoundForeign& found);
  // A name is declared that is none; `meant`: what it is taken for.
  void misnamed(Span span, std::string_view meant);
  void nested_too_deep(const char* at, std::string_view what, std::size_t limit);
  void unclosed_text(const char* opened, const char* at, bool block);

 private:
  Span token_before(const char* at) const;
  Span token_at(const char* at) const;
  Span place_of(const char* at) const;
  std::string found(const char* at) const;
  Report wanted(const char* at, Expectation expectation);
  // The way out, and as a fix where it is known word by word.
  void offer(Report& finding, WayOut way_out) const;
  void keyword_for_name(const char* at, std::string_view word);
  void upper_case_name(const char* at, std::string_view word);
  bool letter_of_no_name(const char* at, bool may_begin);

  std::string_view text_;
  SourceId source_;
  camp::Reporter findings_;
};

}  // namespace camp::syntax
