// What a session takes from files and leaves in them: scenarios of the project, lines, and itself.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "cli/repl/repl.h"
#include "cli/repl/words.h"
#include "lang/base/counted.h"
#include "lang/format/format.h"
#include "runtime/env/real/real_file_system.h"
#include "runtime/explain/contact.h"

namespace camp::cli {

std::string Repl::load_scenario(const ScenarioChoice& choice) {
  if (!walk_.is_ready())
    if (auto broken = compile_session(); !broken.empty()) return broken;
  const auto before = walk_.load(choice);
  if (!before.ok()) return problem(before.error());
  hand_.clear();
  if (auto broken = compile_session(); !broken.empty()) return broken;
  if (choice.until == 0)
    return fmt::format("{} to come; :go, :step or :next\n",
                       counted(walk_.script().steps().size(), "step"));
  Halted halted = sim::Halt::kBeginning;
  while (halted.ok() && (debugger().steps_done() < *before || debugger().is_under_way()))
    halted = debugger().next();
  return tell(halted);
}

std::string Repl::load_file(const std::string& path) {
  if (is_loading_)
    return problem(Error{ErrorKind::kInvalid, "a file that is read reads no other", path, ""});
  is_loading_ = true;
  std::ifstream file(path);
  std::string text, line;
  while (std::getline(file, line) && !is_over_) text += handle(line, true);
  text += handle("", false);
  is_loading_ = false;
  return text;
}

std::string Repl::do_load(std::string_view words) {
  std::error_code failed;
  if (std::filesystem::is_regular_file(std::string(words), failed))
    return load_file(std::string(words));
  auto [name, row] = cut_name(words);
  const auto number = row.empty() ? std::optional<std::size_t>(1) : number_of(row);
  if (!number) return problem(Error{ErrorKind::kInvalid, "which row? a number from 1 on", "", ""});
  return load_scenario({std::string(name), *number, 0});
}

// What has come of it, contact by contact: what was sent, and where it stands.
std::vector<std::string> Repl::expectations() {
  std::vector<std::string> all;
  auto store = walk_.view();
  if (!store.ok()) return all;
  const auto add = [&](std::string text) {
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
  };
  for (const auto& contact : debugger().run().contacts()) {
    const auto told = read_told_contact(**store, contact);
    if (!told.ok()) continue;
    for (const auto& it : told->messages) {
      const auto& message = *it.message();
      const std::string_view channel = info_of(message.channel).word;
      if (message.fate == Fate::kSent)
        add(fmt::format("expect {} was sent {} via {}", contact, message.message, channel));
    }
    for (const auto& it : told->instances) {
      if (it.state == InstanceState::kWaiting)
        add(fmt::format("expect {} is at \"{}\" in {}", contact, it.step, it.flow));
      if (it.state == InstanceState::kEnded)
        add(fmt::format("expect {} entered {}", contact, it.flow));
    }
  }
  if (all.empty()) add("expect 0 messages were sent");
  return all;
}

std::string Repl::do_save(std::string_view words) {
  const auto [file, rest] = cut(words);
  if (file.empty() || walk_.script().steps().empty())
    return problem(Error{ErrorKind::kInvalid, "into which file, and is there anything to save?", "",
                         ":save cart_test.camp \"a buyer leaves\""});
  const auto name = rest.empty() ? std::string("what was tried") : std::string(unquoted(rest));
  const auto path = (std::filesystem::path(walk_.project().root) / std::string(file)).string();
  std::error_code failed;
  if (std::filesystem::exists(path, failed))
    return problem(Error{ErrorKind::kRefused, "this file is there already", path,
                         "another name, or take its scenario by hand"});
  // As far as it has come.
  auto script = walk_.script();
  script.steps().resize(debugger().steps_done());
  SourceSet sources;
  const auto id = sources.add(std::string(file), script.saved(name, expectations()));
  Diagnostics findings;
  const auto formatted = format_script(sources, id, findings);
  if (formatted.outcome != Formatted::Outcome::kDone)
    return problem(Error{ErrorKind::kInvalid, "the session is no scenario", "",
                         fmt::format("a name in one line, without quotes: \"{}\"", name)});
  RealFileSystem files;
  const auto written = files.write_file(path, formatted.text);
  if (!written.ok()) return problem(written.error());
  return fmt::format("{} is written; camp test \"{}\" runs it\n", std::string(file), name);
}

}  // namespace camp::cli
