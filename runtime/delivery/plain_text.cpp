#include "runtime/delivery/plain_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "lang/base/letters.h"
#include "lang/base/limits.h"
#include "lang/base/link.h"
#include "lang/base/utf8.h"
#include "runtime/delivery/html_entities.h"
#include "runtime/delivery/html_reader.h"
#include "runtime/delivery/text_lines.h"

namespace camp {
namespace {

enum class Role : std::uint8_t {
  kNone,
  kParagraph,
  kBlock,
  kRow,
  kCell,
  kBullets,
  kNumbers,
  kItem,
  kLink,
  kPre,
  kBreak,
  kRule,
  kImage,
  kVoid,
  kCode,
  kUnseen,
};

Role role_of(std::string_view element) {
#define CAMP_PLAIN_ELEMENT(name, role) \
  if (element == name) return Role::role;
#include "runtime/delivery/plain_text_elements.def"
#undef CAMP_PLAIN_ELEMENT
  return Role::kNone;
}

bool is_void(Role role) { return role >= Role::kBreak && role <= Role::kVoid; }

bool is_blank(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x202F || c == 0x205F;
}
bool is_joiner(char32_t c) { return c == 0x200C || c == 0x200D; }
// Control characters, and what only says where a word may be divided.
bool is_nothing(char32_t c) {
  return c < ' ' || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x34F || c == 0x200B ||
         c == 0x2060 || c == 0xFEFF;
}

template <class Take>
void each_character(std::string_view html, HtmlPlace place, Take take) {
  for (std::size_t at = 0; at < html.size();) {
    if (html[at] == '&') {
      const auto entity = html_entity_at(html, at, place);
      if (entity.size > 0) {
        take(entity.value);
        at += entity.size;
        continue;
      }
    }
    const auto [c, size] = code_point_at(html, at);
    take(c);
    at += size;
  }
}

// A link's target as a reader would copy it; empty if it leads nowhere from a plain text.
std::string shown_target(std::string_view href) {
  std::string target;
  each_character(href, HtmlPlace::kAttribute, [&](char32_t c) {
    if (!is_blank(c) && !is_nothing(c)) append_code_point(target, c);
  });
  const auto colon = target.find(':');
  if (colon == target.npos || !is_link_scheme(target.substr(0, colon))) return {};
  if (target.compare(colon, 3, "://") == 0) return target;
  auto address = target.substr(colon + 1);
  return address.substr(0, address.find('?'));
}

// `https://acme.example/` says the same as `Acme.example`.
std::string_view bare(std::string_view link) {
  for (std::string_view scheme : {"https://", "http://"}) {
    const bool alike = link.size() > scheme.size() &&
                       std::equal(scheme.begin(), scheme.end(), link.begin(),
                                  [](char a, char b) { return a == ascii_lower(b); });
    if (alike) link.remove_prefix(scheme.size());
  }
  while (link.ends_with('/')) link.remove_suffix(1);
  return link;
}
bool says_the_same(std::string_view text, std::string_view link) {
  return is_ascii_alike(bare(text), bare(link));
}

class Converter {
 public:
  explicit Converter(std::string_view html) : reader_(html), lines_(limits::kMailBytes) {}

  std::string run() {
    for (auto found = reader_.next(); found != HtmlReader::Found::kEnd && !lines_.is_full();
         found = reader_.next()) {
      if (found == HtmlReader::Found::kTag)
        tag(reader_.tag());
      else if (hidden_depth_ == 0)
        text(reader_.text(), HtmlPlace::kText);
    }
    close_link();
    return std::move(lines_).take();
  }
  std::size_t looked_at() const { return looked_at_ + reader_.looked_at(); }

 private:
  void tag(const HtmlTag& tag);
  void open(const HtmlTag& tag, Role role);
  void close(Role role);
  void text(std::string_view html, HtmlPlace place);
  void character(char32_t c);
  void literal(char32_t c);
  void seen(char32_t c);
  void plain(std::string_view text);

  bool is_hidden(const HtmlTag& tag);
  void hidden_tag(const HtmlTag& tag);
  void begin_item(const HtmlTag& tag);
  void begin_cell() {
    if (lines_.size() > row_begin_) lines_.separate_cells();
  }
  void begin_row() {
    lines_.end_line();
    row_begin_ = lines_.size();
  }
  void close_link();

  HtmlReader reader_;
  TextLines lines_;
  std::size_t looked_at_ = 0;

  std::string hidden_;  // the element inside which nothing is seen
  std::size_t hidden_depth_ = 0;

  struct List {
    bool numbered = false;
    std::uint32_t next = 1;
    bool begun = false;
  };
  std::vector<List> lists_;
  std::size_t row_begin_ = 0;
  bool in_pre_ = false;
  bool pre_begun_ = false;

