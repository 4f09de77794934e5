// What `camp pause` and `camp resume` are about, from their arguments.
#pragma once
#include <string>

#include "cli/session.h"

namespace camp::cli {

void add_pause_options(po::options_description& options);  // --all, --channel

struct NamedSubject {
  PauseSubject subject = kEverything;
  std::string name;  // as people say it
};
// A flow that the store ever had (people may still be under way in it), a channel, or everything.
// Errors: kNotFound, with what is near; kInvalid: it is both a flow and a channel.
Result<NamedSubject> pause_subject_of(const Invocation& call, Session& session);
// As above, but a flow or everything.
Result<NamedSubject> flow_of(const Invocation& call, Session& session);
// The exit code when the arguments cannot be meant; kDone: they can.
int check_pause_arguments(const Invocation& call);

}  // namespace camp::cli
