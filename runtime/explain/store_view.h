// A store as readers see it: opened read-only or beside an engine, never changed. Names, labels and
// places are found here; records (told.h and its like) hold them as texts.
//
// Holds the store given, which lives longer. One thread. What is found is as the store was when it
// was asked: a writer beside may go on.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/shelf/approvals.h"
#include "runtime/shelf/deployment.h"
#include "runtime/shelf/meta.h"
#include "runtime/shelf/next_wake.h"
#include "runtime/shelf/pauses.h"
#include "runtime/shelf/programs.h"
#include "runtime/shelf/run_book.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/names.h"
#include "runtime/store/store.h"

namespace camp {

class StoreView {
 public:
  // `clock_ms`: what a live store takes for now. Errors: kNewer, kCorrupt, kIo.
  static Result<std::unique_ptr<StoreView>> open(Store& store, std::int64_t clock_ms);

  Store& store() { return store_; }
  const StoreRow& row() const { return meta_.row; }
  const Counters& counters() const { return counters_; }
  const Names& names() const { return names_; }
  ProgramShelf& programs() { return programs_; }
  RunBook& runs() { return runs_; }
  const Pauses& pauses() const { return pauses_; }
  const Approvals& approvals() const { return approvals_; }
  const ProgramPtr& current() const { return current_; }  // null until one was installed
  // Nothing: no verb of deployment was used, the working copy is taken as it is.
  const std::optional<Deployment>& deployment() const { return deployment_; }
  std::int64_t now_ms() const { return row().virtual_time ? meta_.clock_ms() : clock_ms_; }
  Result<NextWake> next_wake() { return find_next_wake(store_, meta_.partitions, runs_, pauses_); }

  // The first look-up below that could not read. A record that was made meanwhile has a hole where
  // an answer belongs: who made it gives this error in its place.
  const Result<void>& status() const { return status_; }

  // A name by the store's number; `#7` when the dictionary does not know it.
  std::string name_of(std::uint32_t number) const;
  // What makes a run the same run; empty for run 0, which is none, and with a status that says why.
  std::string run_key(std::uint32_t run);
  // `cart_recovery/send reminder` and `cart.camp:14:7`; empty when the program has no such step, or
  // with a status that says why.
  std::string step_label(std::uint32_t program, std::uint32_t step);
  std::string step_place(std::uint32_t program, std::uint32_t step);
  // The experiment whose winner is waited for at a step; empty: none. As above.
  std::string awaited_experiment(std::uint32_t program, std::uint32_t step);
  // What a step of a talk is about: `feedback.score`; as above.
  std::string talk_name(std::uint32_t program, std::uint32_t step);
  std::string code_place(std::uint32_t program, std::uint32_t code);
  // Where an instance stands: a step's label, or `its start` when it failed before its first wait.
  std::string stand_of(const Instance& instance);

 private:
  StoreView(Store& store, std::int64_t clock_ms)
      : store_(store), clock_ms_(clock_ms), programs_(store, names_), runs_(store) {}
  const LinkedProgram* linked(std::uint32_t program);

  Store& store_;
  std::int64_t clock_ms_;
  StoreMeta meta_;
  Counters counters_;
  Names names_;
  ProgramShelf programs_;
  RunBook runs_;
  Pauses pauses_;
  Approvals approvals_;
  ProgramPtr current_;
  std::optional<Deployment> deployment_;
  Result<void> status_;
};

}  // namespace camp
