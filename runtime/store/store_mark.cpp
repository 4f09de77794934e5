#include "runtime/store/store_mark.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "lang/base/hash.h"

namespace camp {
namespace {

constexpr std::string_view kTitle = "camp store\n";
constexpr std::size_t kDigits = 20, kHashDigits = 16;
constexpr std::size_t kSize = kTitle.size() + kDigits + 1 + kHashDigits + 1;

std::string text_of(std::uint64_t sequence) {
  auto text = fmt::format("{}{:020}\n", kTitle, sequence);
  return text + fmt::format("{:016x}\n", xxh3_64(text));
}

bool parse(std::string_view text, std::uint64_t* sequence) {
  if (text.size() != kSize || !text.starts_with(kTitle)) return false;
  const auto* digits = text.data() + kTitle.size();
  const auto read = std::from_chars(digits, digits + kDigits, *sequence);
  return read.ec == std::errc() && text == text_of(*sequence);
}

Error failed(std::string_view what, const std::string& path) {
  return {ErrorKind::kIo,
          fmt::format("the store's mark cannot be {}: {}", what, std::strerror(errno)), path,
          "check the owner and the mount of that folder, and the room on its disk"};
}

}  // namespace

Result<std::unique_ptr<StoreMark>> StoreMark::open(const std::string& folder, bool read_only) {
  const auto path = fmt::format("{}/{}", folder, kFile);
  const int file =
      ::open(path.c_str(), (read_only ? O_RDONLY : O_RDWR | O_CREAT) | O_CLOEXEC, 0644);
  std::unique_ptr<StoreMark> mark(new StoreMark(file, path));
  if (file < 0) {
    if (read_only && errno == ENOENT) return mark;
    return failed("opened", path);
  }
  char bytes[kSize + 1];
  const auto size = ::pread(file, bytes, sizeof bytes, 0);
  if (size < 0) return failed("read", path);
  const std::string_view text(bytes, static_cast<std::size_t>(size));
  // Zeros: the power went before a first mark was on the disk.
  const bool nothing_yet = text.find_first_not_of('\0') == std::string_view::npos;
  if (!nothing_yet && !parse(text, &mark->sequence_)) {
    return Error{ErrorKind::kCorrupt,
                 "the store's mark is damaged: nobody can say whether the store is all there", path,
                 "restore a backup, or remove this file when you know that it is"};
  }
  return mark;
}

StoreMark::~StoreMark() {
  if (file_ >= 0) ::close(file_);
}

Result<void> StoreMark::raise(std::uint64_t sequence) {
  std::lock_guard lock(mutex_);
  if (sequence <= sequence_) return {};
  const auto text = text_of(sequence);
  if (::pwrite(file_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return failed("written", path_);
  sequence_ = sequence;
  return {};
}

}  // namespace camp
