// What an operator's verbs (`camp pause`, `resume`, `cancel`, `incidents`) are about, from their
// arguments.
#pragma once
#include <string>

#include "cli/session.h"

namespace camp::cli {

void add_pause_options(po::options_description& options);  // --all, --channel, --accept-clock
// The exit code when the arguments cannot be meant; kDone: they can.
int check_pause_arguments(const Invocation& call);

// Of --reason, a sentence that is shown in a line: the exit code when it is none, or kDone.
int check_reason(const Invocation& call);

struct NamedSubject {
  PauseSubject subject = kEverything;
  std::string name;  // as people say it
};
// Where a store's names come from: an engine, or a view of it.
struct KnownFlows {
  const Names& names;
  ProgramShelf& programs;
  const LinkedProgram* current;  // null: none was installed
};
KnownFlows known_to(Engine& engine);
KnownFlows known_to(StoreView& view);

// A flow that the store ever had (people may still be under way in it), a channel, or everything.
// Errors: kNotFound, with what is near; kInvalid: it is both a flow and a channel.
Result<NamedSubject> pause_subject_of(const Invocation& call, const KnownFlows& known);
// As above, but a flow or everything.
Result<NamedSubject> flow_of(const Invocation& call, const KnownFlows& known);

}  // namespace camp::cli
