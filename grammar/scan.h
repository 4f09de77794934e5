// Looking at raw text: the words a rule has to know, and the way out of broken text.
//
// Plain loops, never recursive: they read any bytes and always go forward.
#pragma once
#include <string_view>

#include "grammar/keywords.h"

namespace camp::grammar {

constexpr bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_name_char(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

// The word that begins here; empty when none does.
inline std::string_view word_at(const char* at, const char* end) {
  if (at == end || !is_name_start(*at)) return {};
  auto* stop = at;
  while (stop != end && is_name_char(*stop)) ++stop;
  return {at, static_cast<std::size_t>(stop - at)};
}

inline const char* skip_space(const char* at, const char* end) {
  while (at != end) {
    if (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') {
      ++at;
    } else if (*at == '#') {
      while (at != end && *at != '\n') ++at;
    } else {
      break;
    }
  }
  return at;
}

inline bool first_on_line(const char* begin, const char* at) {
  while (at != begin && (at[-1] == ' ' || at[-1] == '\t')) --at;
  return at == begin || at[-1] == '\n';
}

constexpr bool begins_name(char c) { return c >= 'a' && c <= 'z'; }

// Whether the word here may be the name that is due. A word of the language may, too, unless it
// begins its line: there it is more likely what it says, and the name is missing.
inline bool may_be_name(std::string_view word, const char* begin) {
  if (word.empty() || !begins_name(word[0]) || is_always_special(word)) return false;
  return find_keyword(word) == nullptr || !first_on_line(begin, word.data());
}

// The same for an operand: `segment x = ` followed by `segment y = ...` lacks a value.
inline bool may_be_operand(std::string_view word, const char* begin, const char* end) {
  if (!begins_name(word[0])) return false;
  if (find_keyword(word) == nullptr) return true;
  if (word == "contact" || word == "list" || word == "message") {
    // as what they are: `contact.x`, `contact in vips`
  } else if (!may_be_name(word, begin)) {
    return false;
  }
  auto* next = skip_space(word.data() + word.size(), end);
  if (next == end) return true;
  if (*next == '"' || *next == ':' || (*next >= '0' && *next <= '9')) return false;
  if (*next == '{')
    return word != "contact" && word != "policy" && word != "flow" && word != "audience";
  auto follower = word_at(next, end);
  return follower.empty() || find_keyword(follower) != nullptr || first_on_line(begin, next);
}

// A declaration that begins in column 1. No block contains one, so an open block ends here, closed
// or not.
inline bool declaration_begins(const char* begin, const char* at, const char* end) {
  if (at != begin && at[-1] != '\n') return false;
  auto word = word_at(at, end);
  auto* keyword = find_keyword(word);
  if (keyword == nullptr || !keyword->at(kTop)) return false;
  auto* next = skip_space(at + word.size(), end);
  if (next == end) return false;
  if (word == "contact" || word == "policy") return *next == '{';
  if (!is_name_start(*next) && *next != '"') return false;
  if (!keyword->at(kProperty)) return true;
  // `conversation x` is also a property of a flow; only the declaration has a body.
  next = skip_space(next + word_at(next, end).size(), end);
  return next != end && *next == '{';
}

// Behind the `{{ }}` or `{% %}` that begins here; `at` when none does, or when it is not closed on
// its line. Inside of one a quote does not end the text around it.
inline const char* skip_island(const char* at, const char* end) {
  if (end - at < 2 || at[0] != '{' || (at[1] != '{' && at[1] != '%')) return at;
  const char closing = at[1] == '{' ? '}' : '%';
  for (auto* here = at + 2; here != end && *here != '\n'; ++here) {
    if (*here == closing && here + 1 != end && here[1] == '}') return here + 2;
  }
  return at;
}

// Behind the text that begins here with a quote, closed or not.
inline const char* skip_text(const char* at, const char* end) {
  std::string_view rest(at, static_cast<std::size_t>(end - at));
  constexpr std::string_view kBlock = "\"\"\"";
  if (rest.starts_with(kBlock)) {
    auto close = rest.find(kBlock, kBlock.size());
    return close == rest.npos ? end : at + close + kBlock.size();
  }
  for (++at; at != end && *at != '"' && *at != '\n'; ++at) {
    if (auto* behind = skip_island(at, end); behind != at) at = behind - 1;
    if (*at == '\\' && at + 1 != end && at[1] != '\n') ++at;
  }
  return at != end && *at == '"' ? at + 1 : at;
}

// Whether an item of this place begins with the word here.
inline bool item_begins(Place place, const char* at, const char* end) {
  auto word = word_at(at, end);
  if (word.empty()) return false;
  if (place == kField || place == kMessage || place == kScenario) return true;
  auto* keyword = find_keyword(word);
  if (keyword == nullptr || !keyword->at(place)) return false;
  // `contact.x` at the start of a line is an operand.
  return place != kTop || *skip_space(at + word.size(), end) != '.';
}

// Steps over a broken item: over strings, comments and balanced braces, up to where the next item
// of the same place, the block's end or a declaration begins. Takes at least one character.
// Parentheses do not count: one that is not closed would swallow the rest of the block.
class ItemSkipper {
 public:
  ItemSkipper(Place place, const char* begin, const char* at, const char* end)
      : place_(place), begin_(begin), at_(at), end_(end) {}

  const char* run() {
    const char* start = at_;
    while (at_ != end_) {
      if (at_ != start && stops_here()) break;
      if (!step()) break;
    }
    return at_ == start && at_ != end_ ? at_ + 1 : skip_space(at_, end_);
  }

 private:
  bool stops_here() const {
    if (declaration_begins(begin_, at_, end_)) return true;
    return depth_ == 0 && first_on_line(begin_, at_) && item_begins(place_, at_, end_);
  }

  // One token; false when the item ends before (a closing bracket) or with it.
  bool step() {
    switch (*at_) {
      case '"':
        at_ = skip_text(at_, end_);
        return true;
      case '#':
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        at_ = skip_space(at_, end_);
        return true;
      case '{':
        ++depth_;
        ++at_;
        return true;
      case '}':
        return step_brace();
      case ',':
        ++at_;
        return !(place_ == kField && depth_ == 0);
      default:
        break;
    }
    auto word = word_at(at_, end_);
    at_ += word.empty() ? 1 : word.size();
    return true;
  }

  bool step_brace() {
    if (depth_ == 0) {
      if (place_ != kTop) return false;
      ++at_;  // nothing is open at the top: a brace too many
      return true;
    }
    ++at_;
    if (--depth_ != 0) return true;
    // A block ends its item, unless a clause or `else` follows, or it was one of a list.
    auto* next = skip_space(at_, end_);
    if (next != end_ && (*next == ',' || *next == ')' || *next == ']')) return true;
    auto word = word_at(next, end_);
    auto* keyword = find_keyword(word);
    return word == "else" || (keyword != nullptr && keyword->at(kClause));
  }

  Place place_;
  const char* begin_;
  const char* at_;
  const char* end_;
  std::size_t depth_ = 0;
};

}  // namespace camp::grammar
