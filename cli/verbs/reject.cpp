#include "cli/signing.h"

namespace camp::cli {

void options_reject(po::options_description& options) {
  options.add_options()("reason", po::value<std::string>(), "why: whoever mends it reads it");
  add_signing_options(options);
}

int run_reject(const Invocation& call) { return sign_flow(call, SignedAs::kRejected); }

}  // namespace camp::cli
