#include "lang/syntax/reporter.h"

#include <fmt/format.h>

#include <algorithm>

#include "grammar/scan.h"
#include "lang/base/letters.h"
#include "lang/base/unicode.h"
#include "lang/value/week.h"

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
    {grammar::kContent, "part of a content", "inside `email { }` or another channel of a message"},
    {grammar::kField, "field", "inside `contact { }` or `event ... { }`"},
    {grammar::kMessage, "content of a message", "inside `message ... { }`"},
    {grammar::kMatchArm, "arm of a match", "inside `match ... { }`"},
    {grammar::kAsk, "part of a question", "inside `ask ... { }`"},
    {grammar::kPolicy, "rule of a policy", "inside `policy { }`"},
    {grammar::kService, "line of a service", "inside `service ... { }`"},
    {grammar::kOutlet, "line of an outlet", "inside `outlet ... { }`"},
    {grammar::kChannel, "line of a channel", "inside `channel ... { }`"},
    {grammar::kDrafter, "line of a drafter", "inside `drafter ... { }`"},
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

std::vector<std::string> weekday_words() {
  std::vector<std::string> words;
  for (std::uint8_t day = 0; day < kDaysPerWeek; ++day) words.emplace_back(weekday_word(day));
  return words;
}

bool is_beyond_ascii(char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }

