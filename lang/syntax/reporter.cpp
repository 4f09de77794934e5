#include "lang/syntax/reporter.h"

#include <fmt/format.h>

#include <algorithm>

#include "grammar/scan.h"
#include "lang/base/limits.h"
#include "lang/base/suggest.h"

namespace camp::syntax {
namespace {

using grammar::Place;

struct PlaceText {
  Place place;
  const char* item;   // "no <item> begins with ..."
  const char* where;  // "a <item> belongs <where>"
};

constexpr PlaceText kPlaceTexts[] = {
    {grammar::kTop, "declaration", "outside of all braces"},
    {grammar::kProperty, "property",
     "in the header of a campaign or journey, outside of `flow { }`"},
    {grammar::kStatement, "statement", "inside `flow { }`"},
    {grammar::kWaitArm, "arm of a wait", "inside `wait up to ... { }`"},
    {grammar::kVariant, "arm of an experiment", "inside `experiment ... { }`"},
    {grammar::kAudience, "part of an audience", "inside `audience { }`"},
    {grammar::kConversation, "property of a conversation", "inside `conversation ... { }`"},
    {grammar::kContent, "part of an e-mail", "inside a message's `email { }`"},
    {grammar::kField, "field", "inside `contact { }` or `event ... { }`"},
    {grammar::kMessage, "content of a message", "inside `message ... { }`"},
    {grammar::kMatchArm, "arm of a match", "inside `match ... { }`"},
    {grammar::kScenario, "step of a scenario", "inside `scenario ... { }`"},
};

const PlaceText& text_of(Place place) {
  return *std::find_if(std::begin(kPlaceTexts), std::end(kPlaceTexts),
                       [&](const auto& row) { return row.place == place; });
}

std::vector<std::string> words_of(Place place) {
  std::vector<std::string> words;
  for (const auto& row : grammar::kKeywordRows)
    if (row.where == place) words.emplace_back(row.word);
  if (place == grammar::kStatement) words.emplace_back("else");  // behind a block
  return words;
}

std::string list_of_words(Place place) {
  // Not reserved, so that they are no rows: special only where a step begins.
  if (place == grammar::kScenario)
    return "contact, at, after, expect, table, the, and the name of a contact or message";
  std::string list;
  for (const auto& row : grammar::kKeywordRows) {
    if (row.where != place || row.status != grammar::kReady) continue;
    if (!list.empty()) list += ", ";
    list += row.word;
  }
  return list;
}

// Where else the word could begin something.
const PlaceText* home_of(std::string_view word) {
  auto* keyword = grammar::find_keyword(word);
  if (keyword == nullptr) return nullptr;
  for (const auto& row : kPlaceTexts)
    if ((keyword->ready & row.place) != 0) return &row;
  return nullptr;
}

}  // namespace

void Reporter::add(Diagnostic diagnostic) {
  if (diagnostic.severity() == Severity::kError) ++count_;
  if (count_ > limits::kErrorsPerFile) {
    Diagnostic last;
    last.code = Code::kTooManyErrors;
    last.message = fmt::format("more than {} mistakes in this file; the rest is not shown",
                               limits::kErrorsPerFile);
    last.primary = {diagnostic.primary.span, "reading stopped here"};
    diagnostics_.add(std::move(last));
    throw Stop{};
  }
  diagnostics_.add(std::move(diagnostic));
}

void Reporter::add_at(const char* at, Diagnostic diagnostic) {
  if (count_ == 0 && at == end()) incomplete_ = true;
  add(std::move(diagnostic));
}

void Reporter::bad_literal(Span span, std::string message, std::string help) {
  Diagnostic d;
  d.code = Code::kBadLiteral;
  d.message = std::move(message);
  d.primary = {span, ""};
  d.help = std::move(help);
  add(std::move(d));
}

Span Reporter::token_at(const char* at) const {
  if (at == end()) return span(at, at);
  auto word = grammar::word_at(at, end());
  auto* stop = at + std::max<std::size_t>(word.size(), 1);
  while (stop != end() && (static_cast<unsigned char>(*stop) & 0xC0) == 0x80)
    ++stop;  // a whole character
  if (*at >= '0' && *at <= '9')
    while (stop != end() && grammar::is_name_char(*stop)) ++stop;
  return span(at, stop);
}

// The last word, number or sign before `at`: blanks and comments between are stepped over, from the
// start of the line, because a comment can only be told from there.
Span Reporter::token_before(const char* at) const {
  constexpr std::ptrdiff_t kLookBackBytes =
      4096;  // a line of megabytes must not cost that much per message
  auto* floor = at - std::min<std::ptrdiff_t>(at - begin(), kLookBackBytes);
  auto* line_end = at;
  while (true) {
    auto* line = line_end;
    while (line != floor && line[-1] != '\n') --line;
    const char* token = nullptr;
    const char* token_end = nullptr;
    for (auto* here = grammar::skip_space(line, line_end); here < line_end;) {
      token = here;
      auto word = grammar::word_at(here, line_end);
      if (*here == '"')
        here = grammar::skip_text(here, line_end);
      else if (*here >= '0' && *here <= '9')
        while (here != line_end && (grammar::is_name_char(*here) || *here == '.' || *here == ':'))
          ++here;
      else
        here += std::max<std::size_t>(word.size(), 1);
      token_end = here;
      here = grammar::skip_space(here, line_end);
    }
    if (token != nullptr) return span(token, token_end);
    if (line == floor) return span(at, at);
    line_end = line - 1;
  }
}

// The token itself; what is missing at the end of a line is shown there, not on the line that
// follows.
Span Reporter::place_of(const char* at) const {
  auto before = token_before(at);
  std::string_view between(begin() + before.end,
                           static_cast<std::size_t>(at - begin()) - before.end);
  bool line_break = between.find('\n') != between.npos;
  if (before.begin != before.end && (at == end() || line_break)) return before;
  return token_at(at);
}

std::string Reporter::found(const char* at) const {
  if (at == end()) return "the file ends here";
  auto before = token_before(at);
  std::string_view between(begin() + before.end,
                           static_cast<std::size_t>(at - begin()) - before.end);
  auto token = token_at(at);
  auto text = text_.substr(token.begin, token.end - token.begin);
  if (*at == '"') text = "a text";
  auto quoted = *at == '"' ? std::string(text) : fmt::format("`{}`", text);
  if (between.find('\n') != between.npos) return fmt::format("{} follows on a later line", quoted);
  return "found " + quoted;
}

void Reporter::expected(const char* at, Expectation expectation, const char* opened) {
  auto word = grammar::word_at(at, end());
  bool wants_name = std::string_view(expectation.what).find("name") != std::string_view::npos;
  if (wants_name && !word.empty() && place_of(at) == token_at(at)) {
    if (!grammar::begins_name(word[0])) return upper_case_name(at, word);
    if (grammar::find_keyword(word) != nullptr) return keyword_for_name(at, word);
  }
  auto before = token_before(at);
  auto before_text = std::string(text_.substr(before.begin, before.end - before.begin));
  constexpr std::size_t kShownChars = 24;
  if (before_text.starts_with('"'))
    before_text = "the text";
  else if (before_text.size() > kShownChars || before_text.empty())
    before_text.clear();
  else
    before_text = "`" + before_text + "`";
  Diagnostic d;
  d.code = Code::kSyntax;
  d.message = fmt::format("expected {}", expectation.what);
  if (!before_text.empty()) d.message += " after " + before_text;
  if (*expectation.such_as != '\0') d.message += fmt::format(", such as {}", expectation.such_as);
  d.primary = {place_of(at), found(at)};
  if (opened != nullptr) {
    auto& label = d.secondary.emplace_back();  // moved in, GCC 12 warns of bounds that are in order
    label.span = span(opened, opened + 1);
    label.text = "opened here, not closed";
  }
  add_at(at, std::move(d));
}

// A word that begins something here, or means something everywhere.
void Reporter::keyword_for_name(const char* at, std::string_view word) {
  Diagnostic d;
  d.code = Code::kSyntax;
  d.message = fmt::format("expected a name, but `{}` is a word of the language here", word);
  d.primary = {token_at(at), ""};
  d.help = grammar::is_always_special(word)
               ? fmt::format("take another name, such as `{}_1` or `my_{}`", word, word)
               : fmt::format("a name `{}` stands on the line of the word before it", word);
  add_at(at, std::move(d));
}

void Reporter::upper_case_name(const char* at, std::string_view word) {
  Diagnostic d;
  d.code = Code::kSyntax;
  d.message = "names begin with a lower-case letter";
  d.primary = {token_at(at), ""};
  std::string lower(
      word.substr(word.find_first_not_of('_') == word.npos ? 0 : word.find_first_not_of('_')));
  if (lower[0] >= 'A' && lower[0] <= 'Z') lower[0] = static_cast<char>(lower[0] - 'A' + 'a');
  if (grammar::begins_name(lower[0])) d.help = fmt::format("write `{}`", lower);
  add_at(at, std::move(d));
}

void Reporter::unknown_item(const char* at, Place place) {
  auto word = grammar::word_at(at, end());
  const auto& texts = text_of(place);
  if (place == grammar::kField && !word.empty() && !grammar::begins_name(word[0]))
    return upper_case_name(at, word);
  auto* keyword = grammar::find_keyword(word);
  if (keyword != nullptr && (keyword->planned & place) != 0)
    return not_in_this_version(std::string(word), token_at(at));
  Diagnostic d;
  d.primary = {token_at(at), ""};
  auto* home = home_of(word);
  if (home != nullptr && home->place != place) {
    d.code = Code::kWrongPlace;
    d.message = fmt::format("`{}` does not belong here", word);
    d.help = fmt::format("it belongs {}", home->where);
  } else if (!word.empty()) {
    d.code = Code::kSyntax;
    d.message = fmt::format("no {} begins with `{}`", texts.item, word);
    if (auto near = suggest(word, words_of(place)))
      d.help = fmt::format("did you mean `{}`?", *near);
  } else {
    d.code = Code::kSyntax;
    d.message = fmt::format("expected a {}", texts.item);
    d.primary.text = found(at);
  }
  auto words = list_of_words(place);
  if (d.code == Code::kSyntax && d.help.empty() && !words.empty())
    d.help = "here may stand: " + words;
  add_at(at, std::move(d));
}

void Reporter::not_in_this_version(std::string form, Span span) {
  if (form.find('`') == form.npos) form = "`" + form + "`";
  Diagnostic d;
  d.code = Code::kNotInThisVersion;
  d.message = fmt::format("{} is part of the language, but not of this version of camp", form);
  d.primary = {span, ""};
  add(std::move(d));
}

void Reporter::nested_too_deep(const char* at, std::string_view what, std::size_t limit) {
  Diagnostic d;
  d.code = Code::kNestedTooDeep;
  d.message = fmt::format("{} are nested more than {} deep", what, limit);
  d.primary = {token_at(at), "one level too many"};
  add(std::move(d));
}

void Reporter::unclosed_text(const char* opened, const char* at, bool block) {
  Diagnostic d;
  d.code = Code::kSyntax;
  d.message = block ? "this text is not closed" : "this text is not closed on its line";
  d.primary = {span(opened, at), block ? "`\"\"\"` is missing" : "`\"` is missing"};
  if (!block) d.help = "a text of several lines stands between two `\"\"\"`";
  add_at(at, std::move(d));
}

}  // namespace camp::syntax
