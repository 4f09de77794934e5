// What each diagnostic means, for whoever got it: CAMPnnnn.md beside this file, one a row of
// diagnostics.def.
//
//   prose                 what it means and why the rule exists, in Markdown
//   ```camp given         a part of a project that both examples have; may be missing
//   ```camp fails         the rest of it: this diagnostic and no other, at «what is marked»
//   ```camp mended        the same, mended: nothing is found
//
// What is too long to be shown stands as ‹TIMES times: TEXT›, bytes that are no text as ‹byte: ff›;
// the test of the examples writes them out.
//
// Constants of the binary; use from any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "lang/base/diagnostic.h"
#include "lang/base/library.h"

namespace camp {

Library explanation_texts();  // each file by its code

struct Explanation {
  std::string_view prose;
  std::string_view given;
  std::string_view fails;
  std::string_view mended;
};

// Nothing: the text has not these parts, in this order.
std::optional<Explanation> read_explanation(std::string_view text);

// Every row has one.
Explanation explanation_of(Code code);

// An example with its mark taken out.
struct Marked {
  std::string text;
  std::size_t begin = 0;  // of what was marked, in `text`
  std::size_t end = 0;
};
// Nothing: the text does not have exactly one mark.
std::optional<Marked> unmarked(std::string_view text);

}  // namespace camp
