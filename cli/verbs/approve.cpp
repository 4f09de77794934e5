#include "cli/signing.h"

namespace camp::cli {

void options_approve(po::options_description& options) {
  options.add_options()("note", po::value<std::string>(), "kept with it, for whoever looks");
  add_signing_options(options);
}

int run_approve(const Invocation& call) { return sign_flow(call, SignedAs::kApproved); }

}  // namespace camp::cli
