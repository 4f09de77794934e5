#include "lang/syntax/way_out.h"

#include <fmt/format.h>

#include "grammar/foreign.h"

namespace camp::syntax {
namespace {

struct Quote {
  std::string_view open, close;
};
constexpr Quote kQuotes[] = {{"'", "'"},           {"`", "`"},           {"\u201C", "\u201D"},
                             {"\u201D", "\u201D"}, {"\u201E", "\u201C"}, {"\u2018", "\u2019"},
                             {"\u00AB", "\u00BB"}};
struct Sign {
  std::string_view sign, code;
};
constexpr Sign kCurrencySigns[] = {
    {"\u20AC", "EUR"}, {"$", "USD"}, {"\u00A3", "GBP"}, {"\u00A5", "JPY"}};

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

// Texts stand between two `"`, the straight ones.
std::string quoted_otherwise(std::string_view rest) {
  for (const auto& quote : kQuotes) {
    if (!rest.starts_with(quote.open)) continue;
    auto inner = first_line(rest.substr(quote.open.size()));
    auto close = inner.find(quote.close);
    if (close == inner.npos) return "a text stands between two straight quotes: \"...\"";
    return fmt::format("a text stands between two straight quotes: \"{}\"", inner.substr(0, close));
  }
  return {};
}

std::string sign_before_amount(std::string_view rest) {
  for (const auto& row : kCurrencySigns) {
    if (!rest.starts_with(row.sign)) continue;
    auto amount = rest.substr(row.sign.size());
    amount = amount.substr(0, amount.find_first_not_of("0123456789._"));
    if (!amount.empty())
      return fmt::format("money is an amount and its currency: {} {}", amount, row.code);
  }
  return {};
}

std::string word_as_value(std::string_view rest) {
  auto word = grammar::word_at(rest.data(), rest.data() + rest.size());
  if (word.empty() || grammar::begins_name(word[0])) return {};
  for (std::string_view known : {"true", "false"})
    if (grammar::same_word(word, known)) return fmt::format("write `{}`", known);
  return fmt::format("names begin with a lower-case letter; a text stands in quotes: \"{}\"", word);
}

}  // namespace

std::string way_out(std::string_view text, std::size_t at, bool wants_value) {
  auto rest = text.substr(at);
  auto before = text.substr(0, at);
  before = before.substr(0, before.find_last_not_of(" \t") + 1);
  const bool second_slash = rest.starts_with('/') && before.ends_with('/');
  if (second_slash || rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with("--"))
    return "a comment begins with `#`";
  if (wants_value) {
    for (auto look : {quoted_otherwise, sign_before_amount, word_as_value})
      if (auto help = look(rest); !help.empty()) return help;
  }
  if (rest.empty()) return {};
  if (before.ends_with(',') && std::string_view(")]}").find(rest[0]) != std::string_view::npos)
    return "remove the comma before it: nothing follows";
  if (std::string_view(":;=").find(rest[0]) != std::string_view::npos)
    return fmt::format("write it without the `{}`", rest[0]);
  return {};
}

}  // namespace camp::syntax
