// Which instance of which contact is at work, by number.
#pragma once
#include <cstdint>
#include <utility>

#include "lang/base/assert.h"
#include "runtime/engine/tick.h"
#include "runtime/vm/linked_program.h"

namespace camp {

// What everything that concerns an instance needs to know. The instance is named by its number and
// looked up where it is used: rows move in memory when another instance enters or is forgotten, so
// nobody keeps a reference over anything that can do either. Slot and program live until the tick's
// end and the shelf's.
struct Work {
  ContactSlot& slot;
  const LinkedProgram& program;
  std::uint32_t flow = 0;    // into the program's flows
  std::uint32_t run = 0;     // 0: a journey
  std::uint32_t number = 0;  // of the instance; 0: nobody's (an audience's condition, a refusal)
  std::int64_t now_ms = 0;
  std::uint32_t outlet = 0;  // the instance's: name number

  const FlowDecl& decl() const { return program.program().flows[flow]; }
  Instance& instance() const {
    auto* found = slot.row.find_instance(number);
    CAMP_ASSERT(found != nullptr);
    return *found;
  }
};

// Whose doing a journal entry about an instance of the program's flow is.
// Its outlet stands among its arms: what is counted by arm is counted by outlet, too.
inline Subject subject_of(const Work& work) {
  const auto& decl = work.decl();
  Subject subject;
  subject.flow = work.program.number(decl.name);
  subject.run = work.run;
  subject.instance = work.number;
  if (work.outlet != 0)
    subject.arms.push_back({work.program.outlet_dimension(work.flow), work.outlet});
  for (std::uint32_t i = 0; i < decl.experiments.size(); ++i) {
    const auto experiment = work.program.experiment_number(work.flow, i);
    for (const auto& assignment : work.slot.row.assignments)
      if (assignment.experiment == experiment) subject.arms.push_back(assignment);
  }
  return subject;
}

// What happened, as an entry about this work.
inline JournalEntry entry_of(const Work& work, EntryBody what) {
  return {work.now_ms, subject_of(work), std::move(what)};
}

}  // namespace camp
