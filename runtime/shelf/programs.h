// The programs of a store: installed once under their hash, then kept for every instance that
// started with them.
//
// get() links a program on first use and remembers it. Errors: kCorrupt for a program that no
// longer verifies. Any thread.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "runtime/state/names.h"
#include "runtime/state/store_row.h"
#include "runtime/store/store.h"
#include "runtime/vm/linked_program.h"

namespace camp {

using ProgramPtr = std::shared_ptr<const LinkedProgram>;

class ProgramShelf {
 public:
  ProgramShelf(Store& store, Names& names) : store_(store), names_(names) {}

  // Gives the program its number (a new one, or the one it has had) and makes it
  // `row.current_program`. What is new goes into the batch; the caller commits it together with the
  // store's row and the names.
  Result<ProgramPtr> install(Program program, StoreRow& row, WriteBatch& batch);

  Result<ProgramPtr> get(std::uint32_t number);

  // The store's current program, whose policy holds for every message; null until one was
  // installed.
  ProgramPtr current();
  void set_current(ProgramPtr program);
  // Whether any of them has conditions that are reacted to.
  Result<bool> any_conditions();

  // Whether a name stands for such a thing, in any program that the store ever had: what comes in
  // late may be about what is gone by now.
  enum class Kind : std::uint8_t { kConversation, kList, kMessage, kFlow };
  Result<bool> ever_declared(Kind kind, std::uint32_t name_number);
  Result<std::vector<std::uint32_t>> all_declared(Kind kind);  // sorted

  // The flows with a goal on this event, in any of them, and how far the goals look back: at least
  // as far; INT64_MAX for one without `within`.
  struct GoalReach {
    std::vector<std::uint32_t> flows;  // name numbers
    std::int64_t ms = 0;
  };
  Result<GoalReach> goal_reach(std::uint32_t event);

 private:
  Result<void> gather_all();
  // With the mutex held: what a program that was not known says.
  void note(const LinkedProgram& program);
  void note_names(const LinkedProgram& program);
  void note_goals(const LinkedProgram& program);

  Store& store_;
  Names& names_;
  std::mutex mutex_;
  std::unordered_map<std::uint32_t, ProgramPtr> linked_;
  ProgramPtr current_;
  std::unordered_set<std::uint32_t> declared_[4];            // by Kind
  std::unordered_map<std::uint32_t, GoalReach> goal_reach_;  // by event
  std::atomic<bool> any_conditions_ = false;
  std::atomic<bool> gathered_ = false;  // declared_ and goal_reach_ know all programs
};

}  // namespace camp
