#include "lang/syntax/way_out.h"

#include <fmt/format.h>

#include "grammar/foreign.h"
#include "lang/base/letters.h"
#include "lang/base/unicode.h"

namespace camp::syntax {
namespace {

struct Quote {
  std::string_view open, close;
};
constexpr Quote kQuotes[] = {{"'", "'"},           {"`", "`"},           {"\u201C", "\u201D"},
                             {"\u201D", "\u201D"}, {"\u201E", "\u201C"}, {"\u2018", "\u2019"},
                             {"\u00AB", "\u00BB"}};

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// Where something foreign stands: the source, the place, and what follows.
struct Here {
  std::string_view text;
  std::size_t at = 0;
  std::string_view rest;

  Rewrite rewrite(std::size_t size, std::string ours,
                  Certainty certainty = Certainty::kCertain) const {
    return {at, at + size, std::move(ours), certainty};
  }
};

// Texts stand between two `"`, the straight ones.
WayOut quoted_otherwise(const Here& here) {
  for (const auto& quote : kQuotes) {
    if (!here.rest.starts_with(quote.open)) continue;
    auto inner = first_line(here.rest.substr(quote.open.size()));
    auto close = inner.find(quote.close);
    if (close == inner.npos) return {"a text stands between two straight quotes: \"...\"", {}};
    inner = inner.substr(0, close);
    const auto ours = fmt::format("\"{}\"", inner);
    WayOut out{"a text stands between two straight quotes: " + ours, {}};
    if (inner.find_first_of("\"\\") == inner.npos)
      out.rewrite = here.rewrite(quote.open.size() + close + quote.close.size(), ours);
    return out;
  }
  return {};
}

WayOut money(const Here& here, std::string_view before, std::string_view code, bool certain) {
  const auto* number = here.rest.data() + before.size();
  const auto amount = grammar::amount_at(number, here.rest.data() + here.rest.size());
  if (amount.text.empty()) return {};
  auto ours = fmt::format("{} {}", amount.ours, code);
  const auto size = before.size() + amount.text.size();
  return {"money is an amount and its currency: " + ours,
          here.rewrite(size, ours,
                       certain && amount.certain ? Certainty::kCertain : Certainty::kGuess)};
}

// `€15`, `EUR 15`.
WayOut currency_before_amount(const Here& here) {
  const auto amount_behind = [&](std::string_view currency) {
    const auto number = here.rest.find_first_not_of(" \t", currency.size());
    const bool digit =
        number != here.rest.npos && here.rest[number] >= '0' && here.rest[number] <= '9';
    return digit ? here.rest.substr(0, number) : std::string_view();
  };
  for (const auto& row : grammar::kCurrencySigns)
    if (here.rest.starts_with(row.sign))
      return money(here, amount_behind(row.sign), row.code, row.certain);
  const auto word = grammar::word_at(here.rest.data(), here.rest.data() + here.rest.size());
  const bool code =
      word.size() == 3 && word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == word.npos;
  const auto before = code ? amount_behind(word) : std::string_view();
  return before.empty() ? WayOut() : money(here, before, word, true);
}

WayOut word_as_value(const Here& here) {
  auto word = grammar::word_at(here.rest.data(), here.rest.data() + here.rest.size());
  if (word.empty() || grammar::begins_name(word[0])) return {};
  for (std::string_view known : {"true", "false"})
    if (grammar::same_word(word, known))
      return {fmt::format("write `{}`", known), here.rewrite(word.size(), std::string(known))};
  return {
      fmt::format("names begin with a lower-case letter; a text stands in quotes: \"{}\"", word),
      {}};
}

// From `/*` to `*/`, line by line; where something follows on its last line, that is no comment.
std::optional<Rewrite> long_comment(const Here& here, std::string_view open,
                                    std::string_view close) {
  const auto end = here.rest.find(close, open.size());
  if (end == here.rest.npos) return std::nullopt;
  const auto behind = end + close.size();
  if (!without_blanks(first_line(here.rest.substr(behind))).empty()) return std::nullopt;
  auto inner = here.rest.substr(open.size(), end - open.size());
  std::string ours;
  for (bool first = true; first || !inner.empty(); first = false) {
    const auto line = first_line(inner);
    inner.remove_prefix(std::min(inner.size(), line.size() + 1));
    auto words = without_blanks(line);
    words = without_blanks(words.substr(std::min(words.size(), words.find_first_not_of('*'))));
    if (words.empty() && !ours.empty() && inner.empty()) break;  // `*/` on a line of its own
    if (!first) ours += '\n' + std::string(line.substr(0, line.find_first_not_of(" \t")));
    ours += words.empty() ? "#" : "# " + std::string(words);
  }
  return here.rewrite(behind, ours);
}

// `//` may be told at its second sign: the first was taken for a division.
WayOut other_comment(Here here, std::string_view before) {
  if (before.ends_with('/') && (here.rest.starts_with('/') || here.rest.starts_with('*'))) {
    --here.at;
    here.rest = here.text.substr(here.at);
  }
  WayOut out{"a comment begins with `#`", {}};
  if (here.rest.starts_with("/*")) return {out.help, long_comment(here, "/*", "*/")};
  if (here.rest.starts_with("<!--")) return {out.help, long_comment(here, "<!--", "-->")};
  for (char mark : {'/', '-'}) {
    if (!here.rest.starts_with(std::string(2, mark))) continue;
    out.rewrite = here.rewrite(std::min(here.rest.size(), here.rest.find_first_not_of(mark)), "#");
    return out;
  }
  return {};
}

// `set contact.points += 1`.
WayOut change_in_place(const Here& here, std::string_view before) {
  if (here.rest.size() < 2 || std::string_view("+-*/").find(here.rest[0]) == here.rest.npos)
    return {};
  const auto line = before.substr(before.rfind('\n') + 1);
  const auto word = line.rfind("set ");
  const bool step = here.rest[1] == here.rest[0];  // `points++`
  if (word == line.npos || (here.rest[1] != '=' && !step)) return {};
  const auto place = without_blanks(line.substr(word + 4));
  const auto changed = fmt::format("= {} {}", place, here.rest[0]);
  // Of `-=` and the like the right side would need parentheses.
  const auto certainty = here.rest[0] == '+' ? Certainty::kCertain : Certainty::kGuess;
  return {fmt::format("write `set {} {} {}`", place, changed, step ? "1" : "..."),
          here.rewrite(2, step ? changed + " 1" : changed, certainty)};
}

// `category: marketing`, `wait 1h;`
WayOut needless_sign(const Here& here, Due due) {
  const char sign = here.rest[0];
  if (std::string_view(":;=").find(sign) == std::string_view::npos) return {};
  if (due == Due::kBlock && sign == ':') return {"a block stands between `{` and `}`", {}};
  if (due == Due::kAssignment && sign == ':' && !here.rest.starts_with(":="))
    return {"write `=`", here.rewrite(1, "=")};
  const auto is = [&](std::size_t at, auto what) {
    return at < here.text.size() && what(here.text[at]);
  };
  const auto blank = [](char c) { return c == ' '; };
  const bool joins = here.at > 0 && is(here.at - 1, grammar::is_name_char) &&
                     is(here.at + 1, grammar::is_name_char);
  const bool between = here.at > 0 && is(here.at - 1, blank) && is(here.at + 1, blank);
  return {fmt::format("write it without the `{}`", sign),
          here.rewrite(between ? 2 : 1, joins ? " " : "")};
}

// `limit 1,000`: the number ended at its comma.
WayOut comma_in_number(const Here& here) {
  auto begin = here.at;
  while (begin > 0 && here.text[begin - 1] >= '0' && here.text[begin - 1] <= '9') --begin;
  if (begin == here.at || here.rest[0] != ',') return {};
  const auto* end = here.text.data() + here.text.size();
  const auto amount = grammar::amount_at(here.text.data() + begin, end);
  if (begin + amount.text.size() <= here.at) return {};
  return {fmt::format("a number is written without commas: {}", amount.ours),
          Rewrite{begin, begin + amount.text.size(), amount.ours,
                  amount.certain ? Certainty::kCertain : Certainty::kGuess}};
}

}  // namespace

WayOut way_out(std::string_view text, std::size_t at, Due due) {
  const Here here{text, at, text.substr(at)};
  auto before = text.substr(0, at);
  const auto near = before;
  before = before.substr(0, before.find_last_not_of(" \t") + 1);
  if (auto comment = other_comment(here, near); !comment.help.empty()) return comment;
  if (due == Due::kValue) {
    for (auto look : {quoted_otherwise, currency_before_amount, word_as_value})
      if (auto out = look(here); !out.help.empty()) return out;
  }
  if (here.rest.empty()) return {};
  if (before.ends_with(',') && std::string_view(")]}").find(here.rest[0]) != std::string_view::npos)
    return {"remove the comma before it: nothing follows",
            Rewrite{before.size() - 1, before.size(), "", Certainty::kCertain}};
  if (auto out = change_in_place(here, before); !out.help.empty()) return out;
  if (auto out = comma_in_number(here); !out.help.empty()) return out;
  return needless_sign(here, due);
}

std::string meant_name(std::string_view written) {
  std::string name;
  bool ends_word = false;  // a capital that follows begins another
  for (char c : without_accents(written)) {
    const char small = ascii_lower(c);
    if (small != c && ends_word) name += '_';
    ends_word = small == c && grammar::is_name_char(c) && c != '_';
    if (grammar::is_name_char(small) && (c != '_' || !name.empty()))
      name += small;
    else if ((c == '-' || c == ' ') && !name.empty())
      name += '_';
    else if (c != '"' && c != '_')
      return {};
  }
  return !name.empty() && grammar::begins_name(name[0]) ? name : std::string();
}

}  // namespace camp::syntax
