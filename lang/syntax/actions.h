// The glue between PEGTL and the folds: which rule does what to the builder, and how a rule fails.
//
// Included by parser.cpp only. Nothing is decided here; see folds.h.
#pragma once
#include "lang/syntax/expected.h"
#include "lang/syntax/folds.h"

namespace camp::syntax {

namespace p = tao::pegtl;

// ---- failing

template <class Rule>
struct Raise {
  template <class Input>
  [[noreturn]] static void now(const Input& in, Builder& builder) {
    static_assert(*kExpected<Rule>.what != '\0', "this rule needs a row in expected.h");
    builder.report.expected(in.current(), kExpected<Rule>);
    throw g::Recover{};
  }
};
// Once per declaration: what is open around it has no bracket either.
inline void report_unclosed(Builder& builder, const char* at, Expectation bracket) {
  if (!std::exchange(builder.draft.unclosed, true))
    builder.report.unclosed(at, bracket, builder.openings);
}
template <char Char>
struct Raise<g::close<Char>> {
  template <class Input>
  [[noreturn]] static void now(const Input& in, Builder& builder) {
    report_unclosed(builder, in.current(), kExpected<g::close<Char>>);
    throw g::Recover{};
  }
};
template <g::Place P>
struct Raise<g::unknown_item<P>> {
  template <class Input>
  [[noreturn]] static void now(const Input& in, Builder& builder) {
    builder.report.unknown_item(in.current(), P);
    throw g::Recover{};
  }
};
template <g::Fixed Form>
struct Raise<g::planned_form<Form>> {
  template <class Input>
  [[noreturn]] static void now(const Input& in, Builder& builder) {
    auto* end = builder.end_of(in.current());
    auto* begin = end;
    while (begin != builder.report.begin() && g::is_name_char(begin[-1])) --begin;
    builder.report.not_in_this_version(std::string(Form.view()), builder.report.span(begin, end));
    throw g::Recover{};
  }
};
template <>
struct Raise<g::no_foreign_operator> {
  template <class Input>
  [[noreturn]] static void now(const Input& in, Builder& builder) {
    builder.report.foreign(g::foreign_operator_at(in.begin(), in.current(), in.end()));
    throw g::Recover{};
  }
};
template <>
struct Raise<g::no_foreign_number> {
  template <class Input>
  [[noreturn]] static void now(const Input& in, Builder& builder) {
    builder.report.foreign(g::foreign_number_at(in.begin(), in.current(), in.end()));
    throw g::Recover{};
  }
};
template <>
struct Raise<g::no_foreign_not> {
  template <class Input>
  [[noreturn]] static void now(const Input& in, Builder& builder) {
    const std::size_t chars = *in.current() == '!' ? 1 : 3;
    builder.report.foreign({{in.current(), chars}, "not", true});
    throw g::Recover{};
  }
};
template <bool Block>
struct RaiseUnclosedText {
  template <class Input>
  [[noreturn]] static void now(const Input& in, Builder& builder) {
    builder.report.unclosed_text(builder.text_begin, in.current(), Block);
    throw g::Recover{};
  }
};
template <>
struct Raise<g::text_end> : RaiseUnclosedText<false> {};
template <>
struct Raise<g::block_end> : RaiseUnclosedText<true> {};

template <class Rule>
struct Control : p::normal<Rule> {
  template <class Input>
  [[noreturn]] static void raise(const Input& in, Builder& builder) {
    Raise<Rule>::now(in, builder);
  }
};

// ---- kinds of actions

// Because Action<void> is a `nothing`, PEGTL rejects at compile time a specialisation whose apply()
// does not fit. (Its require_apply would do the same, but in 3.2.7 it calls apply() inside at<> and
// not_at<>.)
template <class Rule>
struct Action : p::nothing<Rule> {};

// Folds what the rule's children pushed; a rule that fails takes it off again.
template <void (*Fold)(Frame&)>
struct Framed : p::maybe_nothing {
  template <class Rule, p::apply_mode A, p::rewind_mode M, template <class...> class Act,
            template <class...> class Ctl, class Input>
  static bool match(Input& in, Builder& builder) {
    if constexpr (A == p::apply_mode::nothing) {
      return p::match<Rule, A, M, Act, Ctl>(in, builder);
    } else {
      auto mark = builder.stack.size();
      auto* begin = in.current();
      if (p::match<Rule, A, M, Act, Ctl>(in, builder)) {
        Frame frame(builder, mark, begin, in.current());
        Fold(frame);
        return true;
      }
      builder.stack.resize(mark);
      return false;
    }
  }
};

inline void no_fold(Frame&) {}
template <void (*Fold)(Frame&)>
inline constexpr bool kFolds = true;
template <>
inline constexpr bool kFolds<no_fold> = false;  // `Fold == no_fold` is no constant to UBSan
// A rule that can contain itself.
enum class Nested { kSyntax, kType };
template <void (*Fold)(Frame&), Nested Kind = Nested::kSyntax>
struct Deep : p::maybe_nothing {
  template <class Rule, p::apply_mode A, p::rewind_mode M, template <class...> class Act,
            template <class...> class Ctl, class Input>
  static bool match(Input& in, Builder& builder) {
    constexpr bool kType = Kind == Nested::kType;
    constexpr auto kLimit = kType ? limits::kTypeDepth : limits::kNesting;
    auto& depth = kType ? builder.type_depth : builder.depth;
    struct Guard {
      std::size_t& depth;
      explicit Guard(std::size_t& d) : depth(d) { ++depth; }
      ~Guard() { --depth; }
    } guard(depth);
    if (depth > kLimit) {
      builder.report.nested_too_deep(in.current(), kType ? "types" : "blocks and expressions",
                                     kLimit);
      throw g::Recover{};
    }
    if constexpr (kFolds<Fold>)
      return Framed<Fold>::template match<Rule, A, M, Act, Ctl>(in, builder);
    else
      return p::match<Rule, A, M, Act, Ctl>(in, builder);
  }
};

// Calls a function with the span of what was matched.
template <void (*Push)(Builder&, Span)>
struct WithSpan {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    Push(builder, builder.report.span(in.begin(), in.end()));
  }
};
template <void (*Do)(Builder&)>
struct Plain {
  static void apply0(Builder& builder) { Do(builder); }
};

inline void push_name(Builder& builder, Span span) {
  builder.push(span, ast::Name{std::string(builder.text(span)), span});
}
inline void push_meant_name(Builder& builder, Span span) {
  auto meant = meant_name(builder.text(span));
  builder.report.misnamed(span, meant);
  builder.push(span, ast::Name{std::move(meant), span});
}

}  // namespace camp::syntax
