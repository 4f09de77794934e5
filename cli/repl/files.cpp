// What a session takes from files and leaves in them: scenarios of the project, lines, and itself.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "cli/render/table.h"
#include "cli/repl/attached_life.h"
#include "cli/repl/expectations.h"
#include "cli/repl/repl.h"
#include "cli/repl/words.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/base/unicode.h"
#include "lang/format/format.h"
#include "lang/value/civil.h"
#include "runtime/env/real/real_file_system.h"
#include "runtime/explain/contact.h"
#include "runtime/explain/divergence.h"
#include "runtime/explain/told_text.h"

namespace camp::cli {

std::string Repl::load_scenario(const ScenarioChoice& choice) {
  const auto before = walk_.load(choice);
  if (!before.ok()) return problem(before.error());
  if (!*before) return problem(walk_.findings(colour_));
  hand_.clear();
  if (choice.until == 0)
    return fmt::format("{} to come; :go, :step or :next\n",
                       counted(walk_.script().steps().size(), "step"));
  Halted halted = sim::Halt::kBeginning;
  while (halted.ok() && (debugger().steps_done() < **before || debugger().is_under_way()))
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

namespace {

// Of this project, or of the one named: a folder, or its store.
Result<std::unique_ptr<Reading>> reading_of(const Project& own, std::string_view folder) {
  if (folder.empty()) return Reading::open(own);
  std::error_code failed;
  const auto path = std::filesystem::absolute(std::string(folder), failed).lexically_normal();
  const auto found = project_folder_above(path.string());
  if (found) return Reading::open(Project{*found});
  return Error{ErrorKind::kNotFound, "there is no project there", path.string(),
               ":attach FOLDER CONTACT, or :attach CONTACT for one of this project's store"};
}

std::string parted_text(const Divergence& parted) {
  const auto one = [](std::string_view word, const std::optional<Deed>& deed) {
    return fmt::format("  {:<9} {}\n", word,
                       deed ? fmt::format("{}  {}  {}", instant_text(deed->told.at_ms),
                                          deed->told.subject.flow, printable(text_of(deed->told)))
                            : "nothing more");
  };
  return "it goes another way than was recorded:\n" + one("recorded", parted.was) +
         one("here", parted.is);
}

}  // namespace

// Her life becomes the session, up to the store's now.
std::string Repl::do_attach(std::string_view words) {
  auto [folder, contact] = cut(words);
  if (contact.empty()) std::swap(folder, contact);
  const std::string id(unquoted(contact));
  auto reading = reading_of(walk_.project(), folder);
  if (!reading.ok()) return problem(reading.error());
  auto& view = (*reading)->view();
  const auto recording = sim::Recording::read(view, {{id}}, {});
  if (!recording.ok()) return problem(recording.error());
  if (recording->contacts().empty())
    return problem(Error{ErrorKind::kNotFound, "this contact was erased: nothing is left", id, ""});
  const auto deeds = deeds_of(view, id);
  if (!deeds.ok()) return problem(deeds.error());
  auto life = attached_life(view, *recording, *deeds);
  if (auto broken = told(walk_.begin_with(std::move(life.steps))); !broken.empty()) return broken;
  hand_ = life.contact;
  auto text = tell(debugger().go());
  for (const auto& note : life.notes) text += note + "\n";
  const auto now = walk_.view();
  if (!now.ok()) return problem(now.error());
  const auto copied = deeds_of(**now, life.contact);
  if (!copied.ok()) return problem(copied.error());
  const auto parted = first_divergence(id, without_names(*deeds), without_names(*copied));
  text += parted ? parted_text(*parted) : "all of it comes out as it was recorded\n";
  return text + fmt::format("{}; :back, :list, :emit, :advance, :save\n",
                            counted(walk_.script().steps().size(), "step"));
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
  const auto expected = expectations(walk_);
  if (!expected.ok()) return problem(expected.error());
  SourceSet sources;
  const auto id = sources.add(std::string(file), walk_.done_script().saved(name, *expected));
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
