// HTML cut into texts and tags, as mails have it: any bytes, no errors. Internal to delivery.
//
// Every byte is looked at a fixed number of times, whatever stands in the file: what is not closed
// reaches to the end, once.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace camp {

struct HtmlTag {
  std::string name;  // small letters
  bool closing = false;
  // As they stand in the file, entities included; the first of a name counts.
  std::optional<std::string_view> href, alt, style, start, value;
  bool hidden = false;
};

class HtmlReader {
 public:
  enum class Found : std::uint8_t { kText, kTag, kEnd };

  explicit HtmlReader(std::string_view html) : html_(html) {}

  // Comments, declarations and what cannot be read are stepped over.
  Found next();
  std::string_view text() const { return text_; }  // of kText; entities included
  const HtmlTag& tag() const { return tag_; }      // of kTag
  // What is no markup: up to the end tag of this element, which is stepped over.
  void skip_content(std::string_view element);

  std::size_t position() const { return at_; }  // behind what was found last

  // Bytes looked at so far, by all of them.
  std::size_t looked_at() const { return looked_at_; }

 private:
  char here(std::size_t ahead = 0) const {
    return at_ + ahead < html_.size() ? html_[at_ + ahead] : '\0';
  }
  bool is_at_end() const { return at_ >= html_.size(); }
  // The next place of it; stands there, or at the end.
  void go_to(char c);
  template <class Stops>
  std::string_view take_until(Stops stops);
  void step_over_comment();
  bool begins_tag() const;
  void read_tag();
  void read_attribute();
  std::string_view read_value();

  std::string_view html_;
  std::size_t at_ = 0;
  std::size_t looked_at_ = 0;
  std::string_view text_;
  HtmlTag tag_;
};

}  // namespace camp
