// What `camp approve` and `camp reject` have in common: whose content is signed, and what is told
// of it.
#pragma once
#include <string>

#include "cli/verb.h"
#include "runtime/shelf/approvals.h"

namespace camp::cli {

void add_signing_options(po::options_description& options);
// Signs the working copy's flow, with --deployed or without sources that of the program that runs.
int sign_flow(const Invocation& call, SignedAs verdict);

// `Mia as manager, 2026-03-02T09:00:00Z`, with the note behind it.
std::string signature_text(const Signature& signature);

}  // namespace camp::cli
