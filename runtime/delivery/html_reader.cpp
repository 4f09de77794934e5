#include "runtime/delivery/html_reader.h"

#include <algorithm>

#include "lang/base/letters.h"
#include "runtime/delivery/html_entities.h"

namespace camp {
namespace {

bool is_html_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

}  // namespace

void HtmlReader::go_to(char c) {
  const auto found = std::min(html_.find(c, at_), html_.size());
  looked_at_ += found - at_ + 1;
  at_ = found;
}

template <class Stops>
std::string_view HtmlReader::take_until(Stops stops) {
  const auto begin = at_;
  while (!is_at_end() && !stops(here())) ++at_;
  looked_at_ += at_ - begin + 1;
  return html_.substr(begin, at_ - begin);
}

HtmlReader::Found HtmlReader::next() {
  while (!is_at_end()) {
    const auto begin = at_;
    if (!begins_tag()) {  // a `<` that opens nothing is text
      do {
        ++at_;
        go_to('<');
      } while (!is_at_end() && !begins_tag());
      text_ = html_.substr(begin, at_ - begin);
      return Found::kText;
    }
    ++at_;
    if (here() == '!' && here(1) == '-' && here(2) == '-') {
      step_over_comment();
    } else if (is_html_letter(here()) || (here() == '/' && is_html_letter(here(1)))) {
      read_tag();
      if (!is_at_end() || html_.back() == '>') return Found::kTag;
    } else {
      go_to('>');
      if (!is_at_end()) ++at_;
    }
  }
  return Found::kEnd;
}

bool HtmlReader::begins_tag() const {
  return here() == '<' &&
         (is_html_letter(here(1)) || here(1) == '/' || here(1) == '!' || here(1) == '?');
}

// Its beginning counts for its end: `<!-->` is a whole comment.
void HtmlReader::step_over_comment() {
  for (at_ += 3; !is_at_end(); ++at_) {
    go_to('>');
    const auto before = html_.substr(0, at_);
    if (before.ends_with("--") || before.ends_with("--!")) break;
  }
  if (!is_at_end()) ++at_;
}

void HtmlReader::read_tag() {
  tag_ = {};
  tag_.closing = here() == '/';
  if (tag_.closing) ++at_;
  for (char c : take_until([](char c) { return is_html_space(c) || c == '/' || c == '>'; }))
    tag_.name.push_back(ascii_lower(c));
  for (;;) {
    take_until([](char c) { return !is_html_space(c) && c != '/'; });
    if (is_at_end()) return;
    if (here() == '>') {
      ++at_;
      return;
    }
    read_attribute();
  }
}

void HtmlReader::read_attribute() {
  const auto begin = at_++;  // a name may begin with `=`
  take_until([](char c) { return is_html_space(c) || c == '/' || c == '>' || c == '='; });
  const auto name = html_.substr(begin, at_ - begin);
  take_until([](char c) { return !is_html_space(c); });
  std::string_view value;
  if (here() == '=') value = read_value();
  const auto keep = [&](std::string_view known, std::optional<std::string_view>* where) {
    if (!*where && is_ascii_alike(name, known)) *where = value;
  };
  keep("href", &tag_.href);
  keep("alt", &tag_.alt);
  keep("style", &tag_.style);
  keep("start", &tag_.start);
  keep("value", &tag_.value);
  tag_.hidden = tag_.hidden || is_ascii_alike(name, "hidden");
}

std::string_view HtmlReader::read_value() {
  ++at_;
  take_until([](char c) { return !is_html_space(c); });
  const char quote = here();
  if (quote != '"' && quote != '\'')
    return take_until([](char c) { return is_html_space(c) || c == '>'; });
  ++at_;
  const auto value = take_until([quote](char c) { return c == quote; });
  if (!is_at_end()) ++at_;
  return value;
}

void HtmlReader::skip_content(std::string_view element) {
  while (!is_at_end()) {
    go_to('<');
    if (is_at_end()) return;
    ++at_;
    if (here() != '/' || !is_ascii_alike(html_.substr(at_ + 1, element.size()), element)) continue;
    const char behind = here(1 + element.size());
    if (!is_html_space(behind) && behind != '/' && behind != '>') continue;
    read_tag();
    return;
  }
}

}  // namespace camp
