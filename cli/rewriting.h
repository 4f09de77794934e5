// What verbs share that rewrite people's own scripts (`camp fmt`, `camp fix`): --check and --diff,
// what is told of a change, and that it is written whole or not at all.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/verb.h"
#include "runtime/env/real/real_file_system.h"

namespace camp::cli {

// A project's file as it is called from here: what `patch -p0` looks for.
std::string seen_from_here(const std::string& root, const std::string& path);

// On a terminal without what would do something to it; into a pipe as `patch` takes it.
std::string diff_to_show(std::string diff);

class Rewriting {
 public:
  static void add_options(po::options_description& options);
  // `answer`: what the verb answers to machines; diffs and failures are put in as they come.
  Rewriting(const Invocation& call, Json& answer);

  bool writes() const { return writes_; }  // neither --check nor --diff
  Result<std::string> read(const std::string& path);
  // The script becomes `after`, unless nothing is to be written; its name, or the difference, is
  // told. `shown`: by which name people know it.
  void change(const std::string& path, const std::string& shown, std::string_view before,
              std::string_view after);
  // The same without a file: what came on stdin.
  void tell_change(const std::string& shown, std::string_view before, std::string_view after);
  // Told; the verb goes on with the next script.
  void fail(const Error& error);
  void say(std::string_view text) const;  // to people

  const std::vector<std::string>& changed() const { return changed_; }
  bool failed() const { return failed_ != 0; }
  // "2 of 3 files would change", with `done` for what has happened: "formatted".
  std::string summary(std::size_t files, std::string_view done) const;

 private:
  const Invocation& call_;
  Json& answer_;
  const bool writes_;
  RealFileSystem files_;
  std::vector<std::string> changed_;
  std::size_t failed_ = 0;
};

}  // namespace camp::cli
