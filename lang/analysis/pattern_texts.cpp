#include "lang/analysis/pattern_texts.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>

#include "lang/base/limits.h"
#include "lang/base/utf8.h"

namespace camp {
namespace {

using Texts = std::vector<std::string>;

// So many texts are carried through a pattern, and so long ones; what is repeated more often than
// that has none.
constexpr std::size_t kTexts = 16, kTextBytes = 256;
constexpr int kDeepest = 64;  // groups in groups

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

RE2::Options quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(limits::kRegexBytes));
  return options;
}

void keep_few(Texts* texts) {
  std::erase_if(*texts, [](const std::string& text) { return text.size() > kTextBytes; });
  if (texts->size() > kTexts) texts->resize(kTexts);
}

Texts behind_one_another(const Texts& first, const Texts& second) {
  Texts all;
  for (const auto& a : first)
    for (const auto& b : second) all.push_back(a + b);
  keep_few(&all);
  return all;
}

// A character that this atom (`[^,]`, `\d`, `.`, `\pL`) matches; empty: none of those that are
// tried.
Texts one_of(std::string_view atom) {
  static constexpr std::string_view kTried =
      "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.@+ !\"#$%&'()*,/:;<=>?[\\]^"
      "`{|}~\n\t";
  const RE2 compiled(piece(atom), quiet());
  if (!compiled.ok()) return {};
  for (std::size_t i = 0; i < kTried.size(); ++i)
    if (RE2::FullMatch(piece(kTried.substr(i, 1)), compiled))
      return {std::string(kTried.substr(i, 1))};
  for (const std::string letter : {"é", "ä", "я", "α", "中", "あ", "ا", "€"})
    if (RE2::FullMatch(letter, compiled)) return {letter};
  return {};
}

// RE2 has accepted the pattern: only what it means for texts is read here, each part as the texts
// that it matches.
class PatternReader {
 public:
  explicit PatternReader(std::string_view pattern) : rest_(pattern) {}

  Texts read() { return alternatives(0); }

 private:
  bool at(std::string_view what) const { return rest_.starts_with(what); }
  bool take(std::string_view what) {
    if (!at(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }
  std::string_view take_bytes(std::size_t count) {
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  Texts alternatives(int deep) {
    Texts all = sequence(deep);
    while (take("|")) {
      auto more = sequence(deep);
      all.insert(all.end(), more.begin(), more.end());
    }
    keep_few(&all);
    return all;
  }

  Texts sequence(int deep) {
    Texts all = {""};
    while (!rest_.empty() && !at("|") && !at(")")) {
      auto part = atom(deep);
      while (repeat(&part)) {
      }
      all = behind_one_another(all, part);
    }
    return all;
  }

  Texts atom(int deep) {
    if (take("(")) return group(deep + 1);
    if (take("^") || take("$")) return {""};
    if (at("[")) return one_of(take_bytes(class_bytes()));
    if (at("\\Q")) return verbatim();
    if (at("\\")) return escape();
    if (take(".")) return one_of(".");
    return {std::string(take_bytes(code_point_at(rest_, 0).size))};
  }

  // `(?i)` alone says something of what follows; the letters as they are written meet it.
  Texts group(int deep) {
    if (deep > kDeepest) {
      rest_ = {};
      return {};
    }
    if (take("?")) {
      const auto end = take("P") || at("<") ? rest_.find('>') : rest_.find_first_of(":)");
      const bool flags_only = end != rest_.npos && rest_[end] == ')';
      take_bytes(end == rest_.npos ? rest_.size() : end + 1);
      if (flags_only) return {""};
    }
    auto inside = alternatives(deep);
    take(")");
    return inside;
  }

  Texts verbatim() {
    rest_.remove_prefix(2);
    const auto end = rest_.find("\\E");
    const auto text = take_bytes(end);
    take("\\E");
    return {std::string(text)};
  }

  Texts escape() {
    for (const std::string_view place : {"\\A", "\\z", "\\b", "\\B"})
      if (take(place)) return {""};
    std::size_t bytes = 2;
    if (at("\\p{") || at("\\P{") || at("\\x{")) {
      bytes = std::max(bytes, rest_.find('}') + 1);
    } else if (at("\\p") || at("\\P")) {
      bytes = 3;
    } else if (at("\\x")) {
      bytes = 4;
    }
    return one_of(take_bytes(bytes));
  }

  // `[]a]`, `[^]a]`, `[[:alpha:]\]]`
  std::size_t class_bytes() const {
    std::size_t end = rest_.starts_with("[^") ? 2 : 1;
    if (end < rest_.size() && rest_[end] == ']') ++end;
    while (end < rest_.size() && rest_[end] != ']') {
      if (rest_[end] == '\\') {
        end += 2;
      } else if (rest_.substr(end).starts_with("[:")) {
        const auto close = rest_.find(":]", end);
        end = close == rest_.npos ? rest_.size() : close + 2;
      } else {
        ++end;
      }
    }
    return std::min(end + 1, rest_.size());
  }

  // As often as it must be, once where it may be none.
  bool repeat(Texts* part) {
    const bool may_be_none = take("*") || take("?");
    std::size_t least = 1;
    if (!may_be_none && !take("+") && !counted_repeat(&least)) return false;
    take("?");  // as little as can be: the same texts
    *part = times(*part, least);
    if (may_be_none) part->emplace_back();
    keep_few(part);
    return true;
  }

  // `{3}`, `{3,}`, `{3,5}`; anything else is a brace.
  bool counted_repeat(std::size_t* least) {
    const auto end = rest_.find('}');
    if (!at("{") || end == rest_.npos) return false;
    const auto inside = rest_.substr(1, end - 1);
    if (inside.empty() || inside.find_first_not_of("0123456789,") != inside.npos) return false;
    const auto read = std::from_chars(inside.data(), inside.data() + inside.size(), *least);
    if (read.ec != std::errc()) return false;
    take_bytes(end + 1);
    return true;
  }

  static Texts times(const Texts& part, std::size_t count) {
    Texts all = {""};
    for (std::size_t i = 0; i < count && !all.empty(); ++i) all = behind_one_another(all, part);
    return all;
  }

  std::string_view rest_;
};

}  // namespace

bool matches_pattern(std::string_view text, std::string_view pattern) {
  const RE2 compiled(piece(pattern), quiet());
  return compiled.ok() && RE2::PartialMatch(piece(text), compiled);
}

std::vector<std::string> texts_matching(std::string_view pattern) {
  const RE2 compiled(piece(pattern), quiet());
  if (!compiled.ok()) return {};
  auto texts = PatternReader(pattern).read();
  std::erase_if(texts, [&](const auto& text) { return !RE2::PartialMatch(text, compiled); });
  return texts;
}

}  // namespace camp
