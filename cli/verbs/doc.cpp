#include <fmt/format.h>

#include <filesystem>

#include "cli/doc/project_page.h"
#include "cli/result_file.h"
#include "cli/session.h"

namespace camp::cli {

void options_doc(po::options_description& options) {
  options.add_options()("out", po::value<std::string>()->value_name("FILE|FOLDER"),
                        "where the page goes (default: doc.html here; of a folder, in it)");
}

int run_doc(const Invocation& call) {
  namespace fs = std::filesystem;
  if (!call.arguments.empty()) return call.usage("doc takes the whole project: no names");
  auto compiled = open_sources(call);
  if (!compiled) return compiled.code;
  if (!compiled->program) return show_diagnostics(call, *compiled);
  std::vector<std::string> notes;
  const auto name = fs::path(compiled->root).filename().string();
  const auto doc = doc_of(name.empty() ? "project" : name, *compiled, &notes);
  if (!doc.ok()) return call.fail(doc.error());
  fs::path path = call.has("out") ? call.text("out") : "doc.html";
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) path /= "doc.html";
  const auto wrote = write_result(path.string(), project_page(*doc), kPageMarks);
  if (!wrote.ok()) return call.fail(wrote.error());
  for (const auto& note : notes) call.console.note("note: " + note);
  if (call.console.json())
    call.answer(true, {{"file", path.string()}, {"notes", notes}});
  else
    call.console.out(fmt::format("wrote {}\n", path.string()));
  return kDone;
}

}  // namespace camp::cli
