// HTML's five special characters, for every place that writes markup: mails, pages, XML reports;
// and what a value from outside may have in a style.
#pragma once
#include <string>
#include <string_view>

namespace camp {

// "&amp;" for '&' and so on, empty for a character that stands for itself. Quotes too: a text may
// stand inside an attribute.
constexpr std::string_view html_entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

// Appends the text with its special characters as entities.
void append_html(std::string& out, std::string_view text);
// By how many bytes append_html makes a text longer.
std::size_t html_growth(std::string_view text);

// Whether a text can be nothing but one value of a style (letters, digits, blanks, `#%.,-_+/`),
// so that it neither ends the declaration that it stands in nor calls a function.
bool is_style_value(std::string_view text);
// Whether a text, in a style's `url(...)`, cannot be read as that call's end.
bool stays_in_style_url(std::string_view text);

}  // namespace camp
