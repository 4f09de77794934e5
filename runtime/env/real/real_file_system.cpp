#include "runtime/env/real/real_file_system.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>

#include "runtime/env/real/file_descriptor.h"
#include "runtime/env/real/system_error.h"

namespace camp {
namespace {

constexpr mode_t kFileMode = 0640;
constexpr mode_t kPublishedMode = 0666;
constexpr mode_t kFolderMode = 0750;

// One write() of more than 2 GB is cut short by Linux anyway; smaller steps keep signals answered.
constexpr std::size_t kWriteBytesMax = 64u << 20;

// open() that is not given up for a signal.
int open_retrying(const std::string& path, int flags, mode_t mode = 0) {
  int fd;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

Result<void> write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    auto written = ::write(fd, bytes.data(), std::min(bytes.size(), kWriteBytesMax));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error(errno, "write to the file", path);
    // A device that takes nothing and reports nothing would be an endless loop.
    if (written == 0) return system_error(ENOSPC, "write to the file", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::uint64_t> regular_size(int fd, const std::string& path) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return system_error(errno, "look at the file", path);
  if (!S_ISREG(info.st_mode)) {
    return Error{ErrorKind::kInvalid, "this is not a regular file", path, "choose another path"};
  }
  return static_cast<std::uint64_t>(info.st_size);
}

// "a/b" -> "a", "/a" -> "/", "a" -> ".".
std::string parent_of(const std::string& path) {
  auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> counter = 0;
  return path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(++counter);
}

Result<void> sync_folder(const std::string& path) {
  FileDescriptor fd(open_retrying(path, O_RDONLY | O_DIRECTORY));
  if (!fd.valid()) return system_error(errno, "open the folder", path);
  if (::fsync(fd.get()) != 0) return system_error(errno, "write the folder to disk", path);
  return {};
}

std::string_view kind_of_file(mode_t mode) {
  if (S_ISLNK(mode)) return "a symbolic link";
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return "a socket";
}

// rename() would put a file where somebody's device or link was, and never says so.
Result<void> check_replaceable(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT) return {};
    return system_error(errno, "look at the file", path);
  }
  if (S_ISREG(info.st_mode)) return {};
  return Error{ErrorKind::kInvalid,
               "this is " + std::string(kind_of_file(info.st_mode)) +
                   ", and only a file is replaced by a new one",
               path, "name another file, or remove it first if it is yours to remove"};
}

class RealNewFile : public NewFile {
 public:
  RealNewFile(FileDescriptor fd, std::string temporary, std::string path)
      : fd_(std::move(fd)), temporary_(std::move(temporary)), path_(std::move(path)) {}
  ~RealNewFile() override {
    if (!in_place_) ::unlink(temporary_.c_str());
  }

  Result<void> append(std::string_view bytes) override {
    return write_all(fd_.get(), bytes, path_);
  }

  Result<void> put_in_place() override {
    if (::fdatasync(fd_.get()) != 0) return system_error(errno, "write the file to disk", path_);
    CAMP_TRY(check_replaceable(path_));  // what was there when it was begun may be gone
    if (::rename(temporary_.c_str(), path_.c_str()) != 0)
      return system_error(errno, "replace", path_);
    in_place_ = true;
    return sync_folder(parent_of(path_));
  }

 private:
  FileDescriptor fd_;
  std::string temporary_, path_;
  bool in_place_ = false;
};

class RealAppendFile : public AppendFile {
 public:
  RealAppendFile(FileDescriptor fd, std::string path)
      : fd_(std::move(fd)), path_(std::move(path)) {}

  Result<std::uint64_t> size() override { return regular_size(fd_.get(), path_); }

  Result<void> truncate(std::uint64_t bytes) override {
    int result;
    do {
      result = ::ftruncate(fd_.get(), static_cast<off_t>(bytes));
    } while (result != 0 && errno == EINTR);
    if (result != 0) return system_error(errno, "shorten the file", path_);
    return {};
  }

  Result<void> append(std::string_view bytes) override {
    return write_all(fd_.get(), bytes, path_);
  }

  Result<void> sync() override {
    if (::fdatasync(fd_.get()) != 0) return system_error(errno, "write the file to disk", path_);
    return {};
  }

 private:
  FileDescriptor fd_;
  std::string path_;
};

}  // namespace

Result<std::unique_ptr<AppendFile>> RealFileSystem::open_append(const std::string& path,
                                                                bool* created) {
  // O_NONBLOCK: opening a FIFO that someone put there must not wait for its reader.
  constexpr int kFlags = O_WRONLY | O_APPEND | O_NONBLOCK;
  *created = false;
  FileDescriptor fd(open_retrying(path, kFlags));
  if (!fd.valid() && errno == ENOENT) {
    fd = FileDescriptor(open_retrying(path, kFlags | O_CREAT | O_EXCL, kFileMode));
    *created = fd.valid();
  }
  if (!fd.valid()) return system_error(errno, "open the file", path);
  CAMP_TRY(regular_size(fd.get(), path));
  return std::unique_ptr<AppendFile>(std::make_unique<RealAppendFile>(std::move(fd), path));
}

