// What makes a difference to the ways that are left: whether anything listens to an event, and what
// a state is but for how it came to be.
//
// Conservative: an event of which nothing says that it is heard by nobody counts as heard, and of
// two states that are taken for one every further way is the same. Pure; any thread.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"
#include "runtime/explain/inspect.h"
#include "runtime/sim/scenario.h"
#include "runtime/sim/sent_log.h"
#include "runtime/state/names.h"
#include "runtime/store/mem_store.h"

namespace camp::sim {

class Listeners {
 public:
  explicit Listeners(const ScenarioStage& stage);

  // Whether the event can change anything for a contact who stands so.
  bool hear(std::string_view event, const ContactRow& row, const Names& names) const;
  // Those that conditions look back at.
  const std::set<std::string, std::less<>>& remembered() const { return remembered_; }

 private:
  bool starts(std::string_view event, const ContactRow& row, const Names& names) const;
  void remember_counted(const Program& program);
  void remember_awaited(const Program& program);

  const Program& program_;
  std::set<std::string, std::less<>> remembered_;
};

// Everything of the contact that what is still to come can hang on, but the time of the clock.
Hash128 state_of(const MemStore& store, const std::string& contact, ContactRow row,
                 const std::vector<SentMessage>& sent, const Listeners& listeners,
                 const Names& names);

}  // namespace camp::sim
