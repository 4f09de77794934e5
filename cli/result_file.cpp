#include "cli/result_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "runtime/env/real/real_file_system.h"

namespace camp::cli {
namespace {

constexpr std::size_t kHeadBytes = 4096;  // a mark stands in them

// Of a file that can be read; nothing of what is none, about which the file system says more.
std::string head_of(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return {};
  std::ifstream file(path, std::ios::binary);
  std::string head(kHeadBytes, '\0');
  file.read(head.data(), kHeadBytes);
  head.resize(static_cast<std::size_t>(file.gcount()));
  return head;
}

Error refused(std::string why, const std::string& path) {
  return {ErrorKind::kRefused, std::move(why), path, "name another file, or take this one away"};
}

}  // namespace

Result<void> check_no_script(const std::string& path) {
  if (path.ends_with(".camp"))
    return Error{ErrorKind::kRefused, "this is a script's name, and no result takes its place",
                 path, "name another file"};
  return {};
}

Result<void> write_result(const std::string& path, std::string_view text, ResultMarks marks) {
  CAMP_TRY(check_no_script(path));
  const auto head = head_of(path);
  const bool ours = std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) {
    return head.find(mark) != head.npos;
  });
  if (!head.empty() && !ours)
    return refused("the file is there already, and camp did not write it", path);
  return RealFileSystem().publish_file(path, text);
}

}  // namespace camp::cli
