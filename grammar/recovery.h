// Labels, bodies and the way on after a mistake.
//
// `part<P, R>` is R in the role P of what surrounds it. `body<Place, Item>` is `{ Item* }`: an item
// that is broken is skipped, balanced, and the next one is tried; a brace that is missing where the
// file ends or the next declaration begins is reported, and the body is what was read so far. A
// rule that was reported throws Recover.
#pragma once
#include "grammar/lexical.h"
#include "grammar/parts.h"

namespace camp::grammar {

template <Part P, class Rule>
struct part : p::seq<Rule> {};
// Pushes nothing but its label: a word whose presence is all that counts.
template <Part P, class Rule>
struct flag : p::seq<Rule> {};

// Always fails, with a message that fits the word at hand: misspelt, planned, or in the wrong
// place.
template <Place P>
struct unknown_item : p::failure {};
template <Place P>
using no_such_item = p::must<unknown_item<P>>;
// Always fails: what was just read is part of the language, but not of this version.
template <Fixed Form>
struct planned_form : p::failure {};

template <class Item>
struct attempt : p::try_catch_type<Recover, Item> {};

template <Place P>
struct skipped {
  using rule_t = skipped;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    auto* stop = ItemSkipper(P, in.begin(), in.current(), in.end()).run();
    in.bump(static_cast<std::size_t>(stop - in.current()));
    return true;
  }
};

struct at_declaration {
  using rule_t = at_declaration;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    return declaration_begins(in.begin(), in.current(), in.end());
  }
};

struct missing_brace : p::success {};
struct body_close : p::sor<close<'}'>, missing_brace> {};
struct body_end : p::sor<p::one<'}'>, p::eof, at_declaration> {};
template <Place P, class Item>
struct item_of : p::sor<attempt<Item>, skipped<P>> {};
template <Place P, class Item>
struct body : p::if_must<open<'{'>, p::star<p::not_at<body_end>, item_of<P, Item>>, body_close> {};

// One of a record's entries: as the items of a body, what can have a line of its own.
template <class Rule>
struct entry : p::seq<Rule> {};

template <class Rule>
struct comma_list : p::seq<Rule, p::star<p::if_must<comma, Rule>>> {};

}  // namespace camp::grammar
