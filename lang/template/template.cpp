#include "lang/template/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "grammar/liquid.h"
#include "lang/base/assert.h"
#include "lang/base/limits.h"

namespace camp::liquid {
namespace {

namespace p = tao::pegtl;
namespace g = camp::grammar::liquid;

using Input = p::memory_input<p::tracking_mode::lazy, p::eol::lf_crlf, const char*>;

struct Stop {};

// Builds the parts in order. An output is complete or it is not there: one that was given up leaves
// nothing.
class Builder {
 public:
  Builder(const ast::Text& text, Template& result, Reporter& reporter)
      : text_(text), result_(result), reporter_(reporter) {}

  Span span(const char* begin, const char* end) const {
    auto offset = [&](const char* at) { return static_cast<std::size_t>(at - text_.text.data()); };
    return text_.source_span(offset(begin), offset(end));
  }
  const char* end() const { return text_.text.data() + text_.text.size(); }

  void add_literal(std::string_view literal) {
    if (trim_next_) {
      auto first = literal.find_first_not_of(kSpace);
      literal = first == literal.npos ? std::string_view{} : literal.substr(first);
      trim_next_ = literal.empty();
    }
    if (literal.empty()) return;
    if (!result_.parts.empty()) {
      if (auto* before = std::get_if<std::string>(&result_.parts.back())) {
        before->append(literal);
        return;
      }
    }
    result_.parts.emplace_back(std::string(literal));
  }

  void begin_output(const char* begin, const char*) {
    opened_ = begin;
    output_ = {};
    path_ = {};
  }
  void finish_output(const char* begin, const char* end) {
    output_.span = span(begin, end);
    if (begin[2] == '-') trim_last_literal();
    trim_next_ = end[-3] == '-';
    result_.parts.emplace_back(std::move(output_));
    output_ = {};
  }

  void add_name(const char* begin, const char* end) {
    name_ = {std::string(begin, end), span(begin, end)};
  }
  void extend_path() { path_.names.push_back(std::move(name_)); }
  void finish_path() {
    auto whole = cover(path_.names.front().span, path_.names.back().span);
    expression_ = {whole, std::move(path_)};
    path_ = {};
  }
  void set_value(const char* begin, const char* end, Value value) {
    expression_ = {span(begin, end), value};
  }
  void set_string(const char* begin, const char* end) {
    std::string_view inner(begin + 1, static_cast<std::size_t>(end - begin) - 2);
    set_value(begin, end, Value::string(result_.arena->copy(inner)));
  }
  void set_number(const char* begin, const char* end);
  void take_expression() { output_.expression = std::move(expression_); }
  void begin_filter() { output_.filters.push_back({std::move(name_), {}, {}}); }
  void add_argument() { output_.filters.back().arguments.push_back(std::move(expression_)); }
  void finish_filter(const char* begin, const char* end) {
    while (end > begin && std::string_view(kSpace).find(end[-1]) != std::string_view::npos) --end;
    output_.filters.back().span = span(begin, end);
  }

  void expected(const char* at, std::string_view what) {
    std::string_view rest(opened_, static_cast<std::size_t>(end() - opened_));
    if (rest.find("}}") == rest.npos) {  // whatever is missing first: it has no end
      report(Code::kBadTemplate, span(opened_, opened_ + 2), "this `{{` is not closed by `}}`")
          .label("`}}` is missing");
      return;
    }
    auto message = fmt::format("expected {} in this template", what);
    if (at == end())
      report(Code::kBadTemplate, span(at > text_.text.data() ? at - 1 : at, at), message)
          .label("the text ends here");
    else
      report(Code::kBadTemplate, span(at, next_character(at)), message);
  }
  void tag(const char* begin, const char* end) {
    report(Code::kNotInThisVersion, span(begin, end),
           "`{% %}` tags are part of the language, but not of this version of camp");
  }

  void unclosed_tag(const char* begin, const char* end) {
    report(Code::kBadTemplate, span(begin, end), "this `{%` is not closed by `%}`")
        .label("`%}` is missing");
  }

 private:
  static constexpr const char* kSpace = " \t\r\n";

  const char* next_character(const char* at) const {
    for (++at; at != end() && (static_cast<unsigned char>(*at) & 0xC0) == 0x80;) ++at;
    return at;
  }
  void trim_last_literal() {
    if (result_.parts.empty()) return;
    auto* literal = std::get_if<std::string>(&result_.parts.back());
    if (literal == nullptr) return;
    literal->erase(literal->find_last_not_of(kSpace) + 1);
    if (literal->empty()) result_.parts.pop_back();
  }
  Report report(Code code, Span span, std::string message) {
    if (reporter_.is_full(text_.span.source)) throw Stop{};
    return reporter_.report(code, span, std::move(message));
  }

