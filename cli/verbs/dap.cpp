#include <unistd.h>

#include "cli/dap/adapter.h"
#include "cli/message_stream.h"
#include "cli/session.h"

namespace camp::cli {

void options_dap(po::options_description&) {}

namespace {

Result<void> serve(MessageStream& stream, dap::Adapter& adapter) {
  while (!adapter.over) {
    CAMP_ASSIGN(const auto message, stream.read());
    if (!message) break;
    for (const auto& one : take_message(adapter, *message))
      CAMP_TRY(stream.write(one.dump(-1, ' ', false, Json::error_handler_t::replace)));
  }
  return {};
}

}  // namespace

int run_dap(const Invocation& call) {
  if (!call.arguments.empty())
    return call.usage("dap takes no names: the editor says what is debugged");
  dap::Adapter adapter;
  MessageStream stream(STDIN_FILENO, STDOUT_FILENO);
  if (const auto served = serve(stream, adapter); !served.ok()) {
    call.console.error(served.error());
    return exit_of(served.error());
  }
  if (adapter.is_broken) {
    call.console.error(
        {ErrorKind::kInvalid, "this is no request of the Debug Adapter Protocol", "stdin", ""});
    return kUsage;
  }
  return kDone;
}

}  // namespace camp::cli
