#include <fmt/format.h>

#include <filesystem>

#include "cli/drafting.h"
#include "cli/render/table.h"
#include "cli/render/unified_diff.h"
#include "cli/rewriting.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/base/limits.h"
#include "lang/base/render.h"
#include "runtime/env/real/curl_http_client.h"
#include "runtime/env/real/environment.h"

namespace camp::cli {

void options_draft(po::options_description& options) {
  options.add_options()("drafter", po::value<std::string>()->value_name("DRAFTER"),
                        "who drafts (default: the project's only one)");
  options.add_options()("brief", po::value<std::string>()->value_name("TEXT"),
                        "what it is to be, in your words");
  options.add_options()("write", "put the draft in place, when it has no errors");
}

namespace {

namespace fs = std::filesystem;

Result<Draft> ask_for_draft(const Invocation& call, const DraftSubject& subject,
                            const ast::Drafter& drafter, std::size_t* attempts) {
  const Environment environment;
  CAMP_ASSIGN(auto allowed, AllowedHosts::read(environment.find("CAMP_ALLOW_HOSTS").value_or("")));
  CAMP_ASSIGN(const auto model, chat_model_of(drafter, environment));
  CAMP_TRY(allowed.check(model.url, "drafter"));
  CurlHttpClient client(std::move(allowed));
  Drafting drafting(subject, model, client, call.console);
  auto draft = drafting.run(instructions_of(drafter, subject.project->analysis.sources()),
                            call.text("brief"));
  *attempts = drafting.attempts();
  return draft;
}

// A person may have written in it while the model thought.
Result<void> put_in_place(const DraftSubject& subject, const Draft& draft) {
  const auto path = fs::path(subject.project->root) / subject.script().path();
  std::error_code ignored;
  if (fs::is_symlink(path, ignored))
    return Error{ErrorKind::kRefused, "the script is a link, which leads to another's file",
                 path.string(), "write the draft where it belongs: camp draft ... | patch"};
  RealFileSystem files;
  CAMP_ASSIGN(const auto now, files.read_file(path.string(), limits::kSourceBytes));
  if (now != subject.script().text())
    return Error{ErrorKind::kRefused, "the script was changed while the draft was written",
                 path.string(), "ask again: the draft is of what it said before"};
  return files.rewrite_file(path.string(), draft.script);
}

void tell_new_names(const Invocation& call, const Draft& draft) {
  const auto tell = [&](const std::vector<std::string>& names, std::string_view what) {
    for (const auto& name : names)
      call.console.note(
          fmt::format("warning: the draft {} {}, as the message did not", what, printable(name)));
  };
  tell(draft.new_hosts, "links to");
  tell(draft.new_files, "reads the file");
}

std::string outcome_of(const Draft& draft, bool changes, bool written) {
  if (!draft.good()) return "it has errors, so nothing was changed";
  if (!changes) return "it says what the message says already";
  return written ? "written" : "nothing was changed: --write puts it in place";
}

int show_draft(const Invocation& call, const DraftSubject& subject, const ast::Drafter& drafter,
               const Draft& draft, std::size_t attempts) {
  const auto& path = subject.script().path();
  const auto diff = draft.readable ? unified_diff(seen_from_here(subject.project->root, path),
                                                  subject.script().text(), draft.script)
                                   : std::string();
  const bool changes = draft.good() && !diff.empty();
  const bool writes = changes && call.has("write");
  if (writes)
    if (const auto written = put_in_place(subject, draft); !written.ok())
      return call.fail(written.error());
  const int code = draft.good() ? kDone : kFindings;
  if (call.console.json()) {
    call.answer(code == kDone, {{"message", subject.message->name.text},
                                {"drafter", drafter.name.text},
                                {"file", path},
                                {"attempts", attempts},
                                {"changed", changes},
                                {"written", writes},
                                {"text", draft.text},
                                {"diff", diff},
                                {"new_hosts", draft.new_hosts},
                                {"new_files", draft.new_files},
                                {"errors", draft.findings.count(Severity::kError)},
                                {"warnings", draft.findings.count(Severity::kWarning)},
                                {"diagnostics", diagnostics_json(draft.findings, draft.sources)}});
    return code;
  }
  call.console.out(diff_to_show(diff));
  for (const auto& one : draft.findings.all())
    call.console.out(render(one, draft.sources, call.console.out_color()) + "\n");
  tell_new_names(call, draft);
  call.console.note(fmt::format("{} by {}, {}: {}; {}", subject.message->name.text,
                                drafter.name.text, counted(attempts, "answer"),
                                render_summary(draft.findings, 1),
                                outcome_of(draft, changes, writes)));
  return code;
}

}  // namespace

int run_draft(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("draft takes one message");
  if (call.text("brief").size() > limits::kBriefBytes)
    return call.usage(fmt::format("--brief has at most {} bytes", limits::kBriefBytes));
  auto project = open_sources(call);
  if (!project) return project.code;
  const auto drafter = find_drafter(*project, call.text("drafter"));
  if (!drafter.ok()) return call.fail(drafter.error());
  const auto subject = find_draft_subject(*project, call.arguments[0]);
  if (!subject.ok()) return call.fail(subject.error());
  std::size_t attempts = 0;
  const auto draft = ask_for_draft(call, *subject, **drafter, &attempts);
  if (interrupted()) return kInterrupted;
  if (!draft.ok()) return call.fail(draft.error());
  return show_draft(call, *subject, **drafter, *draft, attempts);
}

}  // namespace camp::cli