Result<void> RealFileSystem::make_directories(const std::string& path) {
  for (std::size_t end = 0; end < path.size();) {
    end = path.find('/', end + 1);
    auto folder = path.substr(0, end);  // npos: all of it
    if (end == std::string::npos) end = path.size();
    if (folder.back() == '/') continue;
    if (::mkdir(folder.c_str(), kFolderMode) == 0) {
      CAMP_TRY(sync_directory(parent_of(folder)));
      continue;
    }
    auto code = errno;
    struct stat info {};
    // Also EROFS and EACCES are answers to mkdir of a folder that is there.
    if (::stat(folder.c_str(), &info) != 0) return system_error(code, "make the folder", folder);
    if (!S_ISDIR(info.st_mode)) return system_error(ENOTDIR, "make the folder", folder);
  }
  return {};
}

Result<void> RealFileSystem::sync_directory(const std::string& path) { return sync_folder(path); }

bool RealFileSystem::exists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

Result<std::string> RealFileSystem::read_file(const std::string& path, std::uint64_t bytes_max) {
  FileDescriptor fd(open_retrying(path, O_RDONLY | O_NONBLOCK));
  if (!fd.valid()) return system_error(errno, "open the file", path);
  CAMP_ASSIGN(auto size, regular_size(fd.get(), path));
  std::string text;
  // The size is a hint: the file may grow while it is read, so the limit is checked on what was
  // read.
  text.resize(static_cast<std::size_t>(std::min(size, bytes_max)) + 1);
  std::size_t used = 0;
  for (;;) {
    auto got = ::read(fd.get(), text.data() + used, text.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(errno, "read the file", path);
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > bytes_max) {
      return Error{ErrorKind::kExhausted,
                   "the file is larger than " + std::to_string(bytes_max) + " bytes", path, ""};
    }
    if (used == text.size()) text.resize(text.size() * 2);
  }
  text.resize(used);
  return text;
}

namespace {

struct Temporary {
  FileDescriptor fd;
  std::string path;
};

Result<Temporary> make_temporary(const std::string& path, mode_t mode = kFileMode) {
  CAMP_TRY(check_replaceable(path));
  auto temporary = temporary_name(path);
  // A leftover of that name is from a crashed process that had our number: nobody else uses it now.
  ::unlink(temporary.c_str());
  FileDescriptor fd(open_retrying(temporary, O_WRONLY | O_CREAT | O_EXCL, mode));
  if (!fd.valid()) return system_error(errno, "make a file", temporary);
  return Temporary{std::move(fd), std::move(temporary)};
}

}  // namespace

Result<std::unique_ptr<NewFile>> RealFileSystem::make_file(const std::string& path) {
  CAMP_ASSIGN(auto made, make_temporary(path));
  return std::unique_ptr<NewFile>(
      std::make_unique<RealNewFile>(std::move(made.fd), made.path, path));
}

Result<void> RealFileSystem::publish_file(const std::string& path, std::string_view bytes) {
  CAMP_ASSIGN(auto made, make_temporary(path, kPublishedMode));
  RealNewFile file(std::move(made.fd), made.path, path);
  CAMP_TRY(file.append(bytes));
  return file.put_in_place();
}

Result<void> RealFileSystem::rewrite_file(const std::string& path, std::string_view bytes) {
  std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  struct stat info {};
  if (real == nullptr || ::lstat(real.get(), &info) != 0)
    return system_error(errno, "look at the file", path);
  constexpr mode_t kAnybodyWrites = S_IWUSR | S_IWGRP | S_IWOTH;
  if ((info.st_mode & kAnybodyWrites) == 0 || ::access(real.get(), W_OK) != 0)
    return Error{ErrorKind::kIo, "the file is read-only", path, "chmod u+w, if it is yours"};
  CAMP_ASSIGN(auto made, make_temporary(real.get()));
  const int fd = made.fd.get();
  RealNewFile file(std::move(made.fd), made.path, real.get());
  // Before the mode: a change of owner takes bits of it away.
  const bool has_owner = ::fchown(fd, info.st_uid, info.st_gid) == 0;
  const mode_t kept = info.st_mode & (has_owner ? 07777 : 0777);
  if (::fchmod(fd, kept) != 0) return system_error(errno, "set the mode of the file", path);
  CAMP_TRY(file.append(bytes));
  return file.put_in_place();
}

}  // namespace camp
