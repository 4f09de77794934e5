#include "lang/template/islands.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/letters.h"
#include "lang/base/limits.h"

namespace camp::liquid {
namespace {

std::string_view left_stripped(std::string_view text) {
  while (!text.empty() && is_liquid_space(text.front())) text.remove_prefix(1);
  return text;
}
std::string_view right_stripped(std::string_view text) {
  while (!text.empty() && is_liquid_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view name_in(std::string_view inner) {
  if (inner.starts_with('#')) return inner.substr(0, 1);
  std::size_t size = 0;
  while (size < inner.size() && is_word(inner[size])) ++size;
  return inner.substr(0, size);
}

class Cutter {
 public:
  Cutter(std::string_view text, std::vector<Mistake>* mistakes)
      : text_(text), mistakes_(mistakes) {}

  std::vector<Island> run() {
    while (at_ < text_.size()) {
      auto open = find_open(at_);
      add_text(at_, open, false);
      at_ = open;
      if (at_ == text_.size()) break;
      if (text_[at_ + 1] == '%')
        tag();
      else
        output();
    }
    return std::move(islands_);
  }

 private:
  std::size_t find_open(std::size_t from) const {
    for (auto at = text_.find('{', from); at != text_.npos; at = text_.find('{', at + 1)) {
      if (at + 1 < text_.size() && (text_[at + 1] == '{' || text_[at + 1] == '%')) return at;
    }
    return text_.size();
  }

  void add_text(std::size_t begin, std::size_t end, bool verbatim) {
    auto text = text_.substr(begin, end - begin);
    if (trim_next_ && !verbatim) text = left_stripped(text);
    if (!verbatim) trim_next_ = false;
    if (!text.empty())
      islands_.push_back({Island::Kind::kText, begin, end, text, {}, {}, false, verbatim});
    trimmable_ = !verbatim && !text.empty();
  }
  // What stands directly before loses its white space, unless something else stands between.
  void trim_before(std::size_t begin) {
    if (!trimmable_ || islands_.empty() || islands_.back().end != begin) return;
    islands_.back().text = right_stripped(islands_.back().text);
    if (islands_.back().text.empty()) islands_.pop_back();
  }
  // The inside of a token without its delimiters and their `-`.
  std::string_view inside(std::size_t begin, std::size_t end) {
    auto inner = text_.substr(begin + 2, end - begin - 4);
    if (inner.starts_with('-')) {
      trim_before(begin);
      inner.remove_prefix(1);
    }
    trim_next_ = inner.ends_with('-');
    if (trim_next_) inner.remove_suffix(1);
    return inner;
  }
  void add(Island island) {
    islands_.push_back(island);
    trimmable_ = false;
  }

  void output() {
    const auto begin = at_;
    if (mistakes_ != nullptr && is_triple(begin)) return triple_output(begin);
    auto end = begin + 2;
    bool tag_inside = false;
    for (;; ++end) {
      if (end >= text_.size()) return unclosed_output(begin, begin + 2);
      if (text_[end] == '}') {
        ++end;
        break;
      }
      if (text_[end] == '{' && end + 1 < text_.size() && text_[end + 1] == '%') {
        const auto close = text_.find("%}", end);
        tag_inside = true;
        end = close == text_.npos ? end : close + 2;
        break;
      }
    }
    if (tag_inside || end == text_.size() || text_[end] != '}') return unclosed_output(begin, end);
    ++end;
    at_ = end;
    // `{{}}` and `{{-}}`: nothing inside.
    if (end - begin == 5 && text_[begin + 2] == '-')
      return trim_before(begin), void(trim_next_ = true);
    add({Island::Kind::kOutput, begin, end, {}, {}, inside(begin, end), false});
  }

  // `{{{ name }}}`, which is Handlebars' for what is not escaped.
  bool is_triple(std::size_t begin) const {
    if (!text_.substr(begin).starts_with("{{{")) return false;
    const auto close = text_.find('}', begin);
    return text_.substr(std::min(close, text_.size())).starts_with("}}}") &&
           text_.substr(begin + 3, close - begin - 3).find('{') == text_.npos;
  }
  void triple_output(std::size_t begin) {
    const auto close = text_.find('}', begin);
    at_ = close + 3;
    Mistake mistake{begin, at_,  "three braces are Handlebars', an output has two", "", "",
                    begin, false};
    mistake.help = fmt::format("write `{{{{ {} | raw }}}}` for what is not escaped",
                               strip(text_.substr(begin + 3, close - begin - 3)));
    complain(std::move(mistake));
  }

  void unclosed_output(std::size_t begin, std::size_t end) {
    at_ = mistakes_ == nullptr ? text_.size() : begin + 2;
    const auto token = text_.substr(begin, end - begin);
    complain(
        {begin, begin + 2, "this `{{` is not closed by `}}`", "`}}` is missing",
         fmt::format("Variable '{}' was not properly terminated with regexp: /\\}}\\}}/", token),
         begin, true});
  }

  void tag() {
    const auto begin = at_;
    const auto close = text_.find("%}", begin + 2);
    const auto next = mistakes_ == nullptr ? text_.npos : text_.find("{%", begin + 2);
    if (close == text_.npos || next < close) {
      at_ = begin + 2;
      if (mistakes_ == nullptr) at_ = text_.size();
      return complain({begin, begin + 2, "this `{%` is not closed by `%}`", "`%}` is missing",
                       "Tag '{%' was not properly terminated with regexp: /\\%\\}/", begin, true});
    }
    const auto end = close + 2;
    at_ = end;
    const bool dash_only = end - begin == 5 && text_[begin + 2] == '-';
    const auto inner = dash_only ? std::string_view() : left_stripped(inside(begin, end));
    const auto name = name_in(inner);
    if (name.empty())
      return complain({begin, end, "this tag has no name", "",
                       fmt::format("Unknown tag '{}'", text_.substr(begin, end - begin)), begin,
                       false});
    if (name == "raw" || name == "doc") return verbatim(begin, name, inner);
    if (name == "comment") return comment(begin);
    add({Island::Kind::kTag, begin, end, {}, name, strip(inner.substr(name.size())), false});
  }

  // Up to the end tag, whatever stands between.
  void verbatim(std::size_t begin, std::string_view name, std::string_view inner) {
    trim_next_ = false;
    if (!strip(inner.substr(name.size())).empty())
      return complain({begin, at_, fmt::format("`{}` takes nothing", name), "",
                       fmt::format("Syntax Error in '{}' - Valid syntax: {}", name, name), begin,
                       false});
    const auto body = at_;
    const auto end_name = "end" + std::string(name);
    for (auto open = text_.find("{%", at_); open != text_.npos; open = text_.find("{%", open + 2)) {
      auto rest = text_.substr(open + 2);
      if (rest.starts_with('-')) rest.remove_prefix(1);
      rest = left_stripped(rest);
      const auto close = rest.find("%}");
      if (name == "doc" && rest.starts_with("doc") && close != rest.npos &&
          strip(rest.substr(0, close)) == "doc")
        return complain({begin, at_, "`doc` stands inside of `doc`", "",
                         "Syntax Error in 'doc' - Nested doc tags are not allowed", begin, false});
      if (!rest.starts_with(end_name) || close == rest.npos) continue;
      const auto behind = rest.substr(end_name.size(), close - end_name.size());
      if (!behind.empty() && is_word(behind[0])) continue;
      if (name == "raw") add_verbatim(body, open);
      at_ = static_cast<std::size_t>(rest.data() - text_.data()) + close + 2;
      trim_next_ = behind.ends_with('-');
      trimmable_ = false;
      return;
    }
    never_closed(begin, name);
  }
  void add_verbatim(std::size_t begin, std::size_t end) {
    if (begin < end) add_text(begin, end, true);
  }

  // Its contents are cut into tokens and not read; comments nest, `raw` is skipped whole.
  void comment(std::size_t begin) {
    trim_next_ = false;
    std::size_t depth = 1;
    const auto opened_at = at_;
    while (depth > 0) {
      const auto open = find_open(at_);
      if (open == text_.size()) break;
      const bool is_tag = text_[open + 1] == '%';
      const auto close = text_.find(is_tag ? "%}" : "}}", open + 2);
      if (close == text_.npos) {
        at_ = open + 2;
        continue;
      }
      at_ = close + 2;
      if (!is_tag) continue;
      auto inner = text_.substr(open + 2, close - open - 2);
      if (inner.starts_with('-')) inner.remove_prefix(1);
      const auto name = name_in(left_stripped(inner));
      if (name == "comment") ++depth;
      if (name == "endcomment") --depth;
      if (name == "raw") skip_raw();
      if (depth == 0) trim_next_ = inner.ends_with('-');
    }
    if (depth > 0) {
      at_ = opened_at;
      return never_closed(begin, "comment");
    }
    trimmable_ = false;
  }
  void skip_raw() {
    const auto end = text_.find("endraw", at_);
    const auto close = end == text_.npos ? end : text_.find("%}", end);
    if (close != text_.npos) at_ = close + 2;
  }

  void never_closed(std::size_t begin, std::string_view name) {
    Mistake mistake{begin,
                    at_,
                    fmt::format("this `{}` is not closed by `end{}`", name, name),
                    "",
                    fmt::format("'{}' tag was never closed", name),
                    begin,
                    true};
    at_ = text_.size();
    complain(std::move(mistake));
  }

  void complain(Mistake mistake) { note(mistakes_, std::move(mistake)); }

  std::string_view text_;
  std::vector<Mistake>* mistakes_;
  std::vector<Island> islands_;
  std::size_t at_ = 0;
  bool trim_next_ = false;
  bool trimmable_ = false;  // the last island is text as written
};

}  // namespace

void note(std::vector<Mistake>* mistakes, Mistake mistake) {
  if (mistakes == nullptr || mistakes->size() > limits::kErrorsPerFile) throw mistake;
  mistakes->push_back(std::move(mistake));
}

bool is_word(char c) {
  return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_liquid_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0'; }

std::string_view strip(std::string_view text) { return left_stripped(right_stripped(text)); }

std::vector<Island> cut_into_islands(std::string_view text, std::vector<Mistake>* mistakes) {
  return Cutter(text, mistakes).run();
}

std::vector<Island> cut_into_lines(std::string_view text, std::string_view markup,
                                   std::vector<Mistake>* mistakes) {
  std::vector<Island> lines;
  std::size_t comments = 0;
  std::string_view comment;  // the line that opened the outermost
  const auto end = static_cast<std::size_t>(markup.data() - text.data()) + markup.size();
  while (!markup.empty()) {
    const auto size = markup.find('\n');
    const auto line = strip(markup.substr(0, size));
    markup.remove_prefix(size == markup.npos ? markup.size() : size + 1);
    if (line.empty()) continue;
    const auto begin = static_cast<std::size_t>(line.data() - text.data());
    const auto name = name_in(line);
    if (name == "comment" && comments++ == 0) comment = line;
    if (name == "endcomment" && comments > 0) {
      --comments;
      continue;
    }
    if (comments > 0) continue;
    if (name.empty()) {
      note(mistakes, {begin, begin + line.size(), "this line begins with no tag", "",
                      fmt::format("Unknown tag '{}'", line), begin, false});
      continue;
    }
    lines.push_back({Island::Kind::kTag,
                     begin,
                     begin + line.size(),
                     {},
                     name,
                     strip(line.substr(name.size())),
                     true});
  }
  if (comments > 0) {
    const auto begin = static_cast<std::size_t>(comment.data() - text.data());
    note(mistakes, {begin, begin + comment.size(), "this `comment` is not closed by `endcomment`",
                    "", "'comment' tag was never closed", end, true, 1});
  }
  return lines;
}

}  // namespace camp::liquid
