// Which paths are known to hold a value here: what makes `x is present` narrow a type.
//
// A path is a text: "contact.first_name" for what another transition may change, "#3.total" for
// what belongs to this instance. Changes are logged, so that the branches of a flow are tried one
// after the other and put together at their end, at a cost of what they change, not of what is
// known.
#pragma once
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace camp::sema {

class Facts {
 public:
  using Mark = std::size_t;
  using Changes =
      std::vector<std::pair<std::string, bool>>;  // path, whether it is known present now

  bool holds(const std::string& path) const { return present_.count(path) != 0; }
  void set(const std::string& path, bool present);
  void add_all(const std::vector<std::string>& paths);
  void forget_under(const std::string& path);  // that path, and the fields behind it
  void forget_contact();                       // a wait: others may have changed the contact

  Mark mark() const { return log_.size(); }
  Changes take_back(Mark mark);  // undoes everything since, and says what it was
  void apply(const Changes& changes);
  // What is known after branches of which any may have been taken.
  void join(const std::vector<Changes>& branches);

 private:
  std::unordered_set<std::string> present_;
  std::unordered_set<std::string> contact_;  // those of present_ that begin with "contact."
  Changes log_;
};

}  // namespace camp::sema
