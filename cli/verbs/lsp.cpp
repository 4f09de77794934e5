#include <unistd.h>

#include "cli/lsp/editor.h"
#include "cli/message_stream.h"
#include "cli/session.h"

namespace camp::cli {

void options_lsp(po::options_description& options) {
  options.add_options()("stdio", "speak on stdin and stdout; there is no other way");
}

namespace {

Result<void> send(MessageStream& stream, const Json& message) {
  return stream.write(message.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// Findings wait until everything is read that was sent already: who types fast is told once.
Result<void> serve(MessageStream& stream, lsp::Editor& editor) {
  while (!editor.over) {
    CAMP_ASSIGN(const auto message, stream.read());
    if (!message) break;
    const auto answer = take_message(editor, *message);
    if (!answer.is_null()) CAMP_TRY(send(stream, answer));
    if (editor.over || stream.has_input()) continue;
    for (const auto& one : news(editor)) CAMP_TRY(send(stream, one));
  }
  return {};
}

}  // namespace

// The protocol's own exit code of an end that was not announced is kFindings.
int run_lsp(const Invocation& call) {
  if (!call.arguments.empty()) return call.usage("lsp takes no file names: the editor tells them");
  lsp::Editor editor;
  if (call.has("project")) {
    auto project = find_project(call);
    if (!project.ok()) return call.fail(project.error());
    editor.workspace.set_fixed_root(project->root);
  }
  MessageStream stream(STDIN_FILENO, STDOUT_FILENO);
  if (const auto served = serve(stream, editor); !served.ok()) {
    call.console.error(served.error());
    return exit_of(served.error());
  }
  return editor.shutting_down ? kDone : kFindings;
}

}  // namespace camp::cli
