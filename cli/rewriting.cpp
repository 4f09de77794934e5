#include "cli/rewriting.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "cli/render/table.h"
#include "cli/render/unified_diff.h"
#include "lang/base/counted.h"
#include "lang/base/limits.h"

namespace camp::cli {

std::string seen_from_here(const std::string& root, const std::string& path) {
  std::error_code ignored;
  const auto folder = std::filesystem::proximate(root, ignored);
  return (folder / path).lexically_normal().string();
}

std::string diff_to_show(std::string diff) {
  return isatty(STDOUT_FILENO) == 1 ? printable(diff, Lines::kMany) : diff;
}

void Rewriting::add_options(po::options_description& options) {
  options.add_options()("check", "write nothing; name what would change, and exit 1 if anything");
  options.add_options()("diff", "write nothing; show what would change, and exit 1 if anything");
}

Rewriting::Rewriting(const Invocation& call, Json& answer)
    : call_(call), answer_(answer), writes_(!call.has("check") && !call.has("diff")) {}

Result<std::string> Rewriting::read(const std::string& path) {
  return files_.read_file(path, limits::kSourceBytes);
}

void Rewriting::change(const std::string& path, const std::string& shown, std::string_view before,
                       std::string_view after) {
  if (writes_) {
    if (auto written = files_.rewrite_file(path, after); !written.ok())
      return fail(written.error());
  }
  tell_change(shown, before, after);
}

void Rewriting::tell_change(const std::string& shown, std::string_view before,
                            std::string_view after) {
  changed_.push_back(shown);
  if (!call_.has("diff")) return say(printable(shown) + "\n");
  const auto diff = unified_diff(shown, before, after);
  if (call_.console.json()) answer_["diffs"].push_back(diff);
  say(diff_to_show(diff));
}

void Rewriting::fail(const Error& error) {
  ++failed_;
  if (call_.console.json())
    answer_["failed"].push_back({{"file", error.where}, {"message", error.message}});
  call_.console.error(error);
}

void Rewriting::say(std::string_view text) const {
  if (!call_.console.json()) call_.console.out(text);
}

std::string Rewriting::summary(std::size_t files, std::string_view done) const {
  return fmt::format("{} of {} {}", changed_.size(), counted(files, "file"),
                     writes_ ? done : "would change");
}

}  // namespace camp::cli
