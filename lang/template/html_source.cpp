#include "lang/template/html_source.h"

#include <algorithm>
#include <string>

#include "lang/base/letters.h"
#include "lang/template/html.h"
#include "lang/template/islands.h"

namespace camp::liquid {
namespace {

std::size_t find_end_tag(std::string_view html, std::size_t from, std::string_view element) {
  for (auto at = html.find("</", from); at != html.npos; at = html.find("</", at + 2))
    if (is_ascii_alike(html.substr(at + 2, element.size()), element)) return at;
  return html.size();
}

std::string element_at(std::string_view html, std::size_t at) {
  constexpr std::size_t kLongest = 16;  // of the names that are looked for
  std::string element;
  for (char c : html.substr(at + 1, kLongest)) {
    if (!is_word(c)) break;
    element.push_back(ascii_lower(c));
  }
  return element;
}

// One tag from its name's end on.
class ImageTag {
 public:
  ImageTag(std::string_view html, std::size_t at) : html_(html), at_(at) { read(); }

  std::size_t end() const { return at_; }
  bool says_nothing() const { return closed_ && !has_alt_; }

 private:
  void read() {
    while (at_ < html_.size() && !closed_) {
      const char c = html_[at_];
      if (const auto island = island_end(); island != at_) {
        at_ = island;
      } else if (c == '"' || c == '\'') {
        step_over_quoted(c);
      } else if (c == '>') {
        closed_ = true;
        ++at_;
      } else if (is_word(c) || is_value_) {
        word();
      } else {
        is_value_ = c == '=';
        ++at_;
      }
    }
  }
  // Where the output or tag that begins here ends; here if none does.
  std::size_t island_end() const {
    const auto rest = html_.substr(at_);
    if (!rest.starts_with("{{") && !rest.starts_with("{%")) return at_;
    const auto close = rest.find(rest[1] == '{' ? "}}" : "%}", 2);
    return close == rest.npos ? html_.size() : at_ + close + 2;
  }
  void step_over_quoted(char quote) {
    is_value_ = false;
    for (++at_; at_ < html_.size() && html_[at_] != quote;) {
      const auto island = island_end();
      at_ = island == at_ ? at_ + 1 : island;
    }
    if (at_ < html_.size()) ++at_;
  }
  // An attribute's name, or a value without quotes.
  void word() {
    const auto begin = at_++;
    const auto stops = is_value_ ? std::string_view(" \t\r\n\f>{") : " \t\r\n\f>{=/\"'";
    at_ = std::min(html_.find_first_of(stops, at_), html_.size());
    if (!is_value_ && is_ascii_alike(html_.substr(begin, at_ - begin), "alt")) has_alt_ = true;
    is_value_ = false;
  }

  std::string_view html_;
  std::size_t at_;
  bool is_value_ = false;  // behind a `=`
  bool has_alt_ = false;
  bool closed_ = false;
};

template <class Branches>
std::size_t least_of(const Branches& branches, bool may_be_none) {
  std::size_t least = may_be_none ? 0 : least_bytes(branches.front().body);
  for (const auto& branch : branches) least = std::min(least, least_bytes(branch.body));
  return least;
}

struct LeastBytes {
  std::size_t operator()(const If& tag) const {
    return least_of(tag.branches, tag.branches.back().condition.has_value());
  }
  std::size_t operator()(const Partial& tag) const {
    return tag.inlined == nullptr || tag.for_each ? 0 : least_bytes(tag.inlined->body);
  }
  template <class Other>
  std::size_t operator()(const Other&) const {
    return 0;
  }
};

}  // namespace

std::vector<HtmlPart> unseen_parts(std::string_view html) {
  std::vector<HtmlPart> parts;
  for (auto at = html.find('<'); at < html.size(); at = html.find('<', at + 1)) {
    auto end = at;
    const auto rest = html.substr(at);
    if (rest.starts_with("<!--") && !rest.starts_with("<!--[")) {
      end = std::min(html.find("-->", at + 4), html.size());
    } else if (const auto element = element_at(html, at); is_code_element(element)) {
      end = find_end_tag(html, at, element);
    }
    if (end == at) continue;
    parts.push_back({at, end});
    at = end;
  }
  return parts;
}

std::vector<HtmlPart> images_without_alt(std::string_view html) {
  std::vector<HtmlPart> images;
  const auto unseen = unseen_parts(html);
  auto next = unseen.begin();
  for (auto at = html.find('<'); at < html.size(); at = html.find('<', at)) {
    while (next != unseen.end() && next->end <= at) ++next;
    if (next != unseen.end() && next->begin <= at) {
      at = next->end;
    } else if (element_at(html, at) == "img") {
      const ImageTag tag(html, at + std::string_view("<img").size());
      if (tag.says_nothing()) images.push_back({at, tag.end()});
      at = tag.end();
    } else {
      ++at;
    }
  }
  return images;
}

std::size_t least_bytes(const Block& block) {
  std::size_t bytes = 0;
  for (const auto& node : block.nodes) {
    if (auto* text = std::get_if<std::string>(&node.what))
      bytes += text->size();
    else if (auto* tag = std::get_if<std::unique_ptr<Tag>>(&node.what))
      bytes += std::visit(LeastBytes{}, **tag);
  }
  return bytes;
}

}  // namespace camp::liquid