  struct Link {
    std::string_view href;
    std::size_t text_begin = std::string::npos;
  };
  std::optional<Link> link_;
  std::string last_target_;
};

// ---- elements

void Converter::tag(const HtmlTag& tag) {
  const auto role = role_of(tag.name);
  if (hidden_depth_ > 0) return hidden_tag(tag);
  if (tag.closing) return close(role);
  if (role == Role::kCode) return reader_.skip_content(tag.name);
  if (role != Role::kUnseen && !is_hidden(tag)) return open(tag, role);
  if (is_void(role)) return;
  hidden_ = tag.name;
  hidden_depth_ = 1;
}

// `display: none`, as styles that stand at the element say it.
bool Converter::is_hidden(const HtmlTag& tag) {
  if (tag.hidden || !tag.style) return tag.hidden;
  looked_at_ += tag.style->size();
  std::string style;
  for (char c : *tag.style)
    if (!is_blank(static_cast<unsigned char>(c))) style.push_back(ascii_lower(c));
  return style.find("display:none") != style.npos;
}

void Converter::hidden_tag(const HtmlTag& tag) {
  if (tag.name != hidden_) return;
  if (tag.closing || hidden_ == "p")  // a paragraph ends where the next begins
    --hidden_depth_;
  else
    ++hidden_depth_;
  if (hidden_depth_ == 0 && !tag.closing) this->tag(HtmlTag(tag));
}

void Converter::open(const HtmlTag& tag, Role role) {
  switch (role) {
    case Role::kParagraph:
      return lines_.end_paragraph();
    case Role::kBlock:
      return lines_.end_line();
    case Role::kRow:
      return begin_row();
    case Role::kCell:
      return begin_cell();
    case Role::kBullets:
    case Role::kNumbers: {
      lists_.empty() ? lines_.end_paragraph() : lines_.end_line_only();
      List list{role == Role::kNumbers, 1, false};
      if (tag.start)
        std::from_chars(tag.start->data(), tag.start->data() + tag.start->size(), list.next);
      return lists_.push_back(list);
    }
    case Role::kItem:
      return begin_item(tag);
    case Role::kLink:
      close_link();
      if (tag.href) link_ = Link{*tag.href};
      return;
    case Role::kPre:
      lines_.end_paragraph();
      in_pre_ = true;
      pre_begun_ = false;
      return;
    case Role::kBreak:
      return lines_.break_line();
    case Role::kRule:
      lines_.end_paragraph();
      plain("---");
      return lines_.end_paragraph();
    case Role::kImage:
      if (tag.alt) text(*tag.alt, HtmlPlace::kAttribute);
      return;
    default:
      return;
  }
}

void Converter::close(Role role) {
  switch (role) {
    case Role::kParagraph:
      return lines_.end_paragraph();
    case Role::kBlock:
      return lines_.end_line();
    case Role::kItem:
      lines_.set_marker({});
      return lines_.end_line();
    case Role::kRow:
      return begin_row();
    case Role::kBullets:
    case Role::kNumbers:
      lines_.set_marker({});
      if (!lists_.empty()) lists_.pop_back();
      return lists_.empty() ? lines_.end_paragraph() : lines_.end_line();
    case Role::kLink:
      return close_link();
    case Role::kPre:
      in_pre_ = false;
      return lines_.end_paragraph();
    case Role::kBreak:  // `</br>` is read as `<br>`
      return lines_.break_line();
    default:
      return;
  }
}

void Converter::begin_item(const HtmlTag& tag) {
  constexpr std::size_t kDeepest = 8;  // a deeper list stands where its parent does
  if (lists_.empty()) lists_.push_back({});
  auto& list = lists_.back();
  std::exchange(list.begun, true) ? lines_.end_line_only() : lines_.end_line();
  if (tag.value)
    std::from_chars(tag.value->data(), tag.value->data() + tag.value->size(), list.next);
  const std::string indent(2 * (std::min(lists_.size(), kDeepest) - 1), ' ');
  lines_.set_marker(indent + (list.numbered ? fmt::format("{}. ", list.next++) : "- "));
}

void Converter::close_link() {
  if (!link_) return;
  const auto link = *std::exchange(link_, std::nullopt);
  looked_at_ += link.href.size();
  auto target = shown_target(link.href);
  if (target.empty()) return;
  if (link.text_begin == std::string::npos) {
    if (target != last_target_) plain(target);
  } else {
    const auto said = lines_.from(link.text_begin);
    looked_at_ += said.size();
    if (!says_the_same(said, target) && target != last_target_)
      lines_.append_behind(fmt::format(" ({})", target));
  }
  last_target_ = std::move(target);
}

// ---- characters

void Converter::text(std::string_view html, HtmlPlace place) {
  looked_at_ += html.size();
  each_character(html, place, [&](char32_t c) { in_pre_ ? literal(c) : character(c); });
}

void Converter::character(char32_t c) {
  if (is_blank(c)) return lines_.space();
  if (is_joiner(c)) return lines_.join(c);
  if (!is_nothing(c)) seen(c);
}

void Converter::seen(char32_t c) {
  const auto before = lines_.size();
  lines_.put(c);
  if (!link_ || link_->text_begin != std::string::npos) return;
  // What stands before the link's first character (a break, a marker) is not its text.
  std::string bytes;
  append_code_point(bytes, c);
  link_->text_begin = lines_.size() - std::min(bytes.size(), lines_.size() - before);
}

// In `pre` blanks and line breaks are kept, but for those at its edges.
void Converter::literal(char32_t c) {
  if (c == '\n') {
    if (pre_begun_) lines_.literal_break();
  } else if (c == ' ' || c == '\t' || (!is_nothing(c) && !is_joiner(c))) {
    pre_begun_ = true;
    seen(c == 0xA0 ? U' ' : c);
  }
}

void Converter::plain(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto [c, size] = code_point_at(text, at);
    seen(c);
    at += size;
  }
}

}  // namespace

std::string plain_text_of(std::string_view html, std::size_t* looked_at) {
  Converter converter(html);
  auto text = converter.run();
  if (looked_at != nullptr) *looked_at = converter.looked_at();
  return text;
}

}  // namespace camp
