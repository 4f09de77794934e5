// The names that are visible at a place: locals, event aliases, parameters, and the event at hand.
//
// Names are not shadowed inside one flow, so a name is in the table at most once. Blocks are closed
// in the reverse order in which they were opened.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/sema/facts.h"
#include "lang/sema/known.h"
#include "lang/sema/model.h"

namespace camp::sema {

class Scope {
 public:
  using Mark = std::size_t;

  Mark open() const { return names_.size(); }
  void close(Mark mark) {
    while (names_.size() > mark) {
      visible_.erase(names_.back());
      names_.pop_back();
    }
  }
  Binding* find(std::string_view name) const {
    auto found = visible_.find(name);
    return found == visible_.end() ? nullptr : found->second;
  }
  void declare(Binding* binding) {
    visible_.emplace(binding->name, binding);
    names_.push_back(binding->name);
  }
  const std::vector<std::string_view>& names() const { return names_; }

  // The event whose fields an expression may name; `bare`: without its alias.
  struct AtHand {
    Binding* binding = nullptr;
    bool bare = false;
  };
  std::vector<AtHand> at_hand;
  Facts facts;
  Known known;
  bool dead = false;  // nothing comes here, as was reported
  // A wait, a change: of the contact nothing is known any more.
  void forget_contact() {
    facts.forget_contact();
    known.forget_changing();
  }

 private:
  std::unordered_map<std::string_view, Binding*> visible_;
  std::vector<std::string_view> names_;
};

}  // namespace camp::sema
