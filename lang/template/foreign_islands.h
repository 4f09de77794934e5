// What other tools would fill in and Liquid prints as it stands: `*|FNAME|*`, `%%name%%`, `{name}`.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace camp::liquid {

struct ForeignIsland {
  std::size_t begin = 0;  // into the text
  std::size_t end = 0;
  std::string_view name;    // what stands between, without the blanks around it
  bool only_known = false;  // none, unless the name means something
};

// In order. Not in Liquid's outputs, tags, `raw` and comments; of HTML also not in code and in
// comments that no mail program reads. Linear in the text.
std::vector<ForeignIsland> find_foreign_islands(std::string_view text, bool is_html);

}  // namespace camp::liquid
