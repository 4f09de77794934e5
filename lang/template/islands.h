// A template cut into text, outputs and tags, as Shopify's tokenizer cuts it: left to right, no
// nesting, and quotes do not protect delimiters. Internal to lang/template.
//
// White space that `-` trims is gone from the texts; what stands in `raw` is text, what stands in
// `comment` and `doc` is left out.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/diagnostic.h"

namespace camp::liquid {

// What cannot be read, where, and in Liquid's words.
struct Mistake {
  std::size_t begin = 0;  // into the template's text
  std::size_t end = 0;
  std::string message;  // camp's
  std::string label;
  std::string liquid;            // Liquid's
  std::size_t liquid_at = 0;     // whose line Liquid names
  bool is_unclosed = false;      // the template's structure, not one island
  std::uint32_t lines_more = 0;  // behind the line of liquid_at
  Code code = Code::kBadTemplate;
  std::string help = {};
};

// Keeps a mistake where there is somebody to tell; throws it where there is not, or where enough
// were made.
void note(std::vector<Mistake>* mistakes, Mistake mistake);

struct Island {
  enum class Kind : std::uint8_t { kText, kOutput, kTag } kind = Kind::kText;
  std::size_t begin = 0;  // of the whole token
  std::size_t end = 0;
  std::string_view text;    // kText: what is printed
  std::string_view name;    // kTag
  std::string_view markup;  // kOutput, kTag
  bool in_liquid = false;   // a line of `{% liquid %}`
  bool verbatim = false;    // kText: of `raw`
};

// The first mistake ends the cutting, unless `mistakes` collects them.
std::vector<Island> cut_into_islands(std::string_view text, std::vector<Mistake>* mistakes);
// The lines of a `liquid` tag's markup; `text` is the whole template, of which `markup` is a part.
std::vector<Island> cut_into_lines(std::string_view text, std::string_view markup,
                                   std::vector<Mistake>* mistakes);

bool is_word(char c);          // a letter or digit of ASCII, `_`
bool is_liquid_space(char c);  // what `-` and `strip` take away
std::string_view strip(std::string_view text);

}  // namespace camp::liquid