// What is due, as a way out has to know it.
Due due_of(std::string_view what) {
  for (std::string_view value : {"value", "text", "amount"})
    if (what.find(value) != what.npos) return Due::kValue;
  if (what.find("`{`") != what.npos) return Due::kBlock;
  return what == "`=`" ? Due::kAssignment : Due::kOther;
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

void Reporter::bad_literal(Span span, std::string message, std::string help) {
  report(Code::kBadLiteral, span, std::move(message)).help(std::move(help));
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

void Reporter::expected(const char* at, Expectation expectation) {
  auto word = grammar::word_at(at, end());
  bool wants_name = std::string_view(expectation.what).find("name") != std::string_view::npos;
  if (letter_of_no_name(at, wants_name && *expectation.such_as == '\0')) return;
  if (wants_name && *expectation.such_as == '\0' && !word.empty() && place_of(at) == token_at(at)) {
    if (!grammar::begins_name(word[0])) return upper_case_name(at, word);
    if (grammar::find_keyword(word) != nullptr) return keyword_for_name(at, word);
  }
  std::string_view what = expectation.what;
  const auto due = due_of(what);
  auto finding = wanted(at, expectation);
  offer(finding.label(found(at)), way_out(text_, static_cast<std::size_t>(at - begin()), due));
  const auto before = token_before(at);
  const auto day = text_.substr(before.begin, before.end - before.begin);
  if (due == Due::kValue && parse_weekday(day))
    finding.help(fmt::format("say at what time of that day: `{} 09:00`", day));
  const bool wants_day =
      what.find("weekday") != what.npos || what.find("time of the day") != what.npos;
  if (wants_day && !word.empty()) finding.did_you_mean(word, weekday_words());
}

void Reporter::offer(Report& finding, WayOut way_out) const {
  finding.help(std::move(way_out.help));
  if (!way_out.rewrite) return;
  auto& [begin, end, text, certainty] = *way_out.rewrite;
  const auto line = text.substr(0, text.find('\n'));
  const auto title = text.find_first_not_of(' ') == text.npos
                         ? fmt::format("remove the `{}`", text_[begin])
                         : fmt::format("write `{}`", line);
  finding.fix(title, {source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
              std::move(text), certainty);
}

// A word goes on, or begins where a name is due, with a letter that only other languages' names
// have: `päivä` would else be a `p` and something unknown. Whether it was told.
bool Reporter::letter_of_no_name(const char* at, bool may_begin) {
  auto* stop = at + grammar::word_at(at, end()).size();
  if (stop == end() || !is_beyond_ascii(*stop)) return false;
  auto* first = at;
  while (first != begin() && grammar::is_name_char(first[-1])) --first;
  if (first == stop ? !may_begin : !grammar::begins_name(*first)) return false;
  auto* letter = stop;
  while (stop != end() && (grammar::is_name_char(*stop) || is_beyond_ascii(*stop))) ++stop;
  auto* behind = letter + 1;
  while (behind != stop && (static_cast<unsigned char>(*behind) & 0xC0) == 0x80) ++behind;
  if (folded_name({letter, behind}).empty()) return false;  // a quote, a dash
  const std::string_view word(first, static_cast<std::size_t>(stop - first));
  auto finding =
      report(Code::kSyntax, span(first, stop),
             fmt::format("names have the letters a to z, digits and `_`: `{}` is none", word));
  const auto plain = meant_name(word);
  if (plain.empty()) return true;
  const auto title = fmt::format("write `{}`", plain);
  finding.help(title).fix(title, span(first, stop), plain);
  return true;
}

void Reporter::unclosed(const char* at, Expectation bracket,
                        const std::vector<const char*>& openings) {
  auto finding = wanted(at, bracket);
  finding.label(found(at));
  if (openings.empty()) return;
  auto* opened = openings.back();
  finding.also(span(opened, opened + 1), "opened here, not closed");
  if (*opened != '{' || (at != end() && place_of(at) == token_at(at))) return;
  auto behind = place_of(at).end;
  finding.fix("close it here", {source_, behind, behind}, "\n" + std::string(openings.size(), '}'));
}

// "expected X after Y, such as Z".
Report Reporter::wanted(const char* at, Expectation expectation) {
  auto before = token_before(at);
  auto before_text = std::string(text_.substr(before.begin, before.end - before.begin));
  constexpr std::size_t kShownChars = 24;
  if (before_text.starts_with('"'))
    before_text = "the text";
  else if (before_text.size() > kShownChars || before_text.empty())
    before_text.clear();
  else
    before_text = "`" + before_text + "`";
  auto message = fmt::format("expected {}", expectation.what);
  if (!before_text.empty()) message += " after " + before_text;
  if (*expectation.such_as != '\0') message += fmt::format(", such as {}", expectation.such_as);
  return report(Code::kSyntax, place_of(at), std::move(message));
}

// A word that begins something here, or means something everywhere.
void Reporter::keyword_for_name(const char* at, std::string_view word) {
  report(Code::kSyntax, token_at(at),
         fmt::format("expected a name, but `{}` is a word of the language here", word))
      .help(grammar::is_always_special(word)
                ? fmt::format("take another name, such as `{}_1` or `my_{}`", word, word)
                : fmt::format("a name `{}` stands on the line of the word before it", word));
}

void Reporter::upper_case_name(const char* at, std::string_view word) {
  auto finding = report(Code::kSyntax, token_at(at), "names begin with a lower-case letter");
  const auto meant = meant_name(word);
  if (meant.empty()) return;
  const auto title = fmt::format("write `{}`", meant);
  finding.help(title).fix(title, token_at(at), meant, Certainty::kCertain);
}

void Reporter::misnamed(Span span, std::string_view meant) {
  const auto written = text_.substr(span.begin, span.end - span.begin);
  const auto title = fmt::format("write `{}`", meant);
  report(Code::kSyntax, span,
         written.starts_with('"') ? "a name stands without quotes"
         : written.find('-') != written.npos
             ? fmt::format("names have the letters a to z, digits and `_`: `{}` is none", written)
             : "names begin with a lower-case letter")
      .help(title)
      .fix(title, span, std::string(meant), Certainty::kCertain);
}

void Reporter::unknown_item(const char* at, Place place) {
  auto word = grammar::word_at(at, end());
  if (letter_of_no_name(at, place == grammar::kField)) return;
  const auto& texts = text_of(place);
  if (place == grammar::kField && !word.empty() && !grammar::begins_name(word[0]))
    return upper_case_name(at, word);
  if (auto* row = grammar::find_foreign_item(word, place); row != nullptr) {
    auto finding = report(Code::kSyntax, token_at(at),
                          fmt::format("no {} begins with `{}`", texts.item, word));
    finding.help(std::string(row->help));
    if (!row->ours.empty())
      finding.fix(fmt::format("write `{}`", row->ours), token_at(at), std::string(row->ours),
                  row->certain ? Certainty::kCertain : Certainty::kGuess);
    return;
  }
  auto* keyword = grammar::find_keyword(word);
  if (keyword != nullptr && (keyword->planned & place) != 0)
    return not_in_this_version(std::string(word), token_at(at));
  auto* home = home_of(word);
  if (home != nullptr && home->place != place) {
    const auto path = grammar::operand_at(at, end());
    const bool change =
        place == grammar::kStatement && word == "contact" && path.size() > word.size();
    auto finding =
        report(Code::kWrongPlace, token_at(at), fmt::format("`{}` does not belong here", word));
    if (!change) {
      finding.help(fmt::format("it belongs {}", home->where));
      return;
    }
    const auto sign = text_.substr(
        static_cast<std::size_t>(grammar::skip_blanks(path.data() + path.size(), end()) - begin()));
    const bool assigns = sign.starts_with('=') ? !sign.starts_with("==")
                                               : sign.starts_with("+=") || sign.starts_with("++");
    const auto here = token_at(at);
    finding.help("a field is changed by `set contact.FIELD = ...`")
        .fix("write `set`", {source_, here.begin, here.begin}, "set ",
             assigns ? Certainty::kCertain : Certainty::kGuess);
    return;
  }
  auto words = list_of_words(place);
  auto help = words.empty() ? std::string() : "here may stand: " + words;
  if (word.empty()) {
    auto finding = report(Code::kSyntax, token_at(at), fmt::format("expected a {}", texts.item));
    finding.label(found(at)).help(help);
    offer(finding, way_out(text_, static_cast<std::size_t>(at - begin()), Due::kItem));
    return;
  }
  report(Code::kSyntax, token_at(at), fmt::format("no {} begins with `{}`", texts.item, word))
      .help(help)
      .did_you_mean(word, words_of(place));
}

void Reporter::unknown_weekday(Span span) {
  const auto word = text_.substr(span.begin, span.end - span.begin);
  report(Code::kSyntax, span, fmt::format("`{}` is no weekday", word))
      .did_you_mean(word, weekday_words());
}

void Reporter::not_in_this_version(std::string form, Span span) {
  if (form.find('`') == form.npos) form = "`" + form + "`";
  report(Code::kNotInThisVersion, span,
         fmt::format("{} is part of the language, but not of this version of camp", form));
}

void Reporter::foreign(const grammar::FoundForeign& found) {
  const auto* begins = found.text.data();
  const auto* ends = begins + found.text.size();
  // `a&&b`: what is a word here needs its blanks.
  auto ours = found.ours;
  const auto needs_blank = [](char edge, char beside) {
    return grammar::is_name_char(edge) &&
           std::string_view(" \t\r\n([{").find(beside) == std::string_view::npos;
  };
  if (begins != begin() && needs_blank(ours.front(), begins[-1])) ours.insert(0, " ");
  if (ends != end() && (needs_blank(ours.back(), *ends) || (ours == "not" && *ends == '(')) &&
      *ends != ')')
    ours += ' ';
  const auto place = span(begins, ends);
  report(Code::kSyntax, place,
         fmt::format("`{}` is written `{}` in this language", found.text, found.ours))
      .fix(fmt::format("write `{}`", found.ours), place, ours,
           found.certain ? Certainty::kCertain : Certainty::kGuess);
}

void Reporter::nested_too_deep(const char* at, std::string_view what, std::size_t limit) {
  report(Code::kNestedTooDeep, token_at(at),
         fmt::format("{} are nested more than {} deep", what, limit))
      .label("one level too many");
}

void Reporter::unclosed_text(const char* opened, const char* at, bool block) {
  const auto* quotes = block ? "\"\"\"" : "\"";
  report(Code::kSyntax, span(opened, at),
         block ? "this text is not closed" : "this text is not closed on its line")
      .label(fmt::format("`{}` is missing", quotes))
      .help(block ? "" : "a text of several lines stands between two `\"\"\"`")
      .fix("close it here", span(at, at), quotes);
}

}  // namespace camp::syntax