  const ast::Text& text_;
  Template& result_;
  Reporter& reporter_;
  bool trim_next_ = false;
  const char* opened_ = nullptr;  // the output read last; before anything can be expected
  ast::Name name_;
  Path path_;
  Expression expression_;
  Output output_;
};

// Whole numbers are ints, others decimals with six places at most, as in the language.
void Builder::set_number(const char* begin, const char* end) {
  constexpr int kDecimals = 6;
  std::int64_t value = 0;
  int decimals = -1;
  bool overflow = false;
  auto push = [&](int digit) {
    overflow |=
        __builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit, &value);
  };
  for (auto* at = *begin == '-' ? begin + 1 : begin; at != end; ++at) {
    if (*at == '.')
      decimals = 0;
    else if (decimals < 0)
      push(*at - '0');
    else if (++decimals <= kDecimals)
      push(*at - '0');
  }
  bool too_fine = decimals > kDecimals;
  for (int place = std::max(decimals, 0); decimals >= 0 && place < kDecimals; ++place) push(0);
  if (overflow || too_fine) {
    report(Code::kBadLiteral, span(begin, end),
           overflow ? "this number is too large" : "a number has at most 6 decimals");
  }
  if (*begin == '-') value = -value;
  set_value(begin, end, decimals < 0 ? Value::integer(value) : Value::decimal(value));
}

// ---- what is expected where

template <class Rule>
inline constexpr const char* kExpected = nullptr;
template <class... Rules>
inline constexpr const char* kExpected<p::star<Rules...>> = "more";  // never fails
template <class... Rules>
inline constexpr const char* kExpected<p::opt<Rules...>> = "more";
template <>
inline constexpr const char* kExpected<g::path_name> = "a name after `.`";
template <>
inline constexpr const char* kExpected<g::quote_end> = "a closing `\"`";
template <>
inline constexpr const char* kExpected<g::apostrophe_end> = "a closing `'`";
template <>
inline constexpr const char* kExpected<g::argument> = "a value after `,`";
template <>
inline constexpr const char* kExpected<g::arguments> = "a value after `:`";
template <>
inline constexpr const char* kExpected<g::filter_name> = "the name of a filter after `|`";
template <>
inline constexpr const char* kExpected<g::output_expression> = "a name or a value after `{{`";
template <>
inline constexpr const char* kExpected<g::close> = "`}}`";

template <class Rule>
struct Control : p::normal<Rule> {
  template <class In>
  [[noreturn]] static void raise(const In& in, Builder& builder) {
    static_assert(kExpected<Rule> != nullptr, "this rule needs a row");
    builder.expected(in.current(), kExpected<Rule>);
    throw g::Recover{};
  }
};

// ---- actions

template <void (Builder::*Do)(const char*, const char*)>
struct WithPlace {
  template <class In>
  static void apply(const In& in, Builder& builder) {
    (builder.*Do)(in.begin(), in.end());
  }
};
template <void (Builder::*Do)()>
struct Plain {
  static void apply0(Builder& builder) { (builder.*Do)(); }
};

template <class Rule>
struct Action : p::nothing<Rule> {};
template <>
struct Action<g::name_text> : WithPlace<&Builder::add_name> {};
template <>
struct Action<g::path_name> : Plain<&Builder::extend_path> {};
template <>
struct Action<g::path> : Plain<&Builder::finish_path> {};
template <>
struct Action<g::string> : WithPlace<&Builder::set_string> {};
template <>
struct Action<g::number> : WithPlace<&Builder::set_number> {};
template <>
struct Action<g::output_expression> : Plain<&Builder::take_expression> {};
template <>
struct Action<g::filter_name> : Plain<&Builder::begin_filter> {};
template <>
struct Action<g::argument> : Plain<&Builder::add_argument> {};
template <>
struct Action<g::filter> : WithPlace<&Builder::finish_filter> {};
template <>
struct Action<g::open> : WithPlace<&Builder::begin_output> {};
template <>
struct Action<g::output> : WithPlace<&Builder::finish_output> {};
template <>
struct Action<g::tag> : WithPlace<&Builder::tag> {};
template <>
struct Action<g::unclosed_tag> : WithPlace<&Builder::unclosed_tag> {};
template <>
struct Action<g::yes> {
  template <class In>
  static void apply(const In& in, Builder& builder) {
    builder.set_value(in.begin(), in.end(), Value::boolean(true));
  }
};
template <>
struct Action<g::no> {
  template <class In>
  static void apply(const In& in, Builder& builder) {
    builder.set_value(in.begin(), in.end(), Value::boolean(false));
  }
};
template <>
struct Action<g::nil> {
  template <class In>
  static void apply(const In& in, Builder& builder) {
    builder.set_value(in.begin(), in.end(), Value::absent());
  }
};
template <>
struct Action<g::literal> {
  template <class In>
  static void apply(const In& in, Builder& builder) {
    builder.add_literal({in.begin(), in.size()});
  }
};

}  // namespace

Template parse(const ast::Text& text, Reporter& reporter) {
  Template result;
  Builder builder(text, result, reporter);
  Input in(text.text.data(), text.text.data() + text.text.size(), "");
  try {
    bool complete = p::parse<g::file, Action, Control>(in, builder);
    CAMP_ASSERT(complete);  // every broken output is stepped over
  } catch (const Stop&) {
    // Enough mistakes were reported.
  }
  return result;
}

bool Output::is_raw() const {
  return std::any_of(filters.begin(), filters.end(),
                     [](const Filter& filter) { return filter.name.text == "raw"; });
}

bool Template::is_plain() const {
  for (const auto& part : parts)
    if (std::holds_alternative<Output>(part)) return false;
  return true;
}

std::string Template::plain_text() const {
  std::string text;
  for (const auto& part : parts)
    if (auto* literal = std::get_if<std::string>(&part)) text += *literal;
  return text;
}

ast::Text text_of_file(const SourceSet& sources, SourceId source) {
  auto text = sources[source].text();
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::uint32_t skip = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  return {std::string(text.substr(skip)),
          {source, 0, static_cast<std::uint32_t>(text.size())},
          {{0, skip}}};
}

}  // namespace camp::liquid
