// What stands around a place of a script, by its text up to there: which block it is in, what of
// its item came before, whether it is inside a text. Works on any text, broken ones included.
//
// The views are of that text. Any thread.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "grammar/keywords.h"
#include "lang/format/tokens.h"

namespace camp::editor {

enum class Inside : std::uint8_t {
  kCode,
  kComment,
  kText,
  kOutput,  // of a text: behind `{{`
  kTag,     // behind `{%`
};

// A block or list that is open at the place.
struct OpenBlock {
  grammar::Place place = grammar::kNowhere;  // what stands in it
  std::vector<format::Token> item;           // of the item that it belongs to, up to its bracket
};

struct Surroundings {
  Inside inside = Inside::kCode;
  std::string_view word;         // its letters before the place
  std::uint32_t word_begin = 0;  // an offset
  // `contact` of `contact.na`, from the left; for a text inside of the island's own.
  std::vector<std::string_view> path;
  std::vector<OpenBlock> open;      // the outermost first: the script itself
  std::vector<format::Token> item;  // what came before the word, of its item; blocks left out
  std::vector<format::Token> declaration;  // all tokens of its declaration before the word
  std::string_view island;                 // kOutput, kTag: from its opening on, without the word

  const OpenBlock& block() const { return open.back(); }
  grammar::Place place() const { return block().place; }
  bool begins_item() const { return item.empty(); }
  // The word or sign before, of the same item; empty: none.
  std::string_view previous(std::size_t back = 0) const {
    return back < item.size() ? item[item.size() - 1 - back].text : std::string_view();
  }
  // Whether the item has this word.
  bool has(std::string_view text) const;
};

Surroundings surroundings_at(std::string_view text, std::uint32_t offset);

}  // namespace camp::editor
