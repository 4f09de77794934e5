// HTML as it stands in a template, Liquid's outputs and tags included: what can be said of it
// without reading it as a browser would.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "lang/template/template.h"

namespace camp::liquid {

struct HtmlPart {
  std::size_t begin = 0;  // into the text
  std::size_t end = 0;
};

// Code, and comments that no mail program reads (Outlook reads conditional ones). In order.
std::vector<HtmlPart> unseen_parts(std::string_view html);
// The tags of images that say nothing to those who do not see them. `alt=""` says so on purpose.
std::vector<HtmlPart> images_without_alt(std::string_view html);
// What is printed whichever way the tags go.
std::size_t least_bytes(const Block& block);

}  // namespace camp::liquid
